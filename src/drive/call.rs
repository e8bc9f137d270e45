//! One call: begun by the calling thread, shared if that is worth a wake-up, ended when all that is to be done is done.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::memory::Loop;
use super::pace::{Clock, Measured, Pace};
use super::{Claim, Deal, Ends, Horizon, Place, Work};
use crate::panic::{Payload, let_go};
use crate::pool::{price_of_help, region};
use crate::sync::Mutex;

/// By how much a loop that the calling thread begins alone may grow from one look at the clock to the next.
const GROWTH: usize = 16;

/// What the seats of one call share.
pub(super) struct Call<'c, W> {
    work: &'c W,
    horizon: &'c Horizon,
    panics: Ends<Payload>,
    /// By all seats together.
    measured: Mutex<Measured>,
}

impl<'c, W: Work> Call<'c, W> {
    pub(super) fn new(work: &'c W, horizon: &'c Horizon) -> Self {
        Call {
            work,
            horizon,
            panics: Ends::new(),
            measured: Mutex::default(),
        }
    }

    /// Does all the work. `known` is the loop as it was met before, unless its items wait for each other or for
    /// something else, so that their cost says nothing.
    pub(super) fn run<D>(mut self, mut dealer: D, seats: usize, min_len: usize, known: Option<Loop>)
    where
        D: Deal<Claim = W::Claim>,
    {
        dealer.set_min_len(min_len);
        let mut run = self.work.run();
        let share = match known.and_then(Loop::cost) {
            // It may be two items of a second each.
            None => true,
            Some(cost) => self.begin_alone(&mut dealer, &mut run, cost),
        };
        if share {
            dealer.lay_out(seats);
            let (this, dealer) = (&self, &dealer);
            region(
                seats,
                known.is_none(),
                || this.play(dealer, 0, run),
                |seat| this.play(dealer, seat, this.work.run()),
            );
        } else {
            drop(run);
        }
        let measured = self.measured.get_mut();
        if let (Some(known), Some(cost)) = (known, measured.cost()) {
            known.learn(cost);
        }
        self.raise();
    }

    /// The calling thread's beginning of a loop that was cheap before: one item, then more and more, with a look at the
    /// clock in between. Stops when everything is done, or when the rest is worth calling for help, and says which.
    fn begin_alone<D>(&mut self, dealer: &mut D, run: &mut W::Run, cost: f32) -> bool
    where
        D: Deal<Claim = W::Claim>,
    {
        let price = price_of_help() as f32;
        if cost * dealer.left() as f32 > 2.0 * price {
            return true;
        }
        let clock = Clock::start();
        let (mut done, mut want) = (0, 1_usize);
        while let Some((place, claim)) = dealer.next(want) {
            done += place.range().len();
            self.take(run, place, claim);
            if self.horizon.is_known() {
                dealer.lay_out(1);
                self.forgo(dealer, 0);
                return false;
            }
            let left = dealer.left();
            if left == 0 {
                return false;
            }
            let measured = Measured::new(done, clock.nanos());
            let cost = measured.nanos / done as f32;
            *self.measured.get_mut() = measured;
            if measured.nanos > price / 4.0 && cost * left.max(done) as f32 > price {
                return true;
            }
            let quick = price / 4.0 / cost;
            want = want.saturating_mul(GROWTH).min(quick as usize);
        }
        false
    }

    /// One seat's part: piece after piece, until nothing is left to deal.
    fn play<D>(&self, dealer: &D, seat: usize, mut run: W::Run)
    where
        D: Deal<Claim = W::Claim>,
    {
        let mut pace = Pace::new();
        while let Some((place, claim)) = dealer.deal(seat, pace.want()) {
            if self.horizon.is_before(claim.at()) {
                self.drop_piece(claim);
                self.forgo(dealer, seat);
                continue;
            }
            let n = place.range().len();
            pace.begin();
            self.take(&mut run, place, claim);
            pace.end(n);
        }
        self.measured.lock().add(pace.measured());
    }

    #[inline]
    fn take(&self, run: &mut W::Run, place: Place, claim: W::Claim) {
        let at = claim.at();
        // What a panicking piece leaves behind is seen by its sink alone, which is made for that.
        let done = catch_unwind(AssertUnwindSafe(|| self.work.take(run, place, claim)));
        if let Err(panic) = done {
            self.panics.add(at, panic, self.horizon);
        }
    }

    /// Drops all that is dealt to this seat: the sequence ends before it.
    fn forgo<D>(&self, dealer: &D, seat: usize)
    where
        D: Deal<Claim = W::Claim>,
    {
        while let Some(claim) = dealer.forgo(seat) {
            self.drop_piece(claim);
        }
    }

    fn drop_piece(&self, claim: W::Claim) {
        let at = claim.at();
        let dropped = catch_unwind(AssertUnwindSafe(|| self.work.forgo(claim)));
        if let Err(panic) = dropped {
            self.panics.add(at, panic, self.horizon);
        }
    }

    /// Goes on with the first panic, unless the sequence ends before it.
    fn raise(self) {
        let (first, others) = self.panics.into_first();
        others.into_iter().for_each(|(_, panic)| let_go(panic));
        match first {
            Some((at, panic)) if self.horizon.is_at(at) => resume_unwind(panic),
            Some((_, panic)) => let_go(panic),
            None => {}
        }
    }
}
