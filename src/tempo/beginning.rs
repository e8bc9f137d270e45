//! How a call begins: with a call for help, or alone, with a look at the clock now and then.

use super::constants::{BRIEF, LARGER_STEP, LIGHT, LOOK, SURE};
use super::knowledge::Turn;
use super::pace::Lately;

/// How the calling thread begins, by what is known of the loop.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Beginning {
    /// With a call for help.
    Shared,
    /// Alone, with a call for help once it has looked for so many nanoseconds and the rest costs more than
    /// `worth`.
    Alone { patience: f32, worth: f32 },
}

impl Beginning {
    /// Calls for help where that pays: what is left costs `whole`, as far as is known, and a call for help
    /// `price`. Is it `certain` how many items are left? If it is worth trying, `turn` says whether it is
    /// this call's turn.
    pub(crate) fn of(
        whole: f32,
        price: f32,
        certain: bool,
        turn: impl FnOnce() -> Turn,
    ) -> Beginning {
        // What a call for help costs, and as much again for what it may cost besides: cold caches over there.
        let worth = 2.0 * price;
        // How long to look at the clock, at least.
        let brief = worth / 8.0;
        let patience = if whole <= price {
            brief
        } else {
            // In between it is tried, and the loop remembers whether that paid.
            match turn() {
                Turn::Shared if certain => return Beginning::Shared,
                Turn::Shared => brief,
                Turn::Compared => (whole / 4.0).min(SURE).max(brief),
                // It was no faster. Only if it costs far more today, it may be another matter.
                Turn::Alone => 4.0 * whole,
            }
        };
        Beginning::Alone { patience, worth }
    }
}

/// What the calling thread does alone: one item, then more and more, with a look at the clock in between.
#[derive(Debug)]
pub(crate) struct Alone {
    patience: f32,
    worth: f32,
    /// What an item of this loop usually costs.
    usual: Option<f32>,
    /// Whether items are lent, so that light ones had better not be shared.
    lends: bool,
    done: usize,
    nanos: f32,
    lately: Lately,
    were_light: bool,
    surprised: bool,
}

/// What the calling thread does next.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Next {
    /// About so many more items.
    Items(usize),
    /// It shares what is left.
    Share,
}

impl Alone {
    pub(crate) fn new(patience: f32, worth: f32, usual: Option<f32>, lends: bool) -> Alone {
        Alone {
            patience,
            worth,
            usual,
            lends,
            done: 0,
            nanos: 0.0,
            lately: Lately::default(),
            were_light: false,
            surprised: false,
        }
    }

    /// After `want` items were wanted, so many are done in all, after so many nanoseconds in all, and so
    /// many are left.
    pub(crate) fn after(&mut self, want: usize, done: usize, nanos: f32, left: usize) -> Next {
        let (now, took) = (done - self.done, nanos - self.nanos);
        (self.done, self.nanos) = (done, nanos);
        self.surprised |= self.lately.is_surprised_by(now, took);
        self.lately.add(now, took);
        let cost = self.lately.cost();
        // Something may have disturbed this thread: light items have to look dear twice.
        let light = self.lends && took < LIGHT * now as f32;
        if nanos > self.patience && cost * left as f32 > self.worth && !light && !self.were_light {
            return Next::Share;
        }
        self.were_light = light;
        // Who is to be patient does not look that often.
        let look = LOOK.max(self.patience / 16.0);
        // What was cheap before, and is today so far, is believed to stay so for a while.
        Next::Items(match self.usual {
            Some(usual) if nanos < BRIEF => (LOOK / usual) as usize,
            _ => want.saturating_mul(LARGER_STEP).min((look / cost) as usize),
        })
    }

    /// How many items were done, and how many nanoseconds one took lately.
    pub(crate) fn tried(&self) -> (usize, f32) {
        (self.done, self.lately.cost())
    }

    /// Whether items took far longer than was to be expected.
    pub(crate) fn surprised(&self) -> bool {
        self.surprised
    }

    /// How many items were done, and in how many nanoseconds.
    pub(crate) fn done(&self) -> (usize, f32) {
        (self.done, self.nanos)
    }

    /// Whether what was done of `total` items says what they take: a look at a small part, after a short
    /// time, says little. (If it is `over`, as much as a whole call.)
    pub(crate) fn says(&self, total: usize, over: bool) -> Says {
        if over && 4 * self.done >= total {
            Says::Whole
        } else if self.nanos > LOOK {
            Says::Beginning {
                long: self.nanos > SURE / 2.0,
            }
        } else {
            Says::Nothing
        }
    }
}

