//! Calls that are over before it would pay to tell anybody.

use super::{Clock, Dealt, Horizon, Loop, Rest, Steps, row};
use crate::pool::helper_stands_by;
use crate::tempo;
use crate::trace::Part;

/// A loop whose calls are quick as a rule.
#[derive(Clone, Copy)]
pub(crate) struct Quick {
    known: Loop,
    call: tempo::Quick,
}

impl Quick {
    /// If a call of so many items is quick as a rule.
    #[inline]
    pub(crate) fn of(known: Loop, items: usize) -> Option<Quick> {
        let call = tempo::Quick::of(known.takes(), items)?;
        Some(Quick { known, call })
    }

    /// [`tempo::Quick::is_too_short_to_share`].
    #[inline]
    pub(crate) fn is_too_short_to_share(self) -> bool {
        self.call.is_too_short_to_share()
    }

    /// One that is not begins, and nobody stands by for it, or its turn is to be alone.
    #[inline(never)]
    pub(crate) fn call_for_the_next(self, items: usize) {
        if !helper_stands_by() {
            row::call_for_the_next(self.known, items);
        }
    }

    /// Whether this call is one of those that are to look whether it is quick still.
    #[inline]
    pub(crate) fn is_to_be_checked(self) -> bool {
        self.known.is_to_be_checked()
    }

    /// In order, on the calling thread, while the items are quick, and no end is known. Says whether they
    /// were, and everything is done.
    ///
    /// If one panics, what is left is forgone.
    pub(crate) fn all<J: Steps + ?Sized>(
        self,
        steps: &mut J,
        items: usize,
        horizon: Option<&Horizon>,
        part: &mut Part,
    ) -> bool {
        let mut rest = Rest::of(steps, part);
        let clock = Clock::start();
        let (mut done, mut want, mut dealt) = (0, 1, Dealt::default());
        while rest.step(want, &mut dealt) {
            done += dealt.items;
            if horizon.is_some_and(Horizon::is_known) {
                break;
            }
            let nanos = clock.nanos_at_a_glance();
            if self.call.is_slow(done, nanos) {
                rest.left = 0;
                if self.call.is_surprised_by(done, nanos) {
                    self.known.learn(|known| known.learn_surprises(1, false));
                }
                return false;
            }
            want = tempo::Quick::next(done, rest.left);
        }
        drop(rest);
        if self.is_to_be_checked() {
            let cost = clock.nanos() / items.max(1) as f32;
            self.known.learn_alone(cost);
        }
        true
    }
}
