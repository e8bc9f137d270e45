//! One call: begun by the calling thread, shared if that is worth a wake-up, ended when all that is to be done is done.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use super::memory::Loop;
use super::pace::Pace;
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
    /// Items measured, by all seats, and how long they took.
    measured: Mutex<(usize, Duration)>,
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
    pub(super) fn run<D>(self, mut dealer: D, seats: usize, min_len: usize, known: Option<Loop>)
    where
        D: Deal<Claim = W::Claim>,
    {
        dealer.set_min_len(min_len);
        let mut run = self.work.run();
        let cost = known.and_then(Loop::cost);
        let share = match cost {
            // It may be two items of a second each.
            None => true,
            Some(cost) => self.begin_alone(&mut dealer, &mut run, cost),
        };
        if share {
            dealer.lay_out(seats);
            let dealer = &dealer;
            region(
                seats,
                known.is_none(),
                || self.play(dealer, 0, run),
                |seat| self.play(dealer, seat, self.work.run()),
            );
        } else {
            drop(run);
        }
        if let Some(known) = known {
            let (items, took) = *self.measured.lock();
            if items > 0 {
                known.learn(took.as_nanos() as f32 / items as f32);
            }
        }
        self.raise();
    }

    /// The calling thread's beginning of a loop that was cheap before: one item, then more and more, with a look at the
    /// clock in between. Stops when everything is done, or when the rest is worth calling for help, and says which.
    fn begin_alone<D>(&self, dealer: &mut D, run: &mut W::Run, cost: f32) -> bool
    where
        D: Deal<Claim = W::Claim>,
    {
        let price = price_of_help();
        let worth = |cost: f32, items: usize| cost * items as f32 > price.as_nanos() as f32;
        if worth(cost / 2.0, dealer.left()) {
            return true;
        }
        let began = Instant::now();
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
            let took = began.elapsed();
            let cost = took.as_nanos() as f32 / done as f32;
            if took > price / 4 && worth(cost, left.max(done)) {
                return true;
            }
            *self.measured.lock() = (done, took);
            let quick = (price / 4).as_nanos() as f32 / cost.max(0.01);
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
        let mut measured = self.measured.lock();
        measured.0 += pace.items;
        measured.1 += pace.took;
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
