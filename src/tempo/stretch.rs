//! How many items of a piece are done between two looks at what they took, where the rest can be given back.

use super::constants::{SHORT_STRETCHES, STRETCH, STRETCH_OF_EVEN};
use super::grain::Costs;
use super::helpers::is_heavy;

/// The stretches that a piece is done by: some few items at first, then more.
///
/// A piece is so long because items were light. Where they are not any more, what was not begun is to be
/// anybody's: and those who begin with heavy ones are to see that soon.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stretches {
    next: usize,
    most: usize,
}

impl Stretches {
    /// Of a loop whose former calls have shown this.
    pub(crate) fn of(costs: Costs) -> Stretches {
        let most = match costs {
            Costs::Even => STRETCH_OF_EVEN,
            Costs::Unknown => STRETCH,
            Costs::Uneven => SHORT_STRETCHES,
        };
        Stretches {
            next: SHORT_STRETCHES,
            most,
        }
    }

    /// The same behind items that have cost so much lately: where those were light, the first is as long as any.
    pub(crate) fn behind(self, lately: Option<f32>) -> Stretches {
        match lately {
            Some(cost) if !is_heavy(cost) => Stretches {
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

    /// Whether what follows a stretch of `n` items is given back, if that took so many nanoseconds.
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
    fn stretches_are_the_longer_the_less_is_to_be_feared() {
        for (costs, expected) in [
            (
                Costs::Unknown,
                [4, 8, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16],
            ),
            (
                Costs::Even,
                [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 4096],
            ),
            (Costs::Uneven, [4; 12]),
        ] {
            let mut stretches = Stretches::of(costs);
            assert_eq!(expected.map(|_| stretches.next()), expected, "{costs:?}");
        }
    }

    #[test]
    fn stretches_begin_short_behind_heavy_items() {
        let stretches = Stretches::of(Costs::Unknown);
        for (lately, first) in [(None, 4), (Some(2.0 * HEAVY), 4), (Some(1.0), 16)] {
            assert_eq!(stretches.behind(lately).next(), first, "{lately:?}");
        }
    }

    #[test]
    fn a_heavy_stretch_is_the_last() {
        for (n, nanos, enough) in [
            (4, 3.0 * HEAVY, false),
            (4, 5.0 * HEAVY, true),
            (32, 5.0 * HEAVY, false),
        ] {
            assert_eq!(Stretches::is_enough(n, nanos), enough, "{n} in {nanos}");
        }
    }
}
