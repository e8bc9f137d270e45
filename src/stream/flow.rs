//! What the threads of a stream share: what is still to be dealt, and the batches of results on their way.

#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use std::mem::take;
use std::num::NonZero;
use std::ops::ControlFlow::{Break, Continue};
use std::ops::DerefMut;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Seats;
use super::batch::{Batch, fill};
use super::dealing::Dealing;
use crate::drive::{Claim, Clock, Deal, Options, Place, Schedule, forgo_all};
use crate::panic::FirstPanic;
use crate::pool::{Help, Spin, stir_owner};
use crate::source::Pieces;
use crate::sync::channel::{Receiver, Sender, unbounded};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Condvar, Mutex, Ordering};
use crate::tempo::{self, BATCH, Costs, Grain, MOST_IN_FLIGHT, Pace};
use crate::trace::{For, Traced};

/// What the source of a chain lends to who takes its items one by one.
pub(super) type LoanOf<P> = <<P as Pieces>::Dealer as Deal>::Loan;

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
    spare: bool,
    one_each: bool,
    /// The most items to deal at a time, by what is known of them.
    grain: Grain,
    /// How many times heavy items came side by side behind light ones, as a helper saw it.
    surprises: AtomicUsize,
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
    /// How many helpers there are, and may be.
    helpers: AtomicUsize,
    most_helpers: AtomicUsize,
    /// How many of them are being dealt to: the source may be asked for an item.
    asking: AtomicUsize,
    /// Where helpers wait until results are taken of which more follow.
    held: Mutex<()>,
    taken: Condvar,
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
        Seats {
            at_work: seats,
            spare,
            one_each,
        }: Seats,
        (costs, waiting): (Costs, bool),
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
            spare,
            one_each,
            grain: Grain::of(seats, if waiting { costs } else { Costs::Even }, waiting),
            surprises: AtomicUsize::new(0),
            indices_each,
            yields: AtomicUsize::new(YIELD),
            dealing_cost: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            in_gaps: AtomicBool::new(false),
            left: AtomicUsize::new(0),
            helpers: AtomicUsize::new(0),
            most_helpers: AtomicUsize::new(seats - 1),
            asking: AtomicUsize::new(0),
            held: Mutex::new(()),
            taken: Condvar::new(),
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

    /// Whether there may be as many helpers as threads that work at once.
    pub(super) fn has_spare_seat(&self) -> bool {
        self.spare
    }

    /// Whether the owner may be alone: not where each item is to have a thread, or the caller says how many to deal
    /// at a time, and wants them dealt.
    pub(super) fn may_be_alone(&self) -> bool {
        !self.one_each && self.max_len == usize::MAX
    }

    pub(super) fn seats(&self) -> usize {
        self.seats
    }

    /// How many items there were the last time: something to go by where the source does not know.
    pub(super) fn expect(&self, items: usize) {
        self.dealing.lock().dealer.expect(items);
    }

    pub(super) fn grain(&self) -> Grain {
        self.grain
    }

    /// How many times heavy items came side by side behind light ones, as a helper saw it.
    pub(super) fn surprises(&self) -> u32 {
        self.surprises.load(Ordering::Relaxed) as u32
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
        self.deal_locked(self.dealing.lock(), want, for_owner)
    }

    /// The same for the owner, but nothing while another asks for items, or has some: what comes of those is to
    /// be delivered when it is there, however long the source is silent.
    pub(super) fn deal_if_free(&self, want: usize) -> Next<P::Claim> {
        match self.dealing.try_lock() {
            Some(dealing)
                if dealing.over
                    || dealing.end <= self.delivered()
                    || dealing.has_gap_at(self.delivered()) =>
            {
                self.deal_locked(dealing, want, true)
            }
            _ => Next::Full,
        }
    }

    /// Whether all that was dealt is delivered, as it was a moment ago.
    pub(super) fn is_all_delivered(&self) -> bool {
        self.end.load(Ordering::Relaxed) <= self.delivered()
    }

    /// Whether all is dealt.
    pub(super) fn is_over(&self) -> bool {
        self.end.load(Ordering::Relaxed) == usize::MAX
    }

    /// Whether what is to be delivered next was left to the owner.
    pub(super) fn has_gap_next(&self) -> bool {
        !P::Claim::MAKES && self.dealing.lock().has_gap_at(self.delivered())
    }

    /// Whether the owner may leave it to the helpers that are there to make what comes next: there are as many
    /// as there are to be threads; or none has anything yet, so that one of them does that.
    pub(super) fn has_helpers(&self) -> bool {
        let helpers = self.helpers.load(Ordering::Relaxed);
        helpers >= self.seats || helpers > 0 && self.is_all_delivered()
    }

    /// The same for a helper, which is seen to be asking meanwhile.
    fn deal_to_helper(&self, want: usize) -> Next<P::Claim> {
        // Whoever stops this sees that it is asking, or it sees that this was stopped.
        self.asking.fetch_add(1, Ordering::SeqCst);
        let next = match self.stopped.load(Ordering::SeqCst) {
            true => Next::Over(usize::MAX),
            false => self.deal(want, false),
        };
        self.asking.fetch_sub(1, Ordering::SeqCst);
        next
    }

    /// How many helpers are asking for items that have to be made, or wait for their turn to: how long that
    /// takes, nobody knows.
    pub(super) fn asking(&self) -> usize {
        match P::Claim::MAKES {
            true => self.asking.load(Ordering::SeqCst),
            false => 0,
        }
    }

    fn deal_locked(
        &self,
        mut dealing: impl DerefMut<Target = Dealing<P::Dealer>>,
        want: usize,
        for_owner: bool,
    ) -> Next<P::Claim> {
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
        let mut dealing = self.dealing_if_free()?;
        let piece = dealing.dealer.lend(want.max(self.min_len));
        dealing.lent = piece.is_some();
        piece
    }

    /// The same items to be taken one by one, and where they begin.
    pub(super) fn lend_one_by_one(&self, want: usize) -> Option<(usize, LoanOf<P>)> {
        let mut dealing = self.dealing_if_free()?;
        let lent = dealing.dealer.lend_one_by_one(want.min(self.batch()));
        dealing.lent = lent.is_some();
        lent
    }

    /// The dealing, if nothing is in flight, nor is anybody asking for items: the source may be silent.
    fn dealing_if_free(&self) -> Option<impl DerefMut<Target = Dealing<P::Dealer>>> {
        let mut dealing = self.dealing.try_lock()?;
        dealing.over |= self.stopped.load(Ordering::Relaxed);
        (!dealing.over && dealing.end <= self.delivered()).then_some(dealing)
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
            nanos: 0.0,
            panic,
            more: None,
        }
    }

    /// The same on a helper's thread, where items may yield any number of results: so many at a time as a window
    /// has room for. The helper waits until the owner has taken those before it makes the next ones.
    fn make_by_parts(
        &self,
        place: &Place,
        claim: P::Claim,
        state: &mut P::State,
    ) -> Batch<P::Item> {
        let range = place.range();
        let most = self
            .asked
            .unwrap_or(MOST_IN_FLIGHT)
            .clamp(1, MOST_IN_FLIGHT);
        let (mut items, mut made) = (Vec::new(), 0_usize);
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut piece = self.chain.piece(claim, state);
            loop {
                let full = piece.try_for_each(|item| {
                    items.push(item);
                    if items.len() < most {
                        Continue(())
                    } else {
                        Break(())
                    }
                });
                made += items.len();
                if full.is_continue() || !self.hand_over(range.start, take(&mut items)) {
                    break;
                }
            }
        }));
        let panic = done.err();
        if panic.is_some() {
            self.stop();
        }
        let yields = made.saturating_mul(YIELD) / range.len().max(1);
        self.yields.store(yields, Ordering::Relaxed);
        Batch {
            start: range.start,
            len: range.len(),
            items,
            nanos: 0.0,
            panic,
            more: None,
        }
    }

    /// Sends results of which more follow, waits until they are taken, and says whether more are wanted.
    fn hand_over(&self, start: usize, items: Vec<P::Item>) -> bool {
        let taken = Arc::new(AtomicBool::new(false));
        let batch = Batch {
            start,
            len: 0,
            items,
            nanos: 0.0,
            panic: None,
            more: Some(Arc::clone(&taken)),
        };
        if self.sender.send(batch).is_err() {
            return false;
        }
        stir_owner();
        let mut held = self.held.lock();
        while !taken.load(Ordering::Relaxed) && !self.stopped.load(Ordering::SeqCst) {
            self.taken.wait(&mut held);
        }
        !self.stopped.load(Ordering::SeqCst)
    }

    /// The results of a batch are taken: whoever waits for that, since more follow, goes on.
    pub(super) fn take(&self, batch: &mut Batch<P::Item>) {
        if let Some(taken) = batch.more.take() {
            let _held = self.held.lock();
            taken.store(true, Ordering::Relaxed);
            self.taken.notify_all();
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
        tempo::is_light(cost, results, P::Claim::MAKES)
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
            // Those who had not come yet when one left were called in vain, too.
            self.left.store(0, Ordering::Relaxed);
            let most = self.most_helpers.load(Ordering::Relaxed);
            most.saturating_sub(self.helpers.load(Ordering::Relaxed))
        } else {
            0
        }
    }

    /// How many helpers there are less than threads.
    pub(super) fn missing_helpers(&self) -> usize {
        let helpers = self.helpers.load(Ordering::Relaxed);
        self.seats.saturating_sub(helpers)
    }

    /// How many helpers there may be: as many as there are to be threads, or one less where the owner is at
    /// work, too.
    pub(super) fn limit_helpers(&self, most: usize) {
        self.most_helpers.store(most, Ordering::Relaxed);
    }

    /// Whether there is a helper too many; then the one that asks is not counted any more.
    fn is_one_too_many(&self) -> bool {
        let most = self.most_helpers.load(Ordering::Relaxed);
        let one_less = |n: usize| (n > most).then(|| n - 1);
        let helpers = &self.helpers;
        helpers
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
            .is_ok()
    }

    /// Deals nothing any more.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        if const { P::SHAPE.many } {
            // Whoever is about to wait there sees it first, or is told.
            let _held = self.held.lock();
            self.taken.notify_all();
        }
    }
}

