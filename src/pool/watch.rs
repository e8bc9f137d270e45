//! Watching a desk: a worker that has helped there, and finds nothing else to do, looks at a number that the
//! desk's thread counts up with its next call. That is all that the two have to tell each other, where
//! queues take several locks to pass a desk on.
//!
//! No call is lost (S7 in `README.md`): who watches and how many calls there were is one word, so that each
//! change of the one comes before or after each of the other.

#[cfg(all(test, loom))]
mod model;

use crate::sync::{Arc, AtomicUsize, Ordering};

/// How many bits of the word count those who watch: as many workers as are ever at ordinary work. The others
/// count calls, and wrap around.
const BITS: u32 = usize::BITS / 4;
const WATCHERS: usize = (1 << BITS) - 1;
const CALL: usize = 1 << BITS;

/// Who watches a desk, on a cache line of its own: watchers read it all the time.
#[derive(Default)]
#[repr(align(128))]
pub(super) struct Watched {
    /// How many watch, and, in the upper bits, how many calls were made while somebody did.
    word: AtomicUsize,
}

impl Watched {
    /// Calls those who watch. Says whether somebody is sure to see it.
    pub(super) fn call(&self) -> bool {
        if self.word.load(Ordering::Relaxed) & WATCHERS == 0 {
            return false;
        }
        // Whoever watches now goes later than this, and sees it then at the latest. Release: who sees it sees
        // the doors on the desk, too.
        self.word.fetch_add(CALL, Ordering::Release) & WATCHERS > 0
    }
}

/// A worker that watches a desk, until it says that it leaves.
pub(super) struct Watch<W> {
    desk: Arc<W>,
    /// How many calls there were before.
    seen: usize,
}

impl<W: AsRef<Watched>> Watch<W> {
    /// Watches a desk, unless too many do already.
    pub(super) fn of(desk: Arc<W>) -> Option<Watch<W>> {
        let word = &(*desk).as_ref().word;
        let before = word.fetch_add(1, Ordering::Acquire);
        if before & WATCHERS == WATCHERS - 1 {
            word.fetch_sub(1, Ordering::Relaxed);
            return None;
        }
        let seen = before >> BITS;
        Some(Watch { desk, seen })
    }

    /// The desk that is watched.
    pub(super) fn desk(&self) -> &Arc<W> {
        &self.desk
    }

    /// Whether there was a call.
    pub(super) fn is_called(&self) -> bool {
        (*self.desk).as_ref().word.load(Ordering::Acquire) >> BITS != self.seen
    }

    /// Watches no more. Gives the desk back if there was a call: nobody else may know of it.
    pub(super) fn leave(self) -> Option<Arc<W>> {
        let word = &(*self.desk).as_ref().word;
        let last = word.fetch_sub(1, Ordering::Acquire);
        (last >> BITS != self.seen).then_some(self.desk)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::pool::desk::Desk;

    #[test]
    fn as_many_watch_as_can_be_counted() {
        let desk = Arc::<Desk>::default();
        assert!(!desk.watched.call());
        let watches: Vec<_> = (0..2 * CALL)
            .map_while(|_| Watch::of(Arc::clone(&desk)))
            .collect();
        assert_eq!(watches.len(), WATCHERS - 1);
        assert!(!watches[0].is_called());
        assert!(desk.watched.call());
        assert!(
            watches
                .into_iter()
                .all(|watch| watch.is_called() && watch.leave().is_some())
        );
        assert!(!desk.watched.call());
    }
}
