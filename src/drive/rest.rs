//! What a call on one thread has left.

use super::{Deal, Dealt, Step, Steps};
use crate::panic::FirstPanic;
use crate::trace::Part;

/// What is left to deal is dropped, also when the work panics.
pub(super) struct Rest<'j, J: Steps + ?Sized> {
    steps: &'j mut J,
    /// How many items are left; 0 only if there are none.
    pub(super) left: usize,
    done: usize,
    part: &'j mut Part,
}

impl<'j, J: Steps + ?Sized> Rest<'j, J> {
    pub(super) fn of(steps: &'j mut J, part: &'j mut Part) -> Self {
        Rest {
            steps,
            left: usize::MAX,
            done: 0,
            part,
        }
    }

    /// Does the next piece, and says whether another may follow.
    pub(super) fn step(&mut self, want: usize, dealt: &mut Dealt) -> bool {
        let step = self.steps.step(want, dealt);
        if step != Step::Nothing {
            self.done += dealt.items;
        }
        self.left = match step {
            Step::Nothing => 0,
            Step::Left(left) => left,
            Step::Enough => usize::MAX,
        };
        matches!(step, Step::Left(1..))
    }
}

impl<J: Steps + ?Sized> Drop for Rest<'_, J> {
    fn drop(&mut self) {
        self.part.add(self.done);
        if self.left > 0 {
            let mut panics = FirstPanic::default();
            self.steps.forgo_rest(&mut panics);
            panics.go_on();
        }
    }
}

/// Drops all that a dealer has left, whatever the destructors do.
pub(crate) fn forgo_all<D: Deal>(
    dealer: &mut D,
    mut forgo: impl FnMut(D::Claim),
    panics: &mut FirstPanic,
) {
    dealer.lay_out(1, false, false);
    while let Some(claim) = dealer.forgo(0) {
        panics.of(|| forgo(claim));
    }
}
