//! How a call begins: with a call for help, or alone, with a look at the clock now and then.

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use super::constants::{BRIEF, FEW_BEFORE_DEAR, LARGER_STEP, LIGHT, LOOK, SURE, TIMES_EXPECTED};
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
                Turn::Uneven => return Beginning::Shared,
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
        self.surprised |= self.lately.is_surprised_by(now, took, self.usual);
        self.lately.add(now, took);
        let cost = self.lately.cost();
        // Something may have disturbed this thread: light items have to look dear twice.
        let light = self.lends && took < LIGHT * now as f32;
        // Where those just done cost far less than usual, the dear ones are still to come, maybe side by
        // side.
        let dear = self.usual.filter(|usual| *usual > TIMES_EXPECTED * cost);
        let rest = dear.unwrap_or(cost) * left as f32;
        if nanos > self.patience && rest > self.worth && !light && !self.were_light {
            return Next::Share;
        }
        self.were_light = light;
        // Who is to be patient does not look that often.
        let look = LOOK.max(self.patience / 16.0);
        // What was cheap before, and is today so far, is believed to stay so for a while.
        let items = match self.usual {
            Some(usual) if nanos < BRIEF => (LOOK / usual) as usize,
            _ => want.saturating_mul(LARGER_STEP).min((look / cost) as usize),
        };
        Next::Items(match dear {
            Some(_) => items.clamp(1, FEW_BEFORE_DEAR),
            None => items,
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
