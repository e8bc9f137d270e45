//! How many workers there may be, and how long those are kept that nobody needs. Decisions only: numbers in,
//! a number out.

use std::time::Duration;

use super::constants::{KEEP, KEEP_AT_MOST, SOON};

/// How many workers there are meant to be.
pub(crate) struct Size {
    /// At rest: with the calling thread, the default number of threads.
    pub(crate) base: usize,
    /// More for a while, in place of some that do not come.
    pub(crate) spare: usize,
}

/// For whom a worker is started.
#[derive(Clone, Copy)]
pub(crate) enum Whom {
    /// A call that does with the threads there are.
    Ordinary,
    /// Such a call, to which nobody has come for long.
    Late,
    /// Whoever has queued something: it may be one that needs all the workers it asks for.
    Anybody,
}

impl Size {
    /// How many workers may be at work for ordinary calls at once.
    pub(crate) fn at_ordinary_work(&self) -> usize {
        self.base + self.spare
    }

    /// How many workers there may be, those included that are to be started, if `wanted` are to be there for
    /// calls that need them, and `engaged` are at ordinary work, so that those cannot have them.
    pub(crate) fn limit(&self, whom: Whom, wanted: usize, engaged: usize) -> usize {
        match whom {
            Whom::Ordinary => self.base,
            Whom::Late => self.base + self.spare,
            Whom::Anybody => self.base.max(wanted + engaged),
        }
    }
}

/// How long workers that nobody needs are kept from now on, if it was `keep` so far, and one more is needed
/// so long after one has ended.
pub(crate) fn keep_after(keep: Duration, ended_since: Duration) -> Duration {
    if ended_since < SOON {
        (2 * keep).min(KEEP_AT_MOST)
    } else {
        KEEP
    }
}

/// How long they are kept before anything is known.
pub(crate) fn keep_at_first() -> Duration {
    KEEP
}

#[cfg(test)]
mod tests {
    use super::super::constants::THREADS_OF_A_SYSTEM;
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
            (THREADS_OF_A_SYSTEM, 4, 3, 4, THREADS_OF_A_SYSTEM + 4),
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
