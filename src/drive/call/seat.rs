//! One seat's part of a call.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Call;
use crate::drive::Clock;
use crate::drive::job::{Dealt, Seat};
use crate::panic::FirstPanic;
use crate::pool::hurry;
use crate::sync::Ordering;
use crate::tempo::{Pace, is_too_light_to_gather};

/// What is known of one seat's part.
struct Part {
    number: usize,
    /// Since when it is at work.
    came: Clock,
    /// Since when it is at its piece.
    began: Clock,
    pace: Pace,
    /// After how many nanoseconds it calls one more helper.
    patience: f32,
    /// Whether it goes on alone, by items that are lent.
    light: bool,
    /// How many items were dealt before its piece, if that is lent.
    dealt: usize,
}

impl Call<'_> {
    /// What one seat begins with. On the heap, as the call is.
    #[inline(never)]
    fn part(&self, number: usize) -> Box<Part> {
        let mut pace = Pace::new(self.usual, self.ranges);
        if self.makes {
            let (tried, cost) = self.tried;
            pace = pace.in_turn(tried, cost);
        }
        let came = Clock::start();
        Box::new(Part {
            number,
            came,
            began: came,
            pace,
            patience: match number {
                0 => self.patience,
                _ => f32::INFINITY,
            },
            light: false,
            dealt: 0,
        })
    }

    /// What one seat does, by its number: piece after piece, until nothing is left to deal.
    ///
    /// Where items are lent, seat 0 goes on alone when they turn out too light to be gathered, and the
    /// others leave. When that is over, and more left than is worth calling them again, it stops, and says
    /// so.
    #[inline(never)]
    pub(super) fn play(&self, seat: &mut dyn Seat, number: usize) -> bool {
        let mut part = self.part(number);
        let again = loop {
            let Some(dealt) = self.next(seat, &mut part) else {
                break false;
            };
            if self.horizon().is_before(dealt.at) {
                self.skip(seat, number, dealt.at);
                continue;
            }
            if !part.light {
                part.began = Clock::start();
            }
            self.take(seat, dealt.at);
            if self.note(seat, &mut part, dealt) {
                break true;
            }
        };
        let (items, nanos) = part.pace.done();
        self.add(items, nanos, part.came.nanos());
        again
    }

    /// Deals a seat its next piece.
    #[inline(never)]
    fn next(&self, seat: &mut dyn Seat, part: &mut Part) -> Option<Dealt> {
        if self.lends && part.number > 0 && self.alone.load(Ordering::Relaxed) {
            return None;
        }
        if part.light {
            part.dealt = seat.schedule().dealt();
            part.began = Clock::start();
            seat.lend(part.pace.want())
        } else {
            seat.deal(part.number, part.pace.want())
        }
    }

    /// Notes that a seat has done a piece. Says whether what is left is to be shared again.
    #[inline(never)]
    fn note(&self, seat: &dyn Seat, part: &mut Part, dealt: Dealt) -> bool {
        let mut again = false;
        let done = match part.light {
            true => (seat.schedule().dealt() - part.dealt).max(1),
            false => dealt.items,
        };
        part.pace.end(done, dealt.making + part.began.nanos());
        if self.lends && part.number == 0 && self.plan.known.is_some() {
            let lately = part.pace.lately().unwrap_or(0.0);
            if is_too_light_to_gather(lately) {
                part.light = true;
                self.alone.store(true, Ordering::Relaxed);
            } else {
                let left = seat.schedule().left() as f32;
                again = part.light && lately * left > 2.0 * self.price;
            }
        }
        let patience = part.patience;
        if patience.is_finite() && !part.light && part.came.nanos_at_a_glance() > patience {
            hurry();
            part.patience = f32::INFINITY;
        }
        again
    }

    /// Does the piece that was dealt, which begins at `at`.
    #[inline]
    pub(super) fn take(&self, seat: &mut dyn Seat, at: usize) {
        // What a panicking piece leaves behind is seen by its sink alone, which is made for that; see
        // `renew`.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| seat.take())) {
            self.panics.add(at, panic, self.horizon());
            renew(seat);
        }
    }

    /// Drops a piece and all that is dealt to this seat besides.
    #[cold]
    #[inline(never)]
    fn skip(&self, seat: &mut dyn Seat, number: usize, at: usize) {
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
