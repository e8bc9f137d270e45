//! What the threads of a stream share: what is still to be dealt, and the batches of results on their way.

mod deal;
mod help;
mod make;
#[cfg(all(test, loom))]
mod model;
mod portions;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use super::Seats;
use super::batch::Batch;
use super::dealing::Dealing;
use super::limits::Limits;
use crate::drive::{Ahead as _, Claim, Deal, Place, Schedule, forgo_all};
use crate::panic::FirstPanic;
use crate::source::Pieces;
use crate::sync::channel::{Receiver, Sender, unbounded};
use crate::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, Ordering};
use crate::tempo::{self, Costs, Grain, MOST_IN_FLIGHT, Portions};
use crate::trace::Traced;
pub(super) use portions::InPortions;

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
    /// What helpers do that wait for their turn to be dealt to.
    ahead: <P::Dealer as Deal>::Ahead,
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
    /// Items may wait.
    waiting: bool,
    /// The most items to deal at a time, by what is known of them, and to do between two looks.
    grain: Grain,
    portions: Portions,
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
    /// Nothing is wanted any more, not even what comes before an end.
    dropped: AtomicBool,
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
            ahead: dealer.ahead(),
            dealing: Mutex::new(Dealing::new(dealer, end, min_len)),
            delivered: AtomicUsize::new(end),
            end: AtomicUsize::new(end),
            window: AtomicUsize::new(window),
            asked,
            min_len,
            max_len,
            seats,
            spare,
            one_each,
            waiting,
            portions: Portions::of(costs, waiting),
            grain: Grain::of(seats, if waiting { costs } else { Costs::Even }, waiting),
            surprises: AtomicUsize::new(0),
            indices_each,
            yields: AtomicUsize::new(YIELD),
            dealing_cost: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            dropped: AtomicBool::new(false),
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

    /// Whether the owner may be alone: not where each item is to have a thread, or the caller says how many
    /// to deal at a time, and wants them dealt.
    pub(super) fn may_be_alone(&self) -> bool {
        !self.one_each && self.max_len == usize::MAX
    }

    pub(super) fn seats(&self) -> usize {
        self.seats
    }

    /// Helpers come.
    pub(super) fn share(&self) {
        self.traced.shared();
        self.ahead.share(self.seats);
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

    /// Nobody takes anything any more.
    pub(super) fn drop_all(&self) {
        self.dropped.store(true, Ordering::SeqCst);
        self.stop();
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

/// Drops what was never dealt, and what was never delivered. No helper is there any more.
impl<P: Pieces> Drop for Flow<P> {
    fn drop(&mut self) {
        let mut panics = FirstPanic::default();
        for batch in self.receiver.try_iter() {
            panics.of(|| drop(batch));
        }
        let dealing = self.dealing.get_mut();
        for claim in dealing.take_gaps() {
            panics.of(|| self.chain.forgo(claim));
        }
        let dealer = &mut dealing.dealer;
        forgo_all(dealer, |claim| self.chain.forgo(claim), &mut panics);
        panics.go_on();
    }
}
