//! How many items a thread takes at a time that no other can take from it any more.

use super::constants::{
    COLD, EVEN_GRAIN_OF_WAITING, GRAIN, LIGHT, MOST_GRAIN, MOST_OF_ROW, ROW, SHORT_GRAIN,
    SHORT_GRAIN_OF_EVEN, SHORT_GRAIN_OF_WAITING, STEADY, ShortGrain,
};
use super::pace::{Steady, items_in};

/// What a guess at the cost of the next items may lose. Heavy items may come behind light ones, side by side:
/// those that one thread has taken, it does one after the other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Grain {
    at_first: usize,
    /// What is more than that, where so few are so cheap that dealing them would count.
    short: ShortGrain,
    /// Whether more are taken the longer nothing surprises.
    grows: bool,
}

/// What former calls have shown.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Costs {
    Unknown,
    Even,
    /// Light items had heavy ones behind them.
    Uneven,
}

impl Grain {
    /// Of a call by so many threads. Is it `waiting`: did the program ask for more threads than there are
    /// processors, since items wait? Then even calls promise little: what items wait for may have been there.
    pub(crate) fn of(threads: usize, costs: Costs, waiting: bool) -> Grain {
        let at_first = match (costs, waiting) {
            (Costs::Even, false) => usize::MAX,
            (_, true) => 1,
            (_, false) => (GRAIN / threads.max(1)).clamp(1, MOST_GRAIN),
        };
        let short = match (costs, waiting) {
            (Costs::Unknown, false) => SHORT_GRAIN,
            (Costs::Unknown, true) => SHORT_GRAIN_OF_WAITING,
            (Costs::Even, true) => EVEN_GRAIN_OF_WAITING,
            (Costs::Even, false) => SHORT_GRAIN_OF_EVEN,
            (Costs::Uneven, _) => ShortGrain::NONE,
        };
        Grain {
            at_first,
            short,
            grows: at_first < usize::MAX,
        }
    }

    /// How many items to take at a time, if one has cost so much lately, and since then all were about as
    /// light as those before. A call that was even for long may take a little longer where it is not.
    pub(crate) fn most(self, cost: Option<f32>, steady: Steady) -> usize {
        let ShortGrain { nanos, items } = self.short;
        let cheap = cost.map_or(0, |cost| ((nanos / cost) as usize).min(items));
        let row = match cost {
            Some(cost) if cost < LIGHT => (steady.items / ROW).min(MOST_OF_ROW),
            _ => 0,
        };
        let most = self.at_first.max(cheap).max(row);
        match self.grows && steady.nanos > STEADY {
            true => (most as f32 * (steady.nanos / STEADY).sqrt()) as usize,
            false => most,
        }
    }
}

/// How many items a thread begins with, where former calls were even, and an item cost so much. After those
/// it takes twice as many each time, as long as that takes no longer than its limit.
pub(crate) fn first_of_even(usual: Option<f32>) -> usize {
    let ShortGrain { nanos, items } = SHORT_GRAIN_OF_EVEN;
    items_in(nanos, usual).clamp(1, items)
}

/// How many nanoseconds it goes on in that way, if it is to do so many.
pub(crate) fn limit_of_even(usual: Option<f32>, want: usize) -> f32 {
    2.0 * usual.unwrap_or(0.0) * want as f32 + COLD
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_taken_by_few_at_a_time() {
        for (what, threads, costs, waiting, most) in [
            ("never seen, 1 thread", 1, Costs::Unknown, false, 16),
            ("never seen, 2 threads", 2, Costs::Unknown, false, 16),
            ("never seen, 8 threads", 8, Costs::Unknown, false, 4),
            ("never seen, 100 threads", 100, Costs::Unknown, false, 1),
            ("never seen, and items wait", 8, Costs::Unknown, true, 1),
            ("uneven", 2, Costs::Uneven, false, 16),
            ("uneven, and items wait", 2, Costs::Uneven, true, 1),
            ("even", 8, Costs::Even, false, usize::MAX),
            ("even so far, but items wait", 8, Costs::Even, true, 1),
        ] {
            let grain = Grain::of(threads, costs, waiting);
            assert_eq!(grain.most(None, Steady::default()), most, "{what}");
        }
    }

    #[test]
    fn what_is_cheap_at_first_is_taken_by_more_at_a_time() {
        for (costs, waiting, cost, most) in [
            (Costs::Unknown, false, 100.0, 4),
            (Costs::Unknown, false, 10.0, 6),
            (Costs::Unknown, false, 2.0, 32),
            (Costs::Unknown, false, 0.1, 64),
            (Costs::Unknown, true, 1_000.0, 1),
            (Costs::Unknown, true, 100.0, 2),
            (Costs::Unknown, true, 0.1, 4),
            (Costs::Even, true, 300.0, 1),
            (Costs::Even, true, 100.0, 4),
            (Costs::Even, true, 2.0, 128),
            (Costs::Uneven, true, 0.1, 1),
            (Costs::Uneven, false, 0.1, 4),
        ] {
            let grain = Grain::of(8, costs, waiting);
            assert_eq!(
                grain.most(Some(cost), Steady::default()),
                most,
                "{costs:?}, {cost}"
            );
        }
    }

    #[test]
    fn what_is_steady_for_long_is_taken_by_more_at_a_time() {
        let grain = Grain::of(2, Costs::Unknown, false);
        for (steady, most) in [
            (STEADY, 16),
            (4.0 * STEADY, 32),
            (100.0 * STEADY, 160),
            (1e4 * STEADY, 1_600),
        ] {
            assert_eq!(grain.most(None, after(0, steady)), most, "after {steady}");
        }
        let even = Grain::of(2, Costs::Even, false);
        assert_eq!(even.most(None, after(0, 1e12)), usize::MAX);
    }

    #[test]
    fn what_nobody_knows_is_taken_by_some_behind_many_light_ones() {
        for (items, most) in [
            (2 * ROW - 1, 1),
            (2 * ROW, 2),
            (MOST_OF_ROW * ROW, MOST_OF_ROW),
            (1_000 * ROW, MOST_OF_ROW),
        ] {
            for costs in [Costs::Unknown, Costs::Uneven] {
                let (grain, steady) = (Grain::of(16, costs, true), after(items, 0.0));
                assert_eq!(
                    grain.most(Some(0.99 * LIGHT), steady),
                    most,
                    "{items}, {costs:?}"
                );
                assert_eq!(grain.most(Some(LIGHT), steady), 1, "heavy ones");
            }
        }
        let grain = Grain::of(2, Costs::Uneven, false);
        assert_eq!(grain.most(Some(1.0), after(1_000 * ROW, 0.0)), 16);
    }

    /// Behind so many items, which took so many nanoseconds.
    fn after(items: usize, nanos: f32) -> Steady {
        Steady { items, nanos }
    }
}
