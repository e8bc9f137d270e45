//! The owner's side of a stream: it computes what is needed next, unless a helper has it already.

use std::ops::ControlFlow::{self, Continue};
use std::panic::resume_unwind;

use super::batch::Batch;
use super::flow::{Flow, Next};
use crate::drive::{Claim, Clock, Loop, Place, Span};
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::drop_first;
use crate::pool::{Calls, Help, team};
use crate::source::Pieces;
use crate::tempo::{Beginning, CHEAP, OneByOne, Pace, Sharing};
use crate::trace::{For, Part};
use crate::waiting::Waiting;

/// The thread that results are delivered on.
pub(super) struct Owner<P: Pieces> {
    pub(super) state: P::State,
    pace: Pace,
    /// Since when it is at its piece.
    began: Clock,
    one_by_one: OneByOne,
    /// Since when what was made last is being taken, if that is to be known.
    taking: Option<Clock>,
    /// Batches that wait for those before them.
    early: Waiting<Batch<P::Item>>,
    /// The loop, unless its items wait for something, so that their cost says nothing.
    known: Option<Loop>,
    beginning: Beginning,
    sharing: Sharing,
    /// Since when the stream goes on in the way that it does.
    stretch: Clock,
    part: Part,
}

impl<P> Owner<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    /// `known` is the loop, unless its items wait for something.
    pub(super) fn new(flow: &Flow<P>, known: Option<Loop>, state: P::State) -> Self {
        if let Some(met) = known.filter(|known| known.is_known()) {
            flow.expect(met.items());
        }
        Owner {
            state,
            pace: Pace::new(None, 1),
            began: Clock::start(),
            one_by_one: OneByOne::default(),
            taking: None,
            early: Waiting::new(),
            known,
            // If its items wait for something, it may be two items of a second each.
            beginning: known.map_or(Beginning::Shared, |known| {
                known.beginning(flow.left_to_deal(), !P::Claim::MAKES)
            }),
            sharing: Sharing::new(flow.seats(), flow.delivered()),
            stretch: Clock::start(),
            part: flow.traced.part(),
        }
    }

    /// Sends all results to `sink`, in order, until that is enough.
    pub(super) fn run<E>(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        mut sink: impl FnMut(P::Item) -> ControlFlow<E>,
    ) -> ControlFlow<E> {
        while let Some(due) = self.next_due(flow, calls, true, None) {
            match due {
                Due::Batch(mut batch) => {
                    let mut items = std::mem::take(&mut batch.items).into_iter();
                    let end = items.try_for_each(&mut sink);
                    if end.is_break() {
                        return drop_first((items, batch, sink), end);
                    }
                    if let Some(panic) = batch.panic.take() {
                        resume_unwind(panic);
                    }
                    flow.deliver(batch.len);
                }
                // Nothing is before these: they need not wait in a batch.
                Due::Piece(place, claim, lent) => {
                    let stay = calls.stay();
                    let (end, same) = straight(flow.chain(), claim, &mut self.state, sink);
                    if end.is_break() {
                        return drop_first((same, stay), end);
                    }
                    sink = same;
                    drop(stay);
                    let n = self.end_piece(flow, &place, lent);
                    flow.deliver(n);
                }
            }
        }
        Continue(())
    }

    /// The next batch, or the right to make the items of a part one by one: in order, or else as they finish. Nothing
    /// after the last ones.
    pub(super) fn next_batch(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        in_order: bool,
    ) -> Option<Result<Batch<P::Item>, Span>> {
        // What was made as it was taken.
        self.part.end();
        if let Some(taking) = self.taking.take() {
            let nanos = taking.nanos();
            if let Some(items) = self.one_by_one.end(nanos) {
                self.pace.end(items, nanos);
            }
        }
        // In a scope, they might be taken when that is gone.
        let may = P::SHAPE.one_by_one && !calls.are_in_scope();
        let one_by_one = may && self.one_by_one.is_next();
        let most = if one_by_one { usize::MAX } else { flow.batch() };
        let (place, claim, lent) = match self.next_due(flow, calls, in_order, Some(most))? {
            Due::Batch(batch) => return Some(Ok(batch)),
            Due::Piece(place, claim, lent) => (place, claim, lent),
        };
        if may {
            let measured = self.one_by_one.begin(place.range().len(), one_by_one);
            self.taking = measured.then(Clock::start);
        }
        if one_by_one {
            let span = claim.into_span();
            self.part.add(place.range().len());
            return Some(Err(span.expect("made one by one, by index")));
        }
        Some(Ok(self.make(flow, calls, place, claim, lent)))
    }

    /// What is due next: in order, or else whatever there is; nothing after the last. Of pieces that are to be put into
    /// batches, `in_batches` says how many items those have at most.
    fn next_due(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        in_order: bool,
        in_batches: Option<usize>,
    ) -> Option<Due<P>> {
        let most = in_batches.unwrap_or(usize::MAX);
        loop {
            self.share(flow, calls);
            let next = flow.delivered();
            let ready = match in_order {
                true => self.take_early(flow, next),
                false => flow.receiver.try_recv().ok(),
            };
            if let Some(batch) = ready {
                return Some(Due::Batch(batch));
            }
            if let Some((place, claim)) = self.borrow(flow, in_batches.is_some()) {
                return Some(Due::Piece(place, claim, true));
            }
            self.part.wait();
            let next_piece = flow.deal(self.pace.want().min(most), true);
            match next_piece {
                Next::Piece(place, claim) => {
                    self.part.was_dealt(P::Claim::MAKES, f32::INFINITY);
                    self.began = Clock::start();
                    self.part.begin();
                    if place.range().start == next || !in_order {
                        return Some(Due::Piece(place, claim, false));
                    }
                    let batch = self.make(flow, calls, place, claim, false);
                    self.early.add(batch.start, batch);
                }
                Next::Over(end) if end == next => return None,
                Next::Full | Next::Over(_) => {
                    calls.wait_until(|| !flow.receiver.is_empty());
                    self.part.waited(For::Helpers);
                }
            }
        }
    }

    /// Makes the results of a piece.
    fn make(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        place: Place,
        claim: P::Claim,
        lent: bool,
    ) -> Batch<P::Item> {
        let stay = calls.stay();
        let mut batch = flow.make(&place, claim, &mut self.state);
        drop(stay);
        batch.len = self.end_piece(flow, &place, lent);
        batch
    }

    /// A piece is done. Says how many items it had: where it was lent, that is known only now.
    fn end_piece(&mut self, flow: &Flow<P>, place: &Place, lent: bool) -> usize {
        let n = match lent {
            true => flow.take_back(place.range().start),
            false => place.range().len(),
        };
        self.pace.end(n, self.began.nanos());
        self.part.add(n);
        self.part.end();
        n
    }

    /// The next piece, on loan, while nobody helps. Its items are made while it is gone through.
    fn borrow(&mut self, flow: &Flow<P>, in_batch: bool) -> Option<(Place, P::Claim)> {
        if !P::Claim::LENDS || !self.sharing.is_alone() {
            return None;
        }
        self.began = Clock::start();
        self.part.begin();
        flow.lend(self.pace.want(), in_batch)
    }

    /// The batch that starts at `next`, if it is there.
    fn take_early(&mut self, flow: &Flow<P>, next: usize) -> Option<Batch<P::Item>> {
        flow.receiver
            .try_iter()
            .for_each(|batch| self.early.add(batch.start, batch));
        self.early.take(next)
    }

    /// Calls helpers when that pays.
    fn share(&mut self, flow: &Flow<P>, calls: &Calls) {
        let lately = self.pace.lately();
        let light = self.known.is_some() && lately.is_some_and(|cost| flow.is_light(cost));
        let nanos = match self.sharing.has_begun() {
            true => self.stretch.nanos(),
            false => 0.0,
        };
        if self.sharing.proceed(nanos, flow.delivered(), light) {
            self.stretch = Clock::start();
        }
        if let Some(cost) = lately {
            flow.adapt(cost);
            flow.leave_gaps(cost < CHEAP);
        }
        let first = self.sharing.is_possible()
            && !self.sharing.has_begun()
            && self.is_worth_sharing(flow, lately);
        if first {
            self.sharing.begin(self.stretch.nanos(), flow.delivered());
            self.stretch = Clock::start();
        }
        flow.pause(self.sharing.is_alone());
        let helpers = match first {
            true => flow.seats() - 1,
            false => flow.helpers_to_call(),
        };
        if helpers > 0 {
            flow.traced.shared();
            calls.call(helpers);
        }
    }

    /// Whether what is left is worth calling helpers for the first time, if an item has cost so much lately.
    fn is_worth_sharing(&self, flow: &Flow<P>, lately: Option<f32>) -> bool {
        match (self.beginning, lately) {
            (Beginning::Shared, _) => true,
            (Beginning::Alone { .. }, None) => false,
            (Beginning::Alone { patience, worth }, Some(cost)) => {
                let (_, nanos) = self.pace.done();
                nanos > patience && cost * flow.left_to_deal() as f32 > worth
            }
        }
    }

    /// Nothing follows, or nothing is wanted: remembers what an item cost, and how many there were.
    pub(super) fn learn(&mut self, flow: &Flow<P>) {
        let costs = (self.pace.cost(), self.pace.lately());
        let (Some(known), (Some(cost), Some(lately))) = (self.known, costs) else {
            return;
        };
        let delivered = flow.delivered();
        // Where some were dear and others light, what it took alone and together says nothing.
        if flow.is_light(cost.max(lately)) {
            let (alone, together) = self.sharing.outcome(self.stretch.nanos(), delivered);
            // A short one was too short to say how fast it is with helpers, but had none.
            let alone = alone.or((!self.sharing.has_begun()).then_some(cost));
            known.learn(|known| known.learn_stream(cost, alone, together));
        } else {
            known.learn_alone(cost);
        }
        known.learn_items(delivered);
    }
}

