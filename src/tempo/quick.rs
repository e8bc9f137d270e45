//! Calls that are over before it would pay to tell anybody.

use super::constants::{COLD, FURTHER, LEAST_IN_TWO, QUICK};
use super::pace::is_surprise;

/// A call of a loop whose calls are quick as a rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quick {
    /// What an item takes as a rule, in nanoseconds.
    usual: f32,
    /// What all of them take.
    whole: f32,
}

impl Quick {
    /// If a call of so many items, each of which takes so long as a rule, is quick. (It takes endlessly
    /// long if that is not known.)
    #[inline]
    pub(crate) fn of(usual: f32, items: usize) -> Option<Quick> {
        let whole = usual * items as f32;
        (whole < QUICK).then_some(Quick { usual, whole })
    }

    /// Whether it is over before even a helper that stands by could have done its part.
    #[inline]
    pub(crate) fn is_too_short_to_share(self) -> bool {
        self.whole < LEAST_IN_TWO
    }

    /// Whether that is wrong today, after so many items in so many nanoseconds.
    #[inline]
    pub(crate) fn is_slow(self, done: usize, nanos: f32) -> bool {
        nanos > 2.0 * self.usual * done as f32 + COLD
    }

    /// Whether nobody could expect that. Then more of such items may follow.
    pub(crate) fn is_surprised_by(self, done: usize, nanos: f32) -> bool {
        is_surprise(nanos, self.usual * done as f32)
    }

    /// How many items to do next, after `done`, of those that are left: all, if more than half of those
    /// would be done.
    #[inline]
    pub(crate) fn next(done: usize, left: usize) -> usize {
        let further = done.saturating_mul(FURTHER - 1);
        if left / 2 < further { left } else { further }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_quick_if_its_items_are_few_or_cheap() {
        for (usual, items, quick) in [
            (1.0, 4_999, true),
            (1.0, 5_000, false),
            (1_000.0, 2, true),
            (f32::INFINITY, 1, false),
            (f32::INFINITY, 0, false),
        ] {
            assert_eq!(
                Quick::of(usual, items).is_some(),
                quick,
                "{items} of {usual}"
            );
        }
    }

    #[test]
    fn what_is_shortest_is_not_worth_a_helper_that_stands_by() {
        for (items, too_short) in [
            (LEAST_IN_TWO as usize - 1, true),
            (LEAST_IN_TWO as usize, false),
        ] {
            let quick = Quick::of(1.0, items).expect("quick");
            assert_eq!(quick.is_too_short_to_share(), too_short, "{items}");
        }
    }

    #[test]
    fn caches_may_be_cold_and_no_more() {
        let quick = Quick::of(10.0, 100).expect("quick");
        for (done, nanos, slow) in [
            (1, 520.0, false),
            (1, 521.0, true),
            (64, 1_780.0, false),
            (64, 1_781.0, true),
        ] {
            assert_eq!(quick.is_slow(done, nanos), slow, "{done} in {nanos}");
        }
    }

    #[test]
    fn what_takes_far_longer_is_a_surprise() {
        let quick = Quick::of(10.0, 100).expect("quick");
        for (done, nanos, surprised) in [
            (64, 100_000.0, false),
            (64, 101_000.0, true),
            (10_000, 101_000.0, false),
        ] {
            assert_eq!(
                quick.is_surprised_by(done, nanos),
                surprised,
                "{done} in {nanos}"
            );
        }
    }

    #[test]
    fn pieces_begin_where_lines_do_and_the_last_is_no_small_one() {
        let pieces = |total: usize| {
            let (mut done, mut pieces, mut want) = (0, Vec::new(), 1);
            while done < total {
                let n = want.min(total - done);
                done += n;
                pieces.push(n);
                want = Quick::next(done, total - done);
            }
            pieces
        };
        assert_eq!(pieces(1), [1]);
        assert_eq!(pieces(10), [1, 9]);
        assert_eq!(pieces(100), [1, 7, 92]);
        assert_eq!(pieces(1_000), [1, 7, 56, 448, 488]);
        assert_eq!(pieces(5_000), [1, 7, 56, 448, 4_488]);
    }
}
