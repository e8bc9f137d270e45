//! What is known of a loop from its former calls, and what a call adds to that.

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use super::constants::{
    CHECKED, DISTURBANCE, FASTER, LARGE_PART, LEAST_DOUBT, SELDOM, SLOWER, TRIES, UNEVEN_FOR,
};
use super::estimate::{Estimate, pays};

/// What is known of a loop.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(crate) struct Knowledge {
    /// What an item takes the thread that does it.
    pub(crate) cost: Estimate,
    /// What an item takes if the calling thread is alone.
    pub(crate) alone: Estimate,
    /// What an item takes all threads together, if the loop is shared.
    pub(crate) together: Estimate,
    /// Whether `alone` is from whole calls, rather than from how they began.
    pub(crate) whole: bool,
    /// How many times in a row the loop was no faster for being shared.
    pub(crate) failures: u32,
    /// For how many calls the loop is taken for uneven: light items had heavy ones behind them.
    pub(crate) uneven: u8,
    /// In the last call one piece may have had heavy items, or have been disturbed.
    pub(crate) doubtful: bool,
}

/// How a call is to go.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Turn {
    /// Shared at once, whatever its length: heavy items may come anywhere.
    Uneven,
    /// Shared at once.
    Shared,
    /// Alone.
    Alone,
    /// Shared, but begun alone, to have something to compare that to.
    Compared,
}

/// What to think of pieces that were surprises, but not confirmed by the next ones: the longest of all took
/// so many nanoseconds, and the longest of another thread, of a call that took so many together.
pub(crate) fn doubt(longest: f32, second: f32, together: f32) -> Doubt {
    let large = (together / LARGE_PART).max(LEAST_DOUBT);
    if second > large || longest > large.max(DISTURBANCE) {
        Doubt::Certain
    } else if longest > large {
        Doubt::Maybe
    } else {
        Doubt::None
    }
}

/// Whether heavy items lay side by side in a piece.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Doubt {
    None,
    /// Or the piece was disturbed: that is so, unless there is a doubt in the next call, too.
    Maybe,
    Certain,
}

/// How a shared call went. All times are in nanoseconds.
#[derive(Clone, Copy)]
pub(crate) struct SharedCall {
    pub(crate) items: f32,
    /// What the items took the threads that made and did them.
    pub(crate) nanos: f32,
    /// How long those threads were there, waiting for something to do included.
    pub(crate) there: f32,
    /// How long the call took, with what the calling thread did alone before.
    pub(crate) together: f32,
    /// What a call for help costs.
    pub(crate) price: f32,
}

impl Knowledge {
    /// How the next call of a loop that is long enough to be shared is to go, after so many: shared if that
    /// pays, and alone the more often the more often in a row it did not.
    pub(crate) fn turn(&self, calls: u32) -> Turn {
        if self.uneven > 0 {
            // What it takes alone is not worth the time to find out.
            return Turn::Uneven;
        }
        let seldom = 1 << SELDOM;
        let to_be_compared = self.failures == 0 && calls % seldom == seldom - 1;
        if self.alone.get().is_none() || to_be_compared {
            Turn::Compared
        } else if self.is_tried(calls) {
            Turn::Shared
        } else {
            Turn::Alone
        }
    }

    /// Whether a loop that was no faster for being shared is shared again, after so many calls. Where that
    /// is seldom, several times in a row: the first helper comes from sleep, and says little of one that is
    /// awake.
    pub(crate) fn is_tried(&self, calls: u32) -> bool {
        match self.failures < SELDOM {
            true => calls % (1 << self.failures) == 0,
            false => calls % (TRIES << (SELDOM - 1)) < TRIES,
        }
    }

    /// Whether a call that was quick as always, after so many, is to look at the clock once more: now and
    /// then one does.
    #[inline]
    pub(crate) fn is_to_be_checked(calls: u32) -> bool {
        calls % CHECKED == 0
    }

