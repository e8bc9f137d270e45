//! How many threads there are where the program does not say: as many as processors, or as the environment wants.

use std::sync::OnceLock;

/// How many processors this process may use: its CPU affinity and its cgroup quota are honoured.
///
/// # Examples
///
/// ```
/// assert!(abreast::cpu_count() >= 1);
/// ```
pub fn cpu_count() -> usize {
    num_cpus::get()
}

/// The threads that a call uses where no scope says otherwise, the calling one included.
#[inline]
pub(super) fn default_threads() -> usize {
    static DEFAULT: OnceLock<usize> = OnceLock::new();
    *DEFAULT.get_or_init(|| from_environment().unwrap_or_else(cpu_count).max(1))
}

fn from_environment() -> Option<usize> {
    let value = std::env::var_os("ABREAST_NUM_THREADS")?;
    let number = value.to_str().and_then(|value| value.parse().ok());
    if number.is_none_or(|n: usize| n == 0) {
        eprintln!(
            "abreast: ABREAST_NUM_THREADS is {value:?}, which is no positive integer; it is ignored"
        );
        return None;
    }
    number
}
