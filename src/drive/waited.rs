//! Whether a thread has waited, as the system says: that tells an item that waits for something from one
//! that only took long because its thread had lost the processor.

use std::ffi::c_long;

/// How often the calling thread has given its processor up to wait.
#[cfg(all(target_os = "linux", not(miri), not(all(test, any(loom, shuttle)))))]
#[allow(unsafe_code, reason = "asks the system")]
pub(super) fn times_waited() -> c_long {
    let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: it writes to `usage` alone, which is one.
    let answer = unsafe { libc::getrusage(libc::RUSAGE_THREAD, usage.as_mut_ptr()) };
    if answer != 0 {
        return 0;
    }
    // SAFETY: all its fields are integers, and were zeroed.
    unsafe { usage.assume_init() }.ru_nvcsw
}

/// Elsewhere, nobody knows.
#[cfg(not(all(target_os = "linux", not(miri), not(all(test, any(loom, shuttle))))))]
pub(super) fn times_waited() -> c_long {
    0
}