/// What can be learnt from what the calling thread did alone.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Says {
    Whole,
    Beginning { long: bool },
    Nothing,
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    const PRICE: f32 = 10_000.0;

    #[test]
    fn a_call_is_shared_where_that_may_pay() {
        let alone = |patience| Beginning::Alone {
            patience,
            worth: 2.0 * PRICE,
        };
        for (what, whole, certain, turn, beginning) in [
            ("known cheap", 5_000.0, true, Turn::Shared, alone(2_500.0)),
            ("known heavy", 1e9, true, Turn::Shared, Beginning::Shared),
            (
                "heavy, but how many",
                1e9,
                false,
                Turn::Shared,
                alone(2_500.0),
            ),
            (
                "to be compared, short",
                40_000.0,
                true,
                Turn::Compared,
                alone(10_000.0),
            ),
            (
                "to be compared, shorter",
                10_001.0,
                true,
                Turn::Compared,
                alone(2_500.25),
            ),
            (
                "to be compared, long",
                1e9,
                true,
                Turn::Compared,
                alone(SURE),
            ),
            (
                "never faster",
                40_000.0,
                true,
                Turn::Alone,
                alone(160_000.0),
            ),
        ] {
            assert_eq!(
                Beginning::of(whole, PRICE, certain, || turn),
                beginning,
                "{what}"
            );
        }
        // What is not worth trying takes no turn.
        Beginning::of(PRICE, PRICE, true, || panic!("nobody asked"));
    }

    /// What comes after each step, if items cost so much, of which there are `total`.
    fn steps(mut alone: Alone, total: usize, costs: &[f32]) -> Vec<Next> {
        let (mut want, mut done, mut nanos) = (1, 0, 0.0);
        let steps = costs.iter().map(|cost| {
            let n = want.min(total - done);
            done += n;
            nanos += cost * n as f32;
            let next = alone.after(want, done, nanos, total - done);
            if let Next::Items(n) = next {
                want = n;
            }
            next
        });
        steps.collect()
    }

    #[test]
    fn the_calling_thread_goes_on_alone_until_the_rest_is_worth_help() {
        use Next::*;
        let new = |usual, lends| Alone::new(2_500.0, 20_000.0, usual, lends);
        for (what, alone, total, costs, expected) in [
            (
                "cheap",
                new(None, false),
                300,
                &[10.0; 3][..],
                &[Items(16), Items(256), Items(500)][..],
            ),
            (
                "cheap, but many",
                new(None, false),
                1_000_000,
                &[10.0; 3],
                &[Items(16), Items(256), Share],
            ),
            ("heavy at once", new(None, false), 100, &[3_000.0], &[Share]),
            (
                "jumps up",
                new(None, false),
                10_000,
                &[10.0, 200.0],
                &[Items(16), Share],
            ),
            (
                "jumps down",
                new(None, false),
                10,
                &[2_000.0, 10.0],
                &[Items(2), Items(9)],
            ),
            (
                "known cheap",
                new(Some(10.0), false),
                1_000,
                &[10.0; 2],
                &[Items(500), Items(500)],
            ),
            (
                "light and lent",
                new(None, true),
                10_000_000,
                &[5.0; 5],
                &[Items(16), Items(256), Items(1000), Items(1000), Items(1000)],
            ),
        ] {
            assert_eq!(steps(alone, total, costs), expected, "{what}");
        }
    }

    #[test]
    fn light_items_that_are_lent_have_to_look_dear_twice() {
        let alone = Alone::new(2_500.0, 20_000.0, None, true);
        let dear = 200.0 * LIGHT;
        let next = steps(alone, 10_000_000, &[1.0, 1.0, 1.0, dear, dear]);
        assert!(matches!(next[3], Next::Items(_)));
        assert_eq!(next[4], Next::Share);
    }

    #[test]
    fn who_is_to_be_patient_looks_less_often() {
        let mut alone = Alone::new(800_000.0, 20_000.0, None, false);
        assert_eq!(alone.after(1, 1, 1_000.0, 10_000), Next::Items(16));
        assert_eq!(alone.after(16, 17, 17_000.0, 10_000), Next::Items(50));
        assert_eq!(alone.done(), (17, 17_000.0));
        assert_eq!(alone.tried().0, 17);
    }

    #[test]
    fn a_small_part_says_little() {
        for (done, nanos, over, says) in [
            (25, 100.0, true, Says::Whole),
            (24, 100.0, true, Says::Nothing),
            (24, 6_000.0, true, Says::Beginning { long: false }),
            (100, 100.0, false, Says::Nothing),
            (50, 60_000.0, false, Says::Beginning { long: true }),
            (50, 50_000.0, false, Says::Beginning { long: false }),
            (50, 5_000.0, false, Says::Nothing),
        ] {
            let mut alone = Alone::new(0.0, 0.0, None, false);
            alone.after(1, done, nanos, 0);
            assert_eq!(alone.says(100, over), says, "{done} in {nanos}, {over}");
        }
    }
}
