//! One call: begun by the calling thread, shared if that is worth a wake-up, ended when all that is to be done is done.

#[cfg(all(test, loom))]
mod model;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::memory::{Loop, SharedCall, Turn};
use super::pace::Lately;
use super::{Claim, Clock, Deal, Ends, Horizon, Pace, Place, Work};
use crate::panic::{FirstPanic, Payload, let_go};
use crate::pool::{hurry, price_of_help, region};
use crate::sync::{AtomicBool, Mutex, Ordering};

/// By how much a loop that the calling thread begins alone may grow from one look at the clock to the next.
const GROWTH: usize = 16;

/// How many nanoseconds the calling thread works alone, at most, between two looks at the clock.
const LOOK: f32 = 5_000.0;

/// How many nanoseconds a loop that is shared is begun alone for, at most, to have something to compare that to. The first few
/// thousand can be ten times as dear as the rest: caches, and an allocator, are cold.
const SURE: f32 = 100_000.0;

/// How many nanoseconds are too few to go by: looking at the clock takes some dozens itself, and cold caches more.
const BRIEF: f32 = 250.0;

/// A helper that has not come in so many nanoseconds, or in so many times what one costs, waits for a processor itself.
const LATE: f32 = 100_000.0;
const TIMES_LATE: f32 = 4.0;

/// How many times as long a call is to take as a helper is waited for, if another is to be called.
const LONG: f32 = 3.0;

/// Items that have to be made, and cost fewer nanoseconds with all that is done with them, are not worth gathering for others.
const LIGHT: f32 = 6.0;

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

/// What the seats of one call share.
pub(super) struct Call<'c, 'h, W> {
    work: &'c W,
    horizon: &'h Horizon,
    panics: Ends<Payload>,
    /// What an item usually costs, as far as that is known.
    usual: Option<f32>,
    /// From how many hands the seats are dealt to at once.
    hands: usize,
    /// How many items the calling thread has done alone, and how many nanoseconds one took.
    tried: (usize, f32),
    /// After how many nanoseconds alone the calling thread calls one more helper.
    patience: f32,
    /// The calling thread goes on alone.
    alone: AtomicBool,
    done: Mutex<Done>,
}

/// What the seats of one call have done together.
#[derive(Default)]
struct Done {
    items: usize,
    /// How many nanoseconds their threads took for the items, once those were there.
    nanos: f32,
    /// How many nanoseconds they were there, for whatever reason.
    there: f32,
}

impl<'c, 'h, W: Work> Call<'c, 'h, W> {
    pub(super) fn new(work: &'c W, horizon: &'h Horizon) -> Self {
        Call {
            work,
            horizon,
            panics: Ends::new(),
            usual: None,
            hands: 1,
            tried: (0, 0.0),
            patience: f32::INFINITY,
            alone: AtomicBool::new(false),
            done: Mutex::default(),
        }
    }

    /// Does all the work; `run` is the calling thread's, which has begun maybe. `known` is the loop as it was met before,
    /// unless its items wait for each other or for something else, so that their cost says nothing.
    pub(super) fn run<D>(
        mut self,
        mut dealer: D,
        mut run: W::Run<'c>,
        seats: usize,
        min_len: usize,
        known: Option<Loop>,
    ) where
        D: Deal<Claim = W::Claim>,
    {
        let waiting = known.is_none();
        dealer.set_min_len(min_len);
        if let Some(known) = known.filter(|known| known.is_known()) {
            dealer.expect(known.items());
        }
        let clock = Clock::start();
        let share = known.is_none_or(|known| self.begin(&mut dealer, &mut run, known, &clock));
        let mut mine = Some(run);
        let price = price_of_help() as f32;
        let worth = match waiting {
            true => f32::INFINITY,
            false => 2.0 * price,
        };
        while let Some(run) = mine.take_if(|_| share) {
            self.alone.store(false, Ordering::Relaxed);
            self.usual = known.filter(|known| known.is_known()).and_then(Loop::cost);
            // Where all seats are dealt to by the same hand, finer pieces would have them wait for it.
            self.hands = if D::MAKES || self.horizon.is_expected() {
                1
            } else {
                seats
            };
            let late = (TIMES_LATE * price).max(LATE);
            let left = dealer.left() as f32;
            let long = self.usual.is_none_or(|usual| usual * left > LONG * late);
            if !waiting && long {
                self.patience = late;
            }
            dealer.lay_out(seats, self.horizon.is_expected());
            let (this, dealer) = (&self, &dealer);
            // A loop never seen may be ten items that cost nothing.
            let called = if self.usual.is_some() { seats - 1 } else { 1 };
            region(
                seats,
                called,
                waiting,
                || mine = this.play(dealer, 0, run, worth),
                |seat| drop(this.play(dealer, seat, this.work.run(), worth)),
            );
        }
        drop(mine);
        if let Some(known) = known.filter(|_| share) {
            let done = self.done.lock();
            if done.items > 0 {
                known.learn_shared(SharedCall {
                    items: done.items as f32,
                    nanos: done.nanos,
                    there: done.there,
                    together: clock.nanos(),
                    price,
                });
            }
        }
        if let Some(known) = known.filter(|_| D::MAKES) {
            known.learn_items(self.done.lock().items);
        }
        if !self.panics.is_empty() {
            self.raise();
        }
    }

