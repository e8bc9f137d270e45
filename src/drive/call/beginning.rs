//! How a call begins: with a call for help, or alone, with a look at the clock now and then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Call;
use crate::drive::job::{Dealt, Job, Step};
use crate::drive::{Loop, row};
use crate::tempo::{Alone, Beginning, Next, Says};
use crate::trace::Begun;

impl Call<'_> {
    /// What the calling thread does alone. Stops when everything is done, or when the rest is worth calling
    /// for help, and says which.
    pub(super) fn begin(&mut self, job: &mut dyn Job) -> bool {
        let Some(known) = self.plan.known() else {
            self.traced.begun(Begun::Shared);
            return true;
        };
        match known.beginning(job.schedule().left(), !self.makes) {
            Beginning::Shared => {
                self.traced.begun(Begun::Shared);
                true
            }
            Beginning::Alone { patience, worth } => {
                self.traced.begun(Begun::Alone);
                // (Items that have to be made are one thread's as long as they are so light.)
                if !self.makes {
                    row::call_for_the_next(known, job.schedule().left());
                }
                let alone = Alone::new(patience, worth, known.cost(), self.lends);
                self.begin_alone(job, known, alone)
            }
        }
    }

    #[inline(never)]
    fn begin_alone(&mut self, job: &mut dyn Job, known: Loop, mut alone: Alone) -> bool {
        let (dealt, total) = (job.schedule().dealt(), job.schedule().left());
        let (mut done, mut want) = (0, 1);
        let mut part = self.traced.part();
        let share = loop {
            part.begin();
            let Some((n, left)) = self.step(job, want.min(self.max_len)) else {
                break false;
            };
            if self.horizon().is_known() {
                part.add(n);
                self.traced.ends_early();
                job.schedule().lay_out(1, false, false);
                job.share(&mut |mine, _| self.forgo(mine, 0));
                return false;
            }
            let before = done;
            done = match self.lends {
                true => job.schedule().dealt() - dealt,
                false => done + n,
            };
            part.add(done - before);
            want = match alone.after(want, done, self.clock.nanos_at_a_glance(), left) {
                Next::Items(n) => n,
                Next::Share => break true,
            };
        };
        part.end();
        self.tried = alone.tried();
        self.surprised = alone.surprised();
        let (done, nanos) = alone.done();
        let cost = nanos / done as f32;
        match alone.says(total, !share) {
            Says::Whole => known.learn_alone(cost),
            Says::Beginning { long } => known.learn(|known| known.learn_beginning(cost, long)),
            Says::Nothing => {}
        }
        self.add(done, nanos, nanos, u32::from(self.surprised));
        share
    }

    /// Does the next piece, if there is one. Answers how many items it had, and how many are left, or a
    /// guess.
    #[inline]
    fn step(&self, job: &mut dyn Job, want: usize) -> Option<(usize, usize)> {
        let mut dealt = Dealt::default();
        // As in `take`.
        let step = catch_unwind(AssertUnwindSafe(|| job.step(want, &mut dealt)));
        match step {
            Ok(Step::Nothing) => None,
            Ok(Step::Left(left)) => Some((dealt.items, left)),
            Ok(Step::Enough) => unreachable!("is for whoever takes results one by one"),
            Err(panic) => {
                self.panics.add(dealt.at, panic, self.horizon());
                Some((dealt.items, 0))
            }
        }
    }
}