/// What the owner delivers next.
enum Due<P: Pieces> {
    Batch(Batch<P::Item>),
    /// What nobody has begun; is it lent?
    Piece(Place, P::Claim, bool),
}

/// The loop that makes the results of a chain of at most so many items; nothing if its items wait for
/// something.
pub(super) fn known_loop<P>(items: usize) -> Option<Loop>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    // Distinct for each type of chain: the loop's name.
    let name = <Flow<P> as Help>::help as fn(&Flow<P>) as usize;
    (!team().items_wait(items)).then(|| Loop::of(name, items))
}

multiversion! {
    if size_of::<ControlFlow<E>>() == 0 && side_by_side::<P::Item>();
    /// Sends the results of a piece straight to `sink`.
    ///
    /// A function of its own, and one that has `sink` to itself meanwhile, so that the compiler knows that
    /// nothing `sink` writes to is a part of the chain or of `sink`: then the loop can keep in registers
    /// what they use.
    pub(super) fn straight<P: Pieces, E, S: FnMut(P::Item) -> ControlFlow<E>>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        sink: S,
    ) -> (ControlFlow<E>, S) {
        let mut sink = sink;
        let mut items = chain.piece(claim, state);
        let end = match P::Claim::LENDS {
            true => send(items, &mut sink),
            false => {
                let end = items.try_for_each(&mut sink);
                drop_first(items, end)
            }
        };
        (end, sink)
    }
}

multiversion! {
    if side_by_side::<P::Item>();
    /// Folds the items of a piece: a function of its own, as `straight` is.
    pub(super) fn fold_straight<P: Pieces, A, F: FnMut(A, P::Item) -> A>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        init: A,
        f: F,
    ) -> (A, F) {
        let mut f = f;
        let folded = chain.piece(claim, state).fold(init, &mut f);
        (folded, f)
    }
}

/// Sends items that an iterator makes to `sink`, until that is enough. One that never has enough leaves the
/// loop to the iterator: that is up to twice as fast as asking for one item after another.
#[inline(always)]
fn send<T, E>(
    mut items: impl Iterator<Item = T>,
    sink: &mut impl FnMut(T) -> ControlFlow<E>,
) -> ControlFlow<E> {
    if size_of::<ControlFlow<E>>() > 0 {
        let end = items.try_for_each(sink);
        return drop_first(items, end);
    }
    items.for_each(|item| _ = sink(item));
    Continue(())
}
