//! How many threads there are where the program does not say: as many as processors, or as the environment
//! wants.

use std::sync::OnceLock;

use super::config::settings;
use crate::tempo::THREADS_OF_A_SYSTEM;

/// How many bytes of stack a worker has: as many as `main` has on Linux, so that a closure that works there
/// works here. Memory is used only as far as a stack grows.
const STACK: usize = 8 << 20;

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
    default().threads
}

/// How many workers the pool may have besides, in place of those that do not come: with that one there are
/// as many as processors. Who says how many threads there are to be gets no more.
pub(super) fn spare_workers() -> usize {
    usize::from(!default().stated)
}

/// Whether one more worker may come for a thread that waits.
pub(crate) fn has_spare_worker() -> bool {
    spare_workers() > 0
}

/// How many bytes of stack a worker is to have, unless the environment says that: then `std` goes by it by
/// itself.
pub(super) fn stack_size() -> Option<usize> {
    static STATED: OnceLock<bool> = OnceLock::new();
    let stated = *STATED.get_or_init(|| std::env::var_os("RUST_MIN_STACK").is_some());
    settings().stack_size.or((!stated).then_some(STACK))
}

struct Default {
    threads: usize,
    /// By the program, or by the environment.
    stated: bool,
}

#[inline]
fn default() -> &'static Default {
    static DEFAULT: OnceLock<Default> = OnceLock::new();
    DEFAULT.get_or_init(|| {
        let stated = settings().threads.or_else(from_environment);
        Default {
            threads: stated
                .unwrap_or_else(cpu_count)
                .clamp(1, THREADS_OF_A_SYSTEM),
            stated: stated.is_some(),
        }
    })
}

fn from_environment() -> Option<usize> {
    let value = std::env::var_os("ABREAST_NUM_THREADS").filter(|value| !value.is_empty())?;
    let number = value.to_str().and_then(|value| value.parse().ok());
    if number.is_none_or(|n: usize| n == 0) {
        eprintln!(
            "abreast: ABREAST_NUM_THREADS is {value:?}, which is no positive integer; it is ignored"
        );
        return None;
    }
    number
}