    /// What the calling thread does alone: one item, then more and more, with a look at the clock in between. Stops
    /// when everything is done, or when the rest is worth calling for help, and says which.
    fn begin<D>(&mut self, dealer: &mut D, run: &mut W::Run<'c>, known: Loop, clock: &Clock) -> bool
    where
        D: Deal<Claim = W::Claim>,
    {
        let (dealt, total) = (dealer.dealt(), dealer.left());
        let Beginning::Alone { patience, worth } = Beginning::of(known, total, !D::MAKES) else {
            return true;
        };
        // Who is to be patient does not look that often.
        let look = LOOK.max(patience / 16.0);
        let (mut done, mut nanos, mut want) = (0, 0.0_f32, 1_usize);
        let (mut lately, mut were_light) = (Lately::default(), false);
        let share = loop {
            let Some((place, claim)) = dealer.next_alone(want) else {
                break false;
            };
            let n = place.range().len();
            self.take(run, place, claim);
            if self.horizon.is_known() {
                dealer.lay_out(1, false);
                self.forgo(dealer, 0);
                return false;
            }
            let left = dealer.left();
            let before = (done, nanos);
            done = match D::LENDS {
                true => dealer.dealt() - dealt,
                false => done + n,
            };
            nanos = clock.nanos_at_a_glance();
            let (now, took) = (done - before.0, nanos - before.1);
            lately.add(now, took);
            let cost = lately.cost();
            // Something may have disturbed this thread: light items have to look dear twice.
            let light = D::LENDS && took < LIGHT * now as f32;
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

    fn add(&self, items: usize, nanos: f32, there: f32) {
        let mut done = self.done.lock();
        done.items += items;
        done.nanos += nanos;
        done.there += there;
    }

    /// One seat's part: piece after piece, until nothing is left to deal.
    ///
    /// Where items are lent, seat 0 goes on alone when they turn out too light to be gathered, and the others leave. When
    /// that is over, and more left than is `worth` calling them again, it stops, and gives its run back.
    fn play<D>(
        &self,
        dealer: &D,
        seat: usize,
        mut run: W::Run<'c>,
        worth: f32,
    ) -> Option<W::Run<'c>>
    where
        D: Deal<Claim = W::Claim>,
    {
        let came = Clock::start();
        let mut patience = match seat {
            0 => self.patience,
            _ => f32::INFINITY,
        };
        let mut pace = Pace::new(self.usual, self.hands);
        if D::MAKES {
            let (tried, cost) = self.tried;
            pace = pace.in_turn(tried, cost);
        }
        let (mut light, mut again) = (false, false);
        while !again {
            if D::LENDS && seat > 0 && self.alone.load(Ordering::Relaxed) {
                break;
            }
            let mut dealt = 0;
            let next = if light {
                dealt = dealer.dealt();
                pace.begin();
                dealer.lend(pace.want())
            } else {
                dealer.deal(seat, pace.want())
            };
            let Some((place, claim)) = next else {
                break;
            };
            if self.horizon.is_before(claim.at()) {
                self.drop_piece(claim);
                self.forgo(dealer, seat);
                continue;
            }
            let (mut n, making) = (place.range().len(), claim.making());
            if !light {
                pace.begin();
            }
            if !self.take(&mut run, place, claim) {
                self.renew(&mut run);
            }
            if light {
                n = (dealer.dealt() - dealt).max(1);
            }
            pace.end(n, making);
            if D::LENDS && seat == 0 && worth.is_finite() {
                let lately = pace.lately().unwrap_or(0.0);
                if lately < LIGHT {
                    light = true;
                    self.alone.store(true, Ordering::Relaxed);
                } else {
                    again = light && lately * dealer.left() as f32 > worth;
                }
            }
            if patience.is_finite() && !light && came.nanos_at_a_glance() > patience {
                hurry();
                patience = f32::INFINITY;
            }
        }
        let (items, nanos) = pace.done();
        self.add(items, nanos, came.nanos());
        again.then_some(run)
    }

    /// Does a piece, and says whether that came to its end.
    #[inline]
    fn take(&self, run: &mut W::Run<'c>, place: Place, claim: W::Claim) -> bool {
        let at = claim.at();
        // What a panicking piece leaves behind is seen by its sink alone, which is made for that; see `renew`.
        let done = catch_unwind(AssertUnwindSafe(|| self.work.take(run, place, claim)));
        match done {
            Ok(()) => true,
            Err(panic) => {
                self.panics.add(at, panic, self.horizon);
                false
            }
        }
    }

    /// After a panic: what a closure keeps from item to item may be broken now, and items before that panic still to come.
    ///
    /// A panic here comes after that one, and is let go: items are still to be done, or at least dropped, by this seat.
    #[cold]
    fn renew(&self, run: &mut W::Run<'c>) {
        let mut panics = FirstPanic::default();
        panics.of(|| {
            let old = std::mem::replace(run, self.work.run());
            drop(old);
        });
        panics.let_go();
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
    #[cold]
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
