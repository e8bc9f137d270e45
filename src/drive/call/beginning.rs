//! How a call begins: with a call for help, or alone, with a look at the clock now and then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Call, LIGHT};
use crate::drive::job::{Dealt, Job, Step};
use crate::drive::memory::{Loop, Turn};
use crate::drive::pace::Lately;
use crate::pool::price_of_help;

/// By how much a loop that the calling thread begins alone may grow from one look at the clock to the next.
const GROWTH: usize = 16;

/// How many nanoseconds the calling thread works alone, at most, between two looks at the clock.
const LOOK: f32 = 5_000.0;

/// How many nanoseconds a loop that is shared is begun alone for, at most, to have something to compare that to. The first few
/// thousand can be ten times as dear as the rest: caches, and an allocator, are cold.
const SURE: f32 = 100_000.0;

/// How many nanoseconds are too few to go by: looking at the clock takes some dozens itself, and cold caches more.
const BRIEF: f32 = 250.0;

/// How the calling thread begins, by what is known of the loop.
#[derive(Clone, Copy)]
pub(crate) enum Beginning {
    /// With a call for help.
    Shared,
    /// Alone, with a call for help once it has looked for so many nanoseconds and the rest costs more than `worth`.
    Alone { patience: f32, worth: f32 },
}

impl Beginning {
    /// Calls for help where that pays, going by the loop's former calls. Is it `certain` how many items are left?
    pub(crate) fn of(known: Loop, left: usize, certain: bool) -> Beginning {
        if !known.is_known() {
            // It may be two items of a second each.
            return Beginning::Shared;
        }
        let price = price_of_help() as f32;
        let whole = known.cost().unwrap_or(0.0) * left as f32;
        // What a call for help costs, and as much again for what it may cost besides: cold caches over there.
        let worth = 2.0 * price;
        // How long to look at the clock, at least.
        let brief = worth / 8.0;
        let patience = if whole <= price {
            brief
        } else {
            // In between it is tried, and the loop remembers whether that paid.
            match known.turn() {
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

impl Call<'_> {
    /// What the calling thread does alone. Stops when everything is done, or when the rest is worth calling for help, and says
    /// which.
    pub(super) fn begin(&mut self, job: &mut dyn Job) -> bool {
        let Some(known) = self.plan.known else {
            return true;
        };
        match Beginning::of(known, job.schedule().left(), !self.makes) {
            Beginning::Shared => true,
            Beginning::Alone { patience, worth } => self.begin_alone(job, known, patience, worth),
        }
    }

    /// One item, then more and more, with a look at the clock in between.
    #[inline(never)]
    fn begin_alone(&mut self, job: &mut dyn Job, known: Loop, patience: f32, worth: f32) -> bool {
        let (dealt, total) = (job.schedule().dealt(), job.schedule().left());
        // Who is to be patient does not look that often.
        let look = LOOK.max(patience / 16.0);
        let (mut done, mut nanos, mut want) = (0, 0.0_f32, 1_usize);
        let (mut lately, mut were_light) = (Lately::default(), false);
        let share = loop {
            let Some((n, left)) = self.step(job, want) else {
                break false;
            };
            if self.horizon().is_known() {
                job.schedule().lay_out(1, false);
                job.share(&mut |mine, _| self.forgo(mine, 0));
                return false;
            }
            let before = (done, nanos);
            done = match self.lends {
                true => job.schedule().dealt() - dealt,
                false => done + n,
            };
            nanos = self.clock.nanos_at_a_glance();
            let (now, took) = (done - before.0, nanos - before.1);
            lately.add(now, took);
            let cost = lately.cost();
            // Something may have disturbed this thread: light items have to look dear twice.
            let light = self.lends && took < LIGHT * now as f32;
            if nanos > patience && cost * left as f32 > worth && !light && !were_light {
                break true;
            }
            were_light = light;
            // What was cheap before, and is today so far, is believed to stay so for a while.
            want = match known.cost() {
                Some(usual) if nanos < BRIEF => (LOOK / usual) as usize,
                _ => want.saturating_mul(GROWTH).min((look / cost) as usize),
            };
        };
        self.tried = (done, lately.cost());
        let cost = nanos / done as f32;
        // A look at a small part, after a short time, says little.
        if 4 * done >= total && !share {
            known.learn_alone(cost);
        } else if nanos > LOOK {
            known.learn_beginning(cost, nanos > SURE / 2.0);
        }
        self.add(done, nanos, nanos);
        share
    }

    /// Does the next piece, if there is one. Answers how many items it had, and how many are left, or a guess.
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