/// A helper counts as long as this lives.
struct Present<'f> {
    helpers: &'f AtomicUsize,
}

impl<'f> Present<'f> {
    fn of(helpers: &'f AtomicUsize) -> Self {
        helpers.fetch_add(1, Ordering::Relaxed);
        Present { helpers }
    }
}

impl Drop for Present<'_> {
    fn drop(&mut self) {
        self.helpers.fetch_sub(1, Ordering::Relaxed);
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
        let (mut pace, grain) = (Pace::new(None, 1), self.grain);
        let mut spin = Spin::start();
        let present = Present::of(&self.helpers);
        loop {
            if self.is_one_too_many() {
                std::mem::forget(present);
                return;
            }
            part.wait();
            let most = grain.most(pace.lately(), pace.steady());
            match self.deal_to_helper(pace.want().min(most)) {
                Next::Piece(place, claim) => {
                    part.was_dealt(P::Claim::MAKES, f32::INFINITY);
                    part.begin();
                    let n = place.range().len();
                    let began = Clock::start();
                    let mut batch = match const { P::SHAPE.many } {
                        true => self.make_by_parts(&place, claim, &mut state),
                        false => self.make(&place, claim, &mut state),
                    };
                    batch.nanos = began.nanos();
                    pace.end(n, batch.nanos);
                    self.surprises
                        .fetch_max(pace.surprises() as usize, Ordering::Relaxed);
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
