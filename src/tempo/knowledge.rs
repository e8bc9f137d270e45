//! What is known of a loop from its former calls, and what a call adds to that.

use super::constants::{CHECKED, FASTER, SELDOM, SLOWER, TRIES, UNEVEN_FOR};
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
}

/// How a call is to go.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Turn {
    /// Shared at once.
    Shared,
    /// Alone.
    Alone,
    /// Shared, but begun alone, to have something to compare that to.
    Compared,
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
            return Turn::Shared;
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
    fn is_tried(&self, calls: u32) -> bool {
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

    /// Notes how many times heavy items came side by side behind light ones, in a call.
    pub(crate) fn learn_surprises(&mut self, surprises: u32) {
        if surprises == 0 {
            self.uneven = self.uneven.saturating_sub(1);
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

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    fn known(alone: f32, together: f32, failures: u32) -> Knowledge {
        Knowledge {
            cost: Estimate::of(alone),
            alone: Estimate::of(alone),
            together: Estimate::of(together),
            whole: true,
            failures,
            uneven: 0,
        }
    }

    #[test]
    fn a_loop_is_shared_the_less_often_the_more_often_that_failed() {
        use Turn::*;
        for (failures, calls, turn) in [
            (0, 0, Shared),
            (0, 30, Shared),
            (0, 31, Compared),
            (0, 32, Shared),
            (1, 1, Alone),
            (1, 2, Shared),
            (1, 31, Alone),
            (3, 4, Alone),
            (3, 8, Shared),
            (4, 16, Shared),
            (4, 17, Alone),
            (5, 32, Alone),
            (5, 63, Alone),
            (5, 64, Shared),
            (5, 67, Shared),
            (5, 68, Alone),
            (40, 127, Alone),
            (40, 128, Shared),
        ] {
            let turn_of = known(10.0, 10.0, failures).turn(calls);
            assert_eq!(turn_of, turn, "{failures} failures, {calls} calls");
        }
        assert_eq!(Knowledge::default().turn(0), Compared);
        assert_eq!(Knowledge::default().turn(1), Compared);
    }

    #[test]
    fn a_loop_is_uneven_for_some_calls_after_a_surprise() {
        for (what, uneven, surprises, after) in [
            ("even", 0, 0, 0),
            ("uneven", 0, 1, UNEVEN_FOR),
            ("uneven again", 3, 7, UNEVEN_FOR),
            ("even again", 3, 0, 2),
        ] {
            let mut known = Knowledge {
                uneven,
                ..known(10.0, 10.0, 3)
            };
            known.learn_surprises(surprises);
            assert_eq!(known.uneven, after, "{what}");
            assert_eq!(known.alone.get().is_none(), surprises > 0, "{what}");
            let turn = known.turn(1);
            assert_eq!(turn == Turn::Shared, after > 0, "{what}");
        }
    }

    #[test]
    fn quick_calls_are_checked_now_and_then() {
        let checked = (0..40).filter(|&calls| Knowledge::is_to_be_checked(calls));
        assert_eq!(Vec::from_iter(checked), [0, 16, 32]);
    }

    #[test]
    fn a_whole_call_alone_is_believed() {
        for (what, before, cost, after) in [
            ("the first", Knowledge::default(), 10.0, (10.0, 10.0, 0)),
            ("as ever", known(10.0, 8.0, 3), 10.0, (10.0, 10.0, 3)),
            ("a little more", known(10.0, 10.0, 3), 12.0, (11.0, 12.0, 3)),
            ("another loop", known(10.0, 20.0, 3), 21.0, (15.5, 21.0, 0)),
            (
                "sharing did pay",
                known(10.0, 8.0, 3),
                11.0,
                (10.5, 11.0, 0),
            ),
            ("less", known(10.0, 10.0, 3), 5.0, (5.0, 5.0, 3)),
        ] {
            let mut known = before;
            known.learn_alone(cost);
            let now = (known.cost.or_zero(), known.alone.or_zero(), known.failures);
            assert_eq!(now, after, "{what}");
            assert!(known.whole);
        }
    }

    #[test]
    fn a_beginning_says_less_than_a_whole_call() {
        let begun = |alone, cost| Knowledge {
            cost: Estimate::of(cost),
            whole: false,
            ..known(alone, 0.0, 2)
        };
        for (what, before, cost, long, (alone, whole, failures)) in [
            (
                "the first",
                Knowledge::default(),
                9.0,
                false,
                (9.0, false, 0),
            ),
            (
                "short, dearer",
                begun(10.0, 10.0),
                20.0,
                false,
                (10.0, false, 2),
            ),
            (
                "short, cheaper",
                begun(10.0, 10.0),
                5.0,
                false,
                (5.0, false, 2),
            ),
            (
                "long, dearer",
                begun(10.0, 30.0),
                20.0,
                true,
                (15.0, false, 2),
            ),
            (
                "no more than together",
                begun(10.0, 12.0),
                20.0,
                true,
                (11.0, false, 2),
            ),
            (
                "far dearer",
                begun(10.0, 200.0),
                90.0,
                false,
                (50.0, false, 2),
            ),
            (
                "a whole call knows better",
                known(10.0, 5.0, 2),
                70.0,
                true,
                (10.0, true, 2),
            ),
            (
                "another loop",
                known(10.0, 5.0, 2),
                81.0,
                false,
                (0.0, false, 0),
            ),
        ] {
            let mut known = before;
            known.learn_beginning(cost, long);
            let now = (known.alone.or_zero(), known.whole, known.failures);
            assert_eq!(now, (alone, whole, failures), "{what}");
        }
    }

    #[test]
    fn a_shared_call_has_paid_or_not() {
        let call = |items, nanos, there, together| SharedCall {
            items,
            nanos,
            there,
            together,
            price: 10_000.0,
        };
        // It takes 10 an item alone, usually.
        for (what, call, (alone, failures)) in [
            ("half the time", call(1e5, 1e6, 1e6, 5e5), (10.0, 0)),
            ("short, no gain", call(1e3, 1e4, 1e4, 1e4), (10.0, 3)),
            (
                "long, no gain, one thread came",
                call(1e5, 1e6, 1e6, 1e6),
                (10.0, 2),
            ),
            (
                "long, a loss, crowded",
                call(1e5, 2e6, 2.4e6, 1.2e6),
                (10.0, 3),
            ),
            ("cheaper than alone", call(1e5, 5e5, 1e6, 1e6), (5.0, 2)),
        ] {
            let mut known = known(10.0, 0.0, 2);
            known.learn_shared(call);
            assert_eq!(
                (known.alone.or_zero(), known.failures),
                (alone, failures),
                "{what}"
            );
        }
        // Heavy items: a call alone, to compare to, would be a loss.
        let mut heavy = known(2e5, 0.0, 2);
        heavy.learn_shared(call(100.0, 2.2e7, 4.4e7, 2.2e7));
        assert_eq!(heavy.failures, 2);
        // Never alone: it is believed to have paid.
        let mut new = Knowledge {
            failures: 2,
            ..Knowledge::default()
        };
        new.learn_shared(call(1e5, 1e6, 1e6, 1e6));
        assert_eq!((new.failures, new.cost.get()), (0, Some(10.0)));
    }

    #[test]
    fn helpers_may_come_late_now_and_then() {
        let mut known = known(10.0, 5.0, 0);
        for (together, usual) in [(9.0, 6.0), (10.0, 7.0), (5.0, 5.0)] {
            assert_eq!(known.learn_together(together), usual, "after {together}");
        }
    }

    #[test]
    fn a_stream_has_paid_or_not() {
        for (what, alone, together, failures) in [
            ("half the time", Some(10.0), Some(5.0), 0),
            ("as long as ever", Some(10.0), Some(10.0), 2),
            ("longer", Some(10.0), Some(11.0), 3),
            ("never shared", Some(10.0), None, 2),
        ] {
            let mut known = known(10.0, 0.0, 2);
            known.learn_stream(10.0, alone, together);
            assert_eq!(known.failures, failures, "{what}");
        }
        let mut first = known(10.0, 0.0, 0);
        first.learn_stream(10.0, None, Some(10.0));
        assert_eq!(first.failures, 1);
        let mut never_alone = Knowledge {
            failures: 2,
            ..Knowledge::default()
        };
        never_alone.learn_stream(10.0, None, Some(9.0));
        assert_eq!(never_alone.failures, 2);
    }
}
