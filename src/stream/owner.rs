//! The owner's side of a stream: it computes what is needed next, unless a helper has it already.

use std::collections::BTreeMap;
use std::ops::ControlFlow::{self, Continue};
use std::panic::resume_unwind;

use super::flow::{BATCH, Batch, Flow, Next};
use crate::drive::{Deal, Loop, Pace};
use crate::pool::{Calls, Help, price_of_help, team};
use crate::source::Pieces;

/// The thread that results are delivered on.
pub(super) struct Owner<P: Pieces> {
    state: P::State,
    pace: Pace,
    /// Batches that wait for those before them.
    early: BTreeMap<usize, Batch<P::Item>>,
    /// The loop, unless its items wait for something, so that their cost says nothing.
    known: Option<Loop>,
    sharing: Sharing,
}

/// Whether helpers were called.
enum Sharing {
    /// Not yet.
    No,
    Yes,
    /// There are none to call.
    Never,
}

impl<P> Owner<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    /// `items` is at most how many there are.
    pub(super) fn new(flow: &Flow<P>, items: usize) -> Self {
        // Distinct for each type of chain: the loop's name.
        let this = <Flow<P> as Help>::help as fn(&Flow<P>) as usize;
        let known = (!team().items_wait(items)).then(|| Loop::of(this, items));
        if let Some(known) = known.filter(|known| known.is_known()) {
            flow.expect(known.items());
        }
        Owner {
            state: flow.chain().state(),
            pace: Pace::new(None, 1),
            early: BTreeMap::new(),
            known,
            sharing: match flow.seats() {
                1 => Sharing::Never,
                _ => Sharing::No,
            },
        }
    }

    /// Sends all results to `sink`, in order, until that is enough.
    pub(super) fn run<E>(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        mut sink: impl FnMut(P::Item) -> ControlFlow<E>,
    ) -> ControlFlow<E> {
        loop {
            self.share(flow, calls);
            let next = flow.delivered();
            if let Some(mut batch) = self.take_early(flow, next) {
                std::mem::take(&mut batch.items)
                    .into_iter()
                    .try_for_each(&mut sink)?;
                if let Some(panic) = batch.panic.take() {
                    resume_unwind(panic);
                }
                flow.deliver(batch.len);
                continue;
            }
            match flow.deal(self.pace.want(), true) {
                Next::Piece(place, claim) => {
                    let range = place.range();
                    self.pace.begin();
                    if range.start == next {
                        // Nothing is before these: they need not wait in a batch.
                        let stay = calls.stay();
                        let (end, same) = straight(flow.chain(), claim, &mut self.state, sink);
                        end?;
                        sink = same;
                        drop(stay);
                        flow.deliver(range.len());
                    } else {
                        let _stay = calls.stay();
                        let batch = flow.make(place, claim, &mut self.state);
                        self.early.insert(batch.start, batch);
                    }
                    self.pace.end(range.len(), 0.0);
                }
                Next::Over(end) if end == next => return Continue(()),
                Next::Full | Next::Over(_) => calls.wait_until(|| !flow.receiver.is_empty()),
            }
        }
    }

    /// The next batch: in order, or else as they finish. Nothing after the last one.
    pub(super) fn next_batch(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        in_order: bool,
    ) -> Option<Batch<P::Item>> {
        loop {
            self.share(flow, calls);
            let next = flow.delivered();
            let ready = match in_order {
                true => self.take_early(flow, next),
                false => flow.receiver.try_recv().ok(),
            };
            if ready.is_some() {
                return ready;
            }
            match flow.deal(self.pace.want().min(BATCH), true) {
                Next::Piece(place, claim) => {
                    let n = place.range().len();
                    self.pace.begin();
                    let stay = calls.stay();
                    let batch = flow.make(place, claim, &mut self.state);
                    drop(stay);
                    self.pace.end(n, 0.0);
                    if batch.start == next || !in_order {
                        return Some(batch);
                    }
                    self.early.insert(batch.start, batch);
                }
                Next::Over(end) if end == next => return None,
                Next::Full | Next::Over(_) => calls.wait_until(|| !flow.receiver.is_empty()),
            }
        }
    }

    /// The batch that starts at `next`, if it is there.
    fn take_early(&mut self, flow: &Flow<P>, next: usize) -> Option<Batch<P::Item>> {
        let come = flow.receiver.try_iter().map(|batch| (batch.start, batch));
        self.early.extend(come);
        self.early.remove(&next)
    }

    /// Calls helpers when that pays.
    fn share(&mut self, flow: &Flow<P>, calls: &Calls) {
        let cost = self.pace.cost();
        if let Some(cost) = cost {
            flow.adapt(cost);
        }
        let helpers = match self.sharing {
            Sharing::Never => return,
            Sharing::Yes => flow.helpers_to_call(),
            Sharing::No if self.is_worth_sharing(flow, cost) => flow.seats() - 1,
            Sharing::No => 0,
        };
        if helpers > 0 {
            self.sharing = Sharing::Yes;
            calls.call(helpers);
        }
    }

    /// Whether what is left is worth calling helpers for the first time, if an item has cost so much today.
    fn is_worth_sharing(&self, flow: &Flow<P>, today: Option<f32>) -> bool {
        let worth = 2.0 * price_of_help() as f32;
        let usual = self.known.filter(|known| known.is_known());
        let cost = match (today, usual.and_then(Loop::cost)) {
            // It may be two items of a second each.
            (_, None) => return true,
            // Today there may be fewer items.
            (None, Some(_)) if P::Dealer::MAKES => return false,
            (None, Some(usual)) => usual,
            (Some(today), Some(_)) => {
                let (_, nanos) = self.pace.done();
                if nanos < worth / 8.0 {
                    return false;
                }
                today
            }
        };
        cost >= flow.dear() && cost * flow.left_to_deal() as f32 > worth
    }

    /// Nothing follows, or nothing is wanted: remembers what an item cost, and how many there were.
    pub(super) fn learn(&self, flow: &Flow<P>) {
        if let (Some(known), Some(cost)) = (self.known, self.pace.cost()) {
            known.learn_alone(cost, true);
            known.learn_items(flow.delivered());
        }
    }
}

/// Sends the results of a piece straight to `sink`.
///
/// A function of its own, and one that has `sink` to itself meanwhile, so that the compiler knows that nothing `sink`
/// writes to is a part of the chain or of `sink`: then the loop can keep in registers what they use.
#[inline(never)]
fn straight<P: Pieces, E, S: FnMut(P::Item) -> ControlFlow<E>>(
    chain: &P,
    claim: P::Claim,
    state: &mut P::State,
    mut sink: S,
) -> (ControlFlow<E>, S) {
    let end = chain.piece(claim, state).try_for_each(&mut sink);
    (end, sink)
}
