//! What the threads of a stream share: what is still to be dealt, and the batches of results on their way.

#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::batch::{Batch, fill};
use super::dealing::Dealing;
use crate::drive::{Claim, Clock, Deal, Options, Place, Schedule, forgo_all};
use crate::panic::FirstPanic;
use crate::pool::{Help, Spin, stir_owner};
use crate::source::Pieces;
use crate::sync::channel::{Receiver, Sender, unbounded};
use crate::sync::{AtomicBool, AtomicUsize, Mutex, Ordering};
use crate::tempo::{self, BATCH, MOST_IN_FLIGHT, Pace};
use crate::trace::{For, Traced};

/// One result for each item.
const YIELD: usize = 64;

/// A chain whose results are delivered while later ones are still being computed.
///
/// INVARIANT (window): of the items that are dealt or passed over, no more are not delivered yet than the
/// window had room for when the last of them were dealt. So the channel holds no more than that either, and
/// nobody ever waits to send.
pub(crate) struct Flow<P: Pieces> {
    chain: P,
    dealing: Mutex<Dealing<P::Dealer>>,
    /// How many items' results were delivered.
    delivered: AtomicUsize,
    /// [`Dealing::end`], for who has no need to wait for the lock; `usize::MAX` once all is dealt.
    end: AtomicUsize,
    /// The most items in flight; by default it follows their cost.
    window: AtomicUsize,
    asked: Option<usize>,
    min_len: usize,
    max_len: usize,
    seats: usize,
    /// [`Pieces::indices_each`].
    indices_each: usize,
    /// How many results the last batch had for each item, in parts of [`YIELD`].
    yields: AtomicUsize,
    /// How many nanoseconds it takes to deal an item: the source may be what costs most.
    dealing_cost: AtomicUsize,
    /// Nothing more is to be dealt. (By itself, since it may be the source that says so, while it is asked
    /// for an item.)
    stopped: AtomicBool,
    /// The owner does all for a while.
    paused: AtomicBool,
    /// Helpers leave gaps for the owner.
    in_gaps: AtomicBool,
    /// How many helpers have left, or are about to, because there was nothing to do for them.
    left: AtomicUsize,
    sender: Sender<Batch<P::Item>>,
    pub(super) receiver: Receiver<Batch<P::Item>>,
    pub(super) traced: Traced,
}

/// What the caller of a chain asked for.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The most items in flight.
    pub(super) window: Option<usize>,
    /// The fewest and the most items to deal at a time.
    pub(super) min_len: usize,
    pub(super) max_len: usize,
}

impl Limits {
    pub(super) fn of(options: &Options) -> Limits {
        Limits {
            window: options.window().map(NonZero::get),
            min_len: options.min_len(),
            max_len: options.max_len(),
        }
    }
}

/// How many indices are in flight by default, of which so many come to an item, if one costs so much.
fn window_by(cost: Option<f32>, seats: usize, indices_each: usize) -> usize {
    let cost = cost.map(|cost| cost * indices_each as f32);
    tempo::default_window(seats, cost).saturating_mul(indices_each)
}

/// What there is to do.
pub(super) enum Next<C> {
    Piece(Place, C),
    /// Nothing before something is delivered.
    Full,
    /// Nothing any more; all there was ended at this position.
    Over(usize),
}

impl<P: Pieces> Flow<P> {
    /// Of a chain that was opened, with its dealer, which has dealt what was delivered: all before `end`.
    pub(super) fn new(
        chain: P,
        dealer: P::Dealer,
        end: usize,
        seats: usize,
        limits: Limits,
        traced: Traced,
    ) -> Self {
        let Limits {
            window: asked,
            min_len,
            max_len,
        } = limits;
        let indices_each = chain.indices_each();
        let asked = asked.map(|items| items.saturating_mul(indices_each));
        let window = asked.unwrap_or_else(|| window_by(None, seats, indices_each));
        // The dealer is not told of it, or what is left might make a piece longer than the window has room
        // for.
        let min_len = min_len.min(asked.unwrap_or(MOST_IN_FLIGHT) / 2).max(1);
        let (sender, receiver) = unbounded();
        Flow {
            chain,
            dealing: Mutex::new(Dealing::new(dealer, end)),
            delivered: AtomicUsize::new(end),
            end: AtomicUsize::new(end),
            window: AtomicUsize::new(window),
            asked,
            min_len,
            max_len,
            seats,
            indices_each,
            yields: AtomicUsize::new(YIELD),
            dealing_cost: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            in_gaps: AtomicBool::new(false),
            left: AtomicUsize::new(0),
            sender,
            receiver,
            traced,
        }
    }
}

impl<P: Pieces> Flow<P> {
    pub(super) fn chain(&self) -> &P {
        &self.chain
    }

    pub(super) fn seats(&self) -> usize {
        self.seats
    }

