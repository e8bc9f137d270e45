//! Calls that are over before it would pay to tell anybody.

use super::{Clock, Dealt, Horizon, Loop, Rest, Steps};

/// A call that usually takes fewer nanoseconds than this is not worth more than a few glances at the clock, let alone a
/// wake-up.
const QUICK: f32 = 5_000.0;

/// By how many nanoseconds what was done of such a call may take longer than twice what is usual: caches are cold.
const COLD: f32 = 500.0;

/// How many times as many items such a call has done when it looks again: the first may be quick, and the others not. So its
/// pieces begin where cache lines do.
const FURTHER: usize = 8;

/// A loop whose calls are quick as a rule.
#[derive(Clone, Copy)]
pub(crate) struct Quick {
    known: Loop,
    /// What an item takes as a rule, in nanoseconds.
    usual: f32,
}

impl Quick {
    /// If a call of so many items is quick as a rule.
    #[inline]
    pub(crate) fn of(known: Loop, items: usize) -> Option<Quick> {
        let usual = known.takes();
        (usual * (items as f32) < QUICK).then_some(Quick { known, usual })
    }

    /// Whether this call is one of those that are to look whether it is quick still.
    #[inline]
    pub(crate) fn is_to_be_checked(self) -> bool {
        self.known.is_to_be_checked()
    }

    /// In order, on the calling thread, while the items are quick, and no end is known. Says whether they were, and everything
    /// is done.
    ///
    /// If one panics, what is left is forgone.
    pub(crate) fn all<J: Steps + ?Sized>(
        self,
        steps: &mut J,
        items: usize,
        horizon: Option<&Horizon>,
    ) -> bool {
        let mut rest = Rest::of(steps);
        let clock = Clock::start();
        let (mut done, mut want, mut dealt) = (0, 1, Dealt::default());
        while rest.step(want, &mut dealt) {
            let left = rest.left;
            done += dealt.items;
            if horizon.is_some_and(Horizon::is_known) {
                break;
            }
            if clock.nanos_at_a_glance() > 2.0 * self.usual * done as f32 + COLD {
                rest.left = 0;
                return false;
            }
            want = done.saturating_mul(FURTHER - 1);
            if left / 2 < want {
                want = left;
            }
        }
        drop(rest);
        if self.is_to_be_checked() {
            let cost = clock.nanos() / items.max(1) as f32;
            self.known.learn_alone(cost);
        }
        true
    }
}
