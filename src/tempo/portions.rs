//! How many items of a piece are done between two looks at what they took, where the rest can be given back.

use super::constants::{PORTION, PORTION_OF_EVEN, SHORT_PORTION};
use super::grain::Costs;
use super::helpers::is_heavy;

/// The portions that a piece is done by: some few items at first, then more.
///
/// A piece is so long because items were light. Where they are not any more, what was not begun is to be
/// anybody's: and those who begin with heavy ones are to see that soon.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Portions {
    next: usize,
    most: usize,
}

impl Portions {
    /// Of a loop whose former calls have shown this, and whose items may wait, or not: see
    /// [`Grain::of`](super::Grain::of).
    pub(crate) fn of(costs: Costs, waiting: bool) -> Portions {
        let most = match (costs, waiting) {
            (Costs::Even, false) => PORTION_OF_EVEN,
            (Costs::Unknown | Costs::Even, _) => PORTION,
            (Costs::Uneven, _) => SHORT_PORTION,
        };
        Portions {
            next: SHORT_PORTION,
            most,
        }
    }

    /// The same behind items that have cost so much lately: where those were light, the first is as long as
    /// any.
    pub(crate) fn behind(self, lately: Option<f32>) -> Portions {
        match lately {
            Some(cost) if !is_heavy(cost) => Portions {
                next: self.most,
                ..self
            },
            _ => self,
        }
    }

    /// How many items the next one has.
    #[inline]
    pub(crate) fn next(&mut self) -> usize {
        let n = self.next;
        self.next = (2 * n).min(self.most);
        n
    }

    /// Whether what follows a portion of `n` items is given back, if that took so many nanoseconds.
    #[inline]
    pub(crate) fn is_enough(n: usize, nanos: f32) -> bool {
        is_heavy(nanos / n as f32)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::super::constants::HEAVY;
    use super::*;

    #[test]
    fn portions_are_the_longer_the_less_is_to_be_feared() {
        let few = [4, 8, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16];
        let more = [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 4096];
        for (costs, waiting, expected) in [
            (Costs::Unknown, false, few),
            (Costs::Unknown, true, few),
            (Costs::Even, false, more),
            (Costs::Even, true, few),
            (Costs::Uneven, false, [4; 12]),
            (Costs::Uneven, true, [4; 12]),
        ] {
            let mut portions = Portions::of(costs, waiting);
            let what = format!("{costs:?}, waiting: {waiting}");
            assert_eq!(expected.map(|_| portions.next()), expected, "{what}");
        }
    }

    #[test]
    fn portions_begin_short_behind_heavy_items() {
        let portions = Portions::of(Costs::Unknown, false);
        for (lately, first) in [(None, 4), (Some(2.0 * HEAVY), 4), (Some(1.0), 16)] {
            assert_eq!(portions.behind(lately).next(), first, "{lately:?}");
        }
    }

    #[test]
    fn a_heavy_portion_is_the_last() {
        for (n, nanos, enough) in [
            (4, 3.0 * HEAVY, false),
            (4, 5.0 * HEAVY, true),
            (32, 5.0 * HEAVY, false),
        ] {
            assert_eq!(Portions::is_enough(n, nanos), enough, "{n} in {nanos}");
        }
    }
}