    /// How many items there were the last time: something to go by where the source does not know.
    pub(super) fn expect(&self, items: usize) {
        self.dealing.lock().dealer.expect(items);
    }

    /// At most how many items are still to be dealt, or a guess.
    pub(super) fn left_to_deal(&self) -> usize {
        self.dealing.lock().left()
    }

    /// The next piece of about `want` items, for the owner of this or for a helper.
    pub(super) fn deal(&self, want: usize, for_owner: bool) -> Next<P::Claim> {
        if !for_owner && self.paused.load(Ordering::Relaxed) {
            return Next::Full;
        }
        let mut dealing = self.dealing.lock();
        let next = self.deal_of(&mut dealing, want, for_owner);
        let end = if dealing.over {
            usize::MAX
        } else {
            dealing.end
        };
        self.end.store(end, Ordering::Relaxed);
        next
    }

    fn deal_of(
        &self,
        dealing: &mut Dealing<P::Dealer>,
        want: usize,
        for_owner: bool,
    ) -> Next<P::Claim> {
        dealing.over |= self.stopped.load(Ordering::Relaxed);
        let window = self.window.load(Ordering::Relaxed);
        let want = want
            .min(self.most(window))
            .min(self.max_len)
            .max(self.min_len);
        if for_owner && dealing.has_gaps() {
            if let Some((place, claim)) = dealing.first_gap(want) {
                return Next::Piece(place, claim);
            }
        }
        if dealing.over {
            return Next::Over(dealing.end);
        }
        if dealing.lent {
            return Next::Full;
        }
        let in_flight = dealing.end - self.delivered();
        let room = window.saturating_sub(in_flight);
        if room < self.min_len && in_flight > 0 {
            return match dealing.last_gap(want) {
                Some((place, claim)) => Next::Piece(place, claim),
                None => Next::Full,
            };
        }
        let want = want.min(room).max(self.min_len);
        if !for_owner && self.in_gaps.load(Ordering::Relaxed) && want <= room / 2 {
            dealing.leave_gap(want, self.min_len);
        }
        let clock = P::Claim::MAKES.then(Clock::start);
        match dealing.next(want) {
            Some((place, claim)) => {
                if let Some(clock) = clock {
                    let cost = clock.nanos() / place.range().len().max(1) as f32;
                    dealing.cost += (cost - dealing.cost) / 4.0;
                    self.dealing_cost
                        .store(dealing.cost as usize, Ordering::Relaxed);
                }
                Next::Piece(place, claim)
            }
            None => {
                dealing.over = true;
                assert!(
                    !dealing.dealer.is_cut_short(),
                    "more than {} items, and no end among those",
                    usize::MAX
                );
                Next::Over(dealing.end)
            }
        }
    }

    /// The next piece for an owner that is alone, of items that are made as they are wanted, if the source
    /// has such and nothing is in flight. Helpers are dealt nothing until it is back, so it is no more than
    /// a batch; and no more than the window has room for, if they are to wait `in_batch`.
    pub(super) fn lend(&self, want: usize, in_batch: bool) -> Option<(Place, P::Claim)> {
        let most = match in_batch {
            true => self.window.load(Ordering::Relaxed),
            false => usize::MAX,
        };
        let want = want.min(self.batch()).min(most);
        let mut dealing = self.dealing.lock();
        dealing.over |= self.stopped.load(Ordering::Relaxed);
        if dealing.over || dealing.end > self.delivered() {
            return None;
        }
        let piece = dealing.dealer.lend(want.max(self.min_len));
        dealing.lent = piece.is_some();
        piece
    }

    /// What was lent is back: says of how many items it was, from `start` on.
    pub(super) fn take_back(&self, start: usize) -> usize {
        let mut dealing = self.dealing.lock();
        dealing.lent = false;
        dealing.end = dealing.dealer.dealt();
        self.end.store(dealing.end, Ordering::Relaxed);
        dealing.end - start
    }

    /// Of how many items there are as many results as a batch should have.
    pub(super) fn batch(&self) -> usize {
        let yields = self.yields.load(Ordering::Relaxed);
        tempo::batch_len(YIELD, yields)
    }

    /// About how many results so many items have, and a few more; no more than can be told.
    fn results_of(&self, items: usize) -> usize {
        let yields = self.yields.load(Ordering::Relaxed);
        let results = items.saturating_mul(yields) / YIELD;
        match P::SHAPE.exact {
            true => items,
            false => (results + results / 8).min(2 * BATCH),
        }
    }

    /// The most items to deal at a time.
    fn most(&self, window: usize) -> usize {
        if self.paused.load(Ordering::Relaxed) {
            // The owner's, as good as all.
            return (window / 2).max(1);
        }
        tempo::most_at_a_time(window, self.seats, self.batch())
    }

