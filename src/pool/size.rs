//! How many workers there may be, and how long those are kept that nobody needs. Decisions only: numbers in,
//! a number out.

use std::time::Duration;

/// More threads than a system could ever start count as so many: Linux gives threads no numbers above this
/// one (`PID_MAX_LIMIT`), and other systems start fewer. So counts of them can be added up without a
/// thought.
pub(super) const MOST_THREADS: usize = 1 << 22;

/// How many bytes of stack a worker has: as many as `main` has on Linux, so that a closure that works there
/// works here. Memory is used only as far as a stack grows.
pub(super) const STACK: usize = 8 << 20;

/// How long a worker beyond the pool's size at rest sleeps at first before it ends.
const KEEP: Duration = Duration::from_secs(3);

/// How long it does at most, where the pool needed more workers again soon after some had ended.
const KEEP_AT_MOST: Duration = Duration::from_secs(12);

/// A need that is back sooner than this after a worker has ended keeps coming back.
const SOON: Duration = Duration::from_secs(10);

/// How many workers there are meant to be.
pub(super) struct Size {
    /// At rest: with the calling thread, the default number of threads.
    pub(super) base: usize,
    /// More for a while, in place of some that do not come.
    pub(super) spare: usize,
}

/// For whom a worker is started.
#[derive(Clone, Copy)]
pub(super) enum Whom {
    /// A call that does with the threads there are.
    Ordinary,
    /// Such a call, to which nobody has come for long.
    Late,
    /// Whoever has queued something: it may be one that needs all the workers it asks for.
    Anybody,
}

impl Size {
    /// How many workers may be at work for ordinary calls at once.
    pub(super) fn at_ordinary_work(&self) -> usize {
        self.base + self.spare
    }

    /// How many workers there may be, those included that are to be started, if `wanted` are to be there for
    /// calls that need them, and `engaged` are at ordinary work, so that those cannot have them.
    pub(super) fn limit(&self, whom: Whom, wanted: usize, engaged: usize) -> usize {
        match whom {
            Whom::Ordinary => self.base,
            Whom::Late => self.base + self.spare,
            Whom::Anybody => self.base.max(wanted + engaged),
        }
    }
}

/// How long workers that nobody needs are kept from now on, if it was `keep` so far, and one more is needed
/// so long after one has ended.
pub(super) fn keep_after(keep: Duration, ended_since: Duration) -> Duration {
    if ended_since < SOON {
        (2 * keep).min(KEEP_AT_MOST)
    } else {
        KEEP
    }
}

/// How long they are kept before anything is known.
pub(super) fn keep_at_first() -> Duration {
    KEEP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_needed_makes_the_pool_larger() {
        let size = Size { base: 3, spare: 1 };
        for (wanted, engaged, ordinary, late, anybody) in [
            (0, 0, 3, 4, 3),
            // All are at work, and one more.
            (0, 3, 3, 4, 3),
            (0, 4, 3, 4, 4),
            // Those at rest are enough, unless they are at work.
            (2, 0, 3, 4, 3),
            (2, 1, 3, 4, 3),
            (2, 2, 3, 4, 4),
            (2, 4, 3, 4, 6),
            (7, 0, 3, 4, 7),
            (7, 4, 3, 4, 11),
            (MOST_THREADS, 4, 3, 4, MOST_THREADS + 4),
        ] {
            let limit = |whom| size.limit(whom, wanted, engaged);
            assert_eq!(
                [Whom::Ordinary, Whom::Late, Whom::Anybody].map(limit),
                [ordinary, late, anybody],
                "{wanted} wanted, {engaged} engaged"
            );
        }
        assert_eq!(size.at_ordinary_work(), 4);
    }

    #[test]
    fn workers_are_kept_for_a_need_that_comes_back() {
        for (keep, ended_since, then) in [
            // Seconds.
            (3, 0, 6),
            (6, 9, 12),
            (12, 1, 12),
            (3, 10, 3),
            (12, 10, 3),
            (6, 3600, 3),
        ] {
            let [keep, ended_since, then] = [keep, ended_since, then].map(Duration::from_secs);
            assert_eq!(keep_after(keep, ended_since), then);
        }
        assert_eq!(keep_at_first(), Duration::from_secs(3));
    }
}
