//! Whether a thread has waited, as the system says: that tells an item that waits for something from one
//! that only took long because its thread had lost the processor.

use std::ffi::c_long;

use crate::tempo::is_heavy;

/// What a thread knows of its waits, from some moment on; nothing, where nobody asks.
#[derive(Clone, Copy)]
pub(crate) struct Waits(Option<c_long>);

impl Waits {
    /// From now on, if items may wait: else the answer is of no use.
    #[inline]
    pub(crate) fn of(waiting: bool) -> Waits {
        Waits(waiting.then(times_waited).flatten())
    }

    /// The same from now on, where items cost so much `lately`: light ones are not worth asking again.
    #[inline]
    pub(crate) fn renew(&mut self, lately: Option<f32>) {
        if self.0.is_some() && lately.is_none_or(is_heavy) {
            *self = Waits::of(true);
        }
    }

    /// Whether the thread has waited since then, or since this was asked before.
    #[cold]
    #[inline(never)]
    pub(crate) fn have_come(&mut self) -> Option<bool> {
        let before = self.0.as_mut()?;
        let now = times_waited()?;
        Some(std::mem::replace(before, now) < now)
    }
}

/// How often the calling thread has given its processor up to wait.
#[cfg(all(target_os = "linux", not(miri), not(all(test, any(loom, shuttle)))))]
#[allow(unsafe_code, reason = "asks the system")]
fn times_waited() -> Option<c_long> {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: it writes to `usage` alone, which is one.
    let answer = unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
    // SAFETY: all its fields are integers, and were zeroed.
    let usage = unsafe { usage.assume_init() };
    (answer == 0).then_some(usage.ru_nvcsw)
}

/// Elsewhere, nobody knows.
#[cfg(not(all(target_os = "linux", not(miri), not(all(test, any(loom, shuttle))))))]
fn times_waited() -> Option<c_long> {
    None
}