    /// Notes what an item took the calling thread alone, in a whole call.
    pub(crate) fn learn_alone(&mut self, cost: f32) {
        let another = self.alone.get().is_none_or(|alone| cost > 2.0 * alone);
        let faster = self
            .together
            .get()
            .is_some_and(|together| together < 0.75 * cost);
        if another || faster {
            // Another loop by now, as it were; or sharing did pay, and what it was compared to was wrong.
            self.failures = 0;
        }
        self.cost.learn(cost);
        self.alone = Estimate::of(cost);
        self.whole = true;
    }

    /// Notes what an item took the calling thread alone as a call began; for `long`, or only as long as
    /// caches are cold.
    pub(crate) fn learn_beginning(&mut self, cost: f32, long: bool) {
        let alone = self.alone.get();
        // For certain another loop by now: a beginning may just have been disturbed.
        let another = alone.is_none_or(|alone| cost > 8.0 * alone);
        if !self.whole {
            if long || another || alone.is_some_and(|alone| cost < alone) {
                // No more than it took where several threads were at it.
                self.alone.learn(cost.min(self.cost.get().unwrap_or(cost)));
            }
        } else if another {
            // What it takes is to be seen.
            self.failures = 0;
            self.alone = Estimate::default();
            self.whole = false;
        }
    }

    /// Notes how a shared call went.
    pub(crate) fn learn_shared(&mut self, call: SharedCall) {
        let (cost, together) = (call.nanos / call.items, call.together / call.items);
        let short = call.together < 5.0 * call.price;
        let heavy = cost > 10.0 * call.price;
        let crowded = call.there > 1.33 * call.together;
        self.cost.learn(cost);
        if self.alone.get().is_some_and(|alone| cost < alone) {
            // Company makes no item cheaper: something disturbed the thread when it was alone.
            self.alone = Estimate::of(cost);
        }
        let usual = self.learn_together(together);
        // Of what it takes alone.
        let part = self.alone.get().map_or(0.0, |alone| usual / alone);
        if part < FASTER {
            self.failures = 0;
        } else if short || (crowded && !heavy && part > SLOWER) {
            // It is too short, or several threads were at it and were in each other's way. Where a long
            // call took as long as ever, its helpers came too late to matter, or had no processor of their
            // own, which says nothing of the loop; nor does anything where items are so heavy that a call
            // alone, to compare to, would be a loss.
            self.failures += 1;
        }
    }

    /// Notes how many times heavy items came side by side behind light ones, in a call; or whether that
    /// [is doubtful](Doubt::Maybe).
    pub(crate) fn learn_surprises(&mut self, surprises: u32, doubtful: bool) {
        let again = doubtful && std::mem::replace(&mut self.doubtful, doubtful);
        if surprises == 0 && !again {
            self.uneven = self.uneven.saturating_sub(1);
            self.doubtful = doubtful;
            return;
        }
        self.uneven = UNEVEN_FOR;
        // No call of such a loop is quick.
        self.alone = Estimate::default();
        self.whole = false;
    }

    /// Notes how a stream went: what it took a thread to make an item, and how long until one was
    /// delivered, alone and together, as far as that is known.
    pub(crate) fn learn_stream(&mut self, cost: f32, alone: Option<f32>, together: Option<f32>) {
        self.cost.learn(cost);
        if let Some(alone) = alone {
            self.alone.learn(alone);
        }
        let Some(together) = together else {
            return;
        };
        let usual = self.learn_together(together);
        match self.alone.get() {
            None => {}
            Some(alone) if pays(alone, usual) => self.failures = 0,
            // Where it took as long as ever, its helpers may have come too late to matter.
            Some(alone) if usual < SLOWER * alone => self.failures = self.failures.max(1),
            Some(_) => self.failures += 1,
        }
    }

    /// Notes what an item took all threads together, and says what it usually takes them.
    fn learn_together(&mut self, together: f32) -> f32 {
        // Helpers may come late three times in a row.
        self.together.learn_by(0.25, together);
        self.together.get().unwrap_or(together)
    }
}
