//! A process that was forked off: it has the pool's memory, but none of its threads, and locks in it may be
//! held by threads that are not there. So it leaves the pool alone; its calls run on the threads that make
//! them.

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether this process was forked off since the pool was made.
static FORKED: AtomicBool = AtomicBool::new(false);

#[inline]
pub(super) fn is_child() -> bool {
    FORKED.load(Ordering::Relaxed)
}

/// From now on every child is told. Comes before there is any thread or lock that it could miss.
#[cfg(all(target_os = "linux", not(miri)))]
pub(super) fn tell_children() {
    extern "C" fn tell() {
        FORKED.store(true, Ordering::Relaxed);
    }
    // SAFETY: no invariant needed: `tell` may be called at any time, in any child: it stores to a static.
    // Should it be refused, for want of memory, children are as if there were no such thing.
    unsafe { libc::pthread_atfork(None, None, Some(tell)) };
}

/// Elsewhere nobody is told. (Miri knows of no such call, nor of forks.)
#[cfg(not(all(target_os = "linux", not(miri))))]
pub(super) fn tell_children() {}