    /// Computes the results of a piece. If that panics, the batch ends there, and nothing behind what was
    /// passed over is dealt.
    pub(super) fn make(
        &self,
        place: &Place,
        claim: P::Claim,
        state: &mut P::State,
    ) -> Batch<P::Item> {
        let range = place.range();
        let mut items = Vec::new();
        // Whether or not there is so much memory is seen when the results are there.
        let _ = items.try_reserve_exact(self.results_of(range.len()));
        let done = catch_unwind(AssertUnwindSafe(|| {
            fill(&mut items, &self.chain, claim, state);
        }));
        let panic = done.err();
        if panic.is_some() {
            self.stop();
        }
        if const { !P::SHAPE.exact } {
            let yields = items.len().saturating_mul(YIELD) / range.len().max(1);
            self.yields.store(yields, Ordering::Relaxed);
        }
        Batch {
            start: range.start,
            len: range.len(),
            items,
            panic,
        }
    }

    /// How many items' results were delivered: all before this position, if they are delivered in order.
    pub(super) fn delivered(&self) -> usize {
        self.delivered.load(Ordering::Relaxed)
    }

    /// The results of `n` more items were delivered, and make room for others.
    pub(super) fn deliver(&self, n: usize) {
        self.delivered.fetch_add(n, Ordering::Relaxed);
    }

    /// Whether results that cost so many nanoseconds an item may cost more to hand over.
    pub(super) fn is_light(&self, cost: f32) -> bool {
        let results = self.yields.load(Ordering::Relaxed) as f32 / YIELD as f32;
        tempo::is_light(cost, results)
    }

    /// Whether helpers are to leave gaps for the owner, who does those without putting their results into
    /// batches.
    pub(super) fn leave_gaps(&self, yes: bool) {
        self.in_gaps.store(yes, Ordering::Relaxed);
    }

    /// Whether the owner does all for a while.
    pub(super) fn pause(&self, yes: bool) {
        self.paused.store(yes, Ordering::Relaxed);
    }

    /// Takes notice of what an item costs, in nanoseconds.
    pub(super) fn adapt(&self, cost: f32) {
        if self.asked.is_none() {
            // Nothing comes faster than the source deals it, one piece at a time.
            let dealing = self.dealing_cost.load(Ordering::Relaxed) as f32;
            let cost = (cost / self.seats as f32).max(dealing);
            let window = window_by(Some(cost), self.seats, self.indices_each);
            self.window.store(window, Ordering::Relaxed);
        }
    }

    /// How many helpers are to be called again, since they left for want of work and there is plenty again.
    pub(super) fn helpers_to_call(&self) -> usize {
        let stay_away = self.paused.load(Ordering::Relaxed) || self.stopped.load(Ordering::Relaxed);
        if self.left.load(Ordering::Relaxed) == 0 || stay_away {
            return 0;
        }
        // The owner does not queue behind all who are being dealt to, for this. What it sees may be a moment old: then fewer
        // items seem to be in flight than are, and helpers are called a little early, never too late.
        let end = self.end.load(Ordering::Relaxed);
        let in_flight = end.saturating_sub(self.delivered());
        if in_flight.saturating_mul(2) <= self.window.load(Ordering::Relaxed) {
            self.left.swap(0, Ordering::Relaxed)
        } else {
            0
        }
    }

    /// Whether somebody is being dealt to: the source may be asked for an item.
    pub(super) fn is_dealing(&self) -> bool {
        self.dealing.try_lock().is_none()
    }

    /// Deals nothing any more.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Drops what was never dealt, and what was never delivered. No helper is there any more.
impl<P: Pieces> Drop for Flow<P> {
    fn drop(&mut self) {
        let mut panics = FirstPanic::default();
        for batch in self.receiver.try_iter() {
            panics.of(|| drop(batch));
        }
        for dealer in self.dealing.get_mut().dealers() {
            forgo_all(dealer, |claim| self.chain.forgo(claim), &mut panics);
        }
        panics.go_on();
    }
}

impl<P> Help for Flow<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    fn help(&self) {
        let _inside = self.traced.enter();
        let mut part = self.traced.part();
        let mut state = self.chain.state();
        let mut pace = Pace::new(None, 1);
        let mut spin = Spin::start();
        loop {
            part.wait();
            let next = self.deal(pace.want(), false);
            match next {
                Next::Piece(place, claim) => {
                    part.was_dealt(P::Claim::MAKES, f32::INFINITY);
                    part.begin();
                    let n = place.range().len();
                    let began = Clock::start();
                    let batch = self.make(&place, claim, &mut state);
                    pace.end(n, began.nanos());
                    part.add(n);
                    part.end();
                    if self.sender.send(batch).is_err() {
                        return;
                    }
                    stir_owner();
                    spin = Spin::start();
                }
                Next::Full if spin.once() => part.waited(For::Window),
                Next::Full => {
                    self.left.fetch_add(1, Ordering::Relaxed);
                    return;
                }
                Next::Over(_) => return,
            }
        }
    }
}
