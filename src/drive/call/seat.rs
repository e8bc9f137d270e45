//! One seat's part of a call.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Call, LIGHT};
use crate::drive::{Claim, Clock, Deal, Pace, Place, Work};
use crate::panic::FirstPanic;
use crate::pool::hurry;
use crate::sync::Ordering;

/// What one seat knows of its part.
pub(super) struct Seat {
    number: usize,
    /// Since when it is at work.
    came: Clock,
    pace: Pace,
    /// After how many nanoseconds it calls one more helper.
    patience: f32,
    /// Whether it goes on alone, by items that are lent.
    light: bool,
    /// How many items were dealt before its piece, if that is lent.
    dealt: usize,
}

impl<'c, D, W> Call<'c, '_, D, W>
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    /// What one seat begins with. On the heap, as the call is.
    #[inline(never)]
    pub(super) fn seat(&self, number: usize) -> Box<Seat> {
        let mut pace = Pace::new(self.usual, self.hands);
        if D::MAKES {
            let (tried, cost) = self.tried;
            pace = pace.in_turn(tried, cost);
        }
        Box::new(Seat {
            number,
            came: Clock::start(),
            pace,
            patience: match number {
                0 => self.patience,
                _ => f32::INFINITY,
            },
            light: false,
            dealt: 0,
        })
    }

    /// One seat's part: piece after piece, until nothing is left to deal.
    ///
    /// Where items are lent, seat 0 goes on alone when they turn out too light to be gathered, and the others leave. When
    /// that is over, and more left than is worth calling them again, it stops, and says so.
    #[inline(never)]
    pub(super) fn play(&self, mut seat: Box<Seat>, run: &mut W::Run<'c>) -> bool {
        let again = loop {
            let Some((place, claim)) = self.next(&mut seat) else {
                break false;
            };
            if self.horizon().is_before(claim.at()) {
                self.skip(claim, seat.number);
                continue;
            }
            let (n, making) = (place.range().len(), claim.making());
            if !seat.light {
                seat.pace.begin();
            }
            if !self.take(run, place, claim) {
                self.renew(run);
            }
            if self.note(&mut seat, n, making) {
                break true;
            }
        };
        let (items, nanos) = seat.pace.done();
        self.add(items, nanos, seat.came.nanos());
        again
    }

    /// The next piece for a seat.
    #[inline(never)]
    fn next(&self, seat: &mut Seat) -> Option<(Place, W::Claim)> {
        if D::LENDS && seat.number > 0 && self.alone.load(Ordering::Relaxed) {
            return None;
        }
        let dealer = &*self.dealer;
        if seat.light {
            seat.dealt = dealer.dealt();
            seat.pace.begin();
            dealer.lend(seat.pace.want())
        } else {
            dealer.deal(seat.number, seat.pace.want())
        }
    }

    /// Notes that a seat has done a piece of `n` items, which took so many nanoseconds to make before. Says whether
    /// what is left is to be shared again.
    #[inline(never)]
    fn note(&self, seat: &mut Seat, mut n: usize, making: f32) -> bool {
        let mut again = false;
        if seat.light {
            n = (self.dealer.dealt() - seat.dealt).max(1);
        }
        seat.pace.end(n, making);
        if D::LENDS && seat.number == 0 && self.plan.known.is_some() {
            let lately = seat.pace.lately().unwrap_or(0.0);
            if lately < LIGHT {
                seat.light = true;
                self.alone.store(true, Ordering::Relaxed);
            } else {
                again = seat.light && lately * self.dealer.left() as f32 > 2.0 * self.price;
            }
        }
        let patience = seat.patience;
        if patience.is_finite() && !seat.light && seat.came.nanos_at_a_glance() > patience {
            hurry();
            seat.patience = f32::INFINITY;
        }
        again
    }

    /// Does a piece, and says whether that came to its end.
    #[inline]
    pub(super) fn take(&self, run: &mut W::Run<'c>, place: Place, claim: W::Claim) -> bool {
        let at = claim.at();
        // What a panicking piece leaves behind is seen by its sink alone, which is made for that; see `renew`.
        let done = catch_unwind(AssertUnwindSafe(|| self.work.take(run, place, claim)));
        match done {
            Ok(()) => true,
            Err(panic) => {
                self.panics.add(at, panic, self.horizon());
                false
            }
        }
    }

    /// After a panic: what a closure keeps from item to item may be broken now, and items before that panic still to come.
    ///
    /// A panic here comes after that one, and is let go: items are still to be done, or at least dropped, by this seat.
    #[cold]
    #[inline(never)]
    fn renew(&self, run: &mut W::Run<'c>) {
        let mut panics = FirstPanic::default();
        panics.of(|| {
            let old = std::mem::replace(run, self.work.run());
            drop(old);
        });
        panics.let_go();
    }

    /// Drops a piece and all that is dealt to this seat besides.
    #[cold]
    #[inline(never)]
    fn skip(&self, claim: W::Claim, seat: usize) {
        self.drop_piece(claim);
        self.forgo(seat);
    }

    /// Drops all that is dealt to this seat: the sequence ends before it.
    pub(super) fn forgo(&self, seat: usize) {
        while let Some(claim) = self.dealer.forgo(seat) {
            self.drop_piece(claim);
        }
    }

    pub(super) fn drop_piece(&self, claim: W::Claim) {
        let at = claim.at();
        let dropped = catch_unwind(AssertUnwindSafe(|| self.work.forgo(claim)));
        if let Err(panic) = dropped {
            self.panics.add(at, panic, self.horizon());
        }
    }
}
