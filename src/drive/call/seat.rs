//! One seat's part of a call.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Call;
use super::solo::EndsSolo;
use crate::drive::job::{Dealt, Seat, Turn};
use crate::drive::{Clock, Waits};
use crate::panic::FirstPanic;
use crate::pool::hurry;
use crate::tempo::{self, LEAST_LOAN, Pace, SURPRISE, is_heavy};
use crate::trace::Part;

/// What is known of one seat's progress.
pub(super) struct Progress {
    pub(super) number: usize,
    /// Since when it is at work.
    came: Clock,
    /// Since when it is at its piece.
    began: Clock,
    pub(super) pace: Pace,
    /// After how many nanoseconds it calls one more helper.
    patience: f32,
    waits: Waits,
    /// Whether it goes on alone, by items that are lent.
    pub(super) light: bool,
    part: Part,
}

impl Call<'_> {
    /// What one seat begins with. On the heap, as the call is.
    #[inline(never)]
    fn progress(&self, number: usize) -> Box<Progress> {
        let mut pace = Pace::new(self.usual, self.ranges);
        if self.makes {
            let (tried, cost) = self.tried;
            pace = pace.in_turn(tried, cost);
        } else if self.even {
            pace = pace.even();
        }
        let came = Clock::start();
        Box::new(Progress {
            number,
            came,
            began: came,
            pace,
            patience: match number {
                0 => self.patience,
                _ => f32::INFINITY,
            },
            waits: Waits::of(self.plan.waiting),
            light: false,
            part: self.traced.part(),
        })
    }

    /// What one seat does, by its number: piece after piece, until nothing is left to deal.
    ///
    /// Where items are lent, seat 0 goes on alone when they turn out too light to be gathered, and the
    /// others leave, or wait: see [`Solo`](super::Solo). When that is over, and more left than is worth
    /// calling them again, it stops, and says so.
    #[inline(never)]
    pub(super) fn play(&self, seat: &mut dyn Seat, number: usize) -> bool {
        let mut progress = self.progress(number);
        let ends_solo = (number == 0).then(|| EndsSolo(&self.solo));
        let again = loop {
            let Some(dealt) = self.next(seat, &mut progress) else {
                break false;
            };
            if self.horizon().is_before(dealt.at) {
                self.skip(seat, number, dealt.at);
                continue;
            }
            if !progress.light {
                progress.began = Clock::start();
            }
            progress.part.begin();
            let mut turn = self.turn(&progress, dealt);
            self.take(seat, &mut turn);
            let (at, beyond, over) = (turn.at, turn.beyond, turn.over);
            let dealt = Dealt {
                items: turn.items,
                ..dealt
            };
            if self.note(seat, &mut progress, dealt) {
                break true;
            }
            if over {
                break false;
            }
            if beyond {
                self.skip(seat, number, at);
            }
        };
        match again {
            // The others are still to leave.
            true => std::mem::forget(ends_solo),
            false => drop(ends_solo),
        }
        progress.part.end();
        let Progress { pace, came, .. } = &*progress;
        let (items, nanos) = pace.done();
        self.add(items, nanos, came.nanos(), pace.surprises());
        // (Where there are more threads than processors, they lose those all the time.)
        if pace.longest_surprise() > 0.0 && !self.plan.waiting {
            self.add_surprise(pace.longest_surprise());
        }
        if !again {
            // While the others are at work: what it has gathered may take long to hand over.
            seat.hand_over();
        }
        again
    }

    /// Deals a seat its next piece.
    #[inline(never)]
    fn next(&self, seat: &mut dyn Seat, progress: &mut Progress) -> Option<Dealt> {
        let (want, most) = (progress.pace.want(), self.most(progress));
        if progress.light {
            let want = want.min(most.max(LEAST_LOAN)).min(self.max_len);
            progress.began = Clock::start();
            return seat.lend(want);
        }
        progress.part.wait();
        let asked = self.plan.waiting.then(Clock::start);
        let dealt = self.deal(seat, progress.number, want.min(most));
        if asked.is_some_and(|asked| is_heavy(asked.nanos())) {
            // It may have waited for others to be dealt to: that says nothing of items.
            progress.waits.renew(None);
        }
        let making = dealt.map_or(0.0, |dealt| dealt.making);
        progress.part.was_dealt(self.makes, making);
        dealt
    }

    /// What a seat does until it looks at the clock again, beginning with what it was dealt. (Items that
    /// have to be made are dealt one piece at a time: it is known of each what making them took.)
    fn turn(&self, progress: &Progress, dealt: Dealt) -> Turn<'_> {
        let (want, most) = (progress.pace.want(), self.most(progress));
        let more = match self.makes || want <= most {
            true => 0,
            false => want.saturating_sub(dealt.items),
        };
        // (Who says how many items to deal at most gets no more.)
        let grows = self.is_first_of_even(&progress.pace) && self.max_len == usize::MAX;
        Turn {
            more,
            most,
            grows,
            limit: match grows {
                true => tempo::limit_of_even(self.usual, want),
                false => SURPRISE,
            },
            ..self.turn_of(progress.number, progress.began, dealt)
        }
    }

    /// One piece and nothing else.
    pub(super) fn turn_of(&self, number: usize, began: Clock, dealt: Dealt) -> Turn<'_> {
        Turn {
            number,
            more: 0,
            most: 0,
            grows: false,
            split: self.split,
            began,
            limit: SURPRISE,
            horizon: self.horizon(),
            at: dealt.at,
            items: dealt.items,
            beyond: false,
            over: false,
        }
    }

    /// Notes that a seat has done a piece. Says whether what is left is to be shared again.
    #[inline(never)]
    fn note(&self, seat: &dyn Seat, progress: &mut Progress, dealt: Dealt) -> bool {
        let mut again = false;
        // How many items were taken of a loan is known only now. (What was dealt instead of one ends behind
        // the last one. Where there was none, nobody asks: the source may be at an item, for however long.)
        let loan_end = match progress.light {
            true => seat.schedule().loan_end(),
            false => 0,
        };
        let end = match loan_end > dealt.at {
            true => loan_end,
            false => dealt.at.saturating_add(dealt.items),
        };
        let done = end - dealt.at;
        progress.part.add(done);
        progress.part.end();
        let nanos = dealt.making + progress.began.nanos();
        progress.pace.end(done, nanos);
        let (heavy, surprised) = (is_heavy(nanos / done as f32), progress.pace.is_surprised());
        let waited = match heavy || surprised {
            true => progress.waits.have_come(),
            false => None,
        };
        if surprised && waited == Some(true) {
            // That was no disturbance, and these may be all that lie side by side.
            progress.pace.was_heavy();
        }
        // (Who says how many items to deal at a time wants them dealt.)
        if self.lends && !self.plan.one_each && self.max_len == usize::MAX {
            again = self.weigh(seat, progress, end, heavy && waited != Some(false));
        }
        let patience = progress.patience;
        if patience.is_finite() && !progress.light && progress.came.nanos_at_a_glance() > patience {
            hurry();
            progress.patience = f32::INFINITY;
        }
        again
    }

    /// Does the piece that was dealt, and those that follow in its turn.
    #[inline]
    pub(super) fn take(&self, seat: &mut dyn Seat, turn: &mut Turn<'_>) {
        // What a panicking piece leaves behind is seen by its sink alone, which is made for that; see
        // `renew`.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| seat.take(turn))) {
            self.panics.add(turn.at, panic, self.horizon());
            renew(seat);
        }
    }

    /// Drops a piece and all that is dealt to this seat besides.
    #[cold]
    #[inline(never)]
    fn skip(&self, seat: &mut dyn Seat, number: usize, at: usize) {
        self.traced.ends_early();
        self.drop_piece(seat, at);
        self.forgo(seat, number);
    }

    /// Drops all that is dealt to this seat: the sequence ends before it.
    pub(super) fn forgo(&self, seat: &mut dyn Seat, number: usize) {
        while let Some(at) = seat.take_rest(number) {
            self.drop_piece(seat, at);
        }
    }

    pub(super) fn drop_piece(&self, seat: &mut dyn Seat, at: usize) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| seat.forgo())) {
            self.panics.add(at, panic, self.horizon());
        }
    }
}

/// After a panic: what a closure keeps from item to item may be broken now, and items before that panic
/// still to come.
///
/// A panic here comes after that one, and is let go: items are still to be done, or at least dropped, by
/// this seat.
#[cold]
#[inline(never)]
fn renew(seat: &mut dyn Seat) {
    let mut panics = FirstPanic::default();
    panics.of(|| seat.renew());
    panics.let_go();
}
