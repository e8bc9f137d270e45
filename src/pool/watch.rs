//! Watching a desk: a worker that has helped there, and finds nothing else to do, looks at a number that the
//! desk's thread counts up with its next call. That is all that the two have to tell each other, where
//! queues take several locks to pass a desk on.
//!
//! No call is lost (S7 in `README.md`): each side announces itself before it looks at the other.

#[cfg(all(test, loom))]
mod model;

use crate::sync::{Arc, AtomicUsize, Ordering, fence};

/// Who watches a desk, on a cache line of its own: watchers read it all the time.
#[derive(Default)]
#[repr(align(128))]
pub(super) struct Watched {
    watchers: AtomicUsize,
    /// How many calls were made while somebody watched.
    calls: AtomicUsize,
}

impl Watched {
    /// Calls those who watch. Says whether somebody is sure to see it.
    pub(super) fn call(&self) -> bool {
        if self.watchers.load(Ordering::Relaxed) == 0 {
            return false;
        }
        // Release: who sees it sees the doors on the desk, too.
        self.calls.fetch_add(1, Ordering::Release);
        fence(Ordering::SeqCst);
        self.watchers.load(Ordering::Relaxed) > 0
    }
}

/// A worker that watches a desk, until it says that it leaves.
pub(super) struct Watch<W> {
    desk: Arc<W>,
    /// How many calls there were before.
    seen: usize,
}

impl<W: AsRef<Watched>> Watch<W> {
    pub(super) fn of(desk: Arc<W>) -> Watch<W> {
        // In this order: a call that relies on this one comes after both, and one in between is seen for
        // nothing.
        let seen = (*desk).as_ref().calls.load(Ordering::Acquire);
        (*desk).as_ref().watchers.fetch_add(1, Ordering::Relaxed);
        Watch { desk, seen }
    }

    /// The desk that is watched.
    pub(super) fn desk(&self) -> &Arc<W> {
        &self.desk
    }

    /// Whether there was a call.
    pub(super) fn is_called(&self) -> bool {
        (*self.desk).as_ref().calls.load(Ordering::Acquire) != self.seen
    }

    /// Watches no more. Gives the desk back if there was a call: nobody else may know of it.
    pub(super) fn leave(self) -> Option<Arc<W>> {
        (*self.desk)
            .as_ref()
            .watchers
            .fetch_sub(1, Ordering::Relaxed);
        fence(Ordering::SeqCst);
        self.is_called().then_some(self.desk)
    }
}
