//! The owner's side of a stream: it computes what is needed next, unless a helper has it already.

mod costs;
mod loans;
mod sharing;

use std::ops::ControlFlow::{self, Continue};
use std::panic::resume_unwind;

use super::batch::Batch;
use super::flow::{Flow, InPortions, LoanOf, Next};
use super::straight::straight;
use crate::drive::{Ahead as _, Claim, Clock, Deal, Loop, Place, Span, Waits};
use crate::panic::drop_first;
use crate::pool::{Calls, has_spare_worker};
use crate::source::Pieces;
use crate::tempo::{Beginning, OneByOne, Pace, Sharing, sure_at_first};
use crate::trace::{For, Part};
use crate::waiting::Waiting;
pub(super) use costs::loop_of;

/// The thread that results are delivered on.
pub(super) struct Owner<P: Pieces> {
    pub(super) state: P::State,
    pace: Pace,
    /// Since when it is at its piece.
    began: Clock,
    waits: Waits,
    one_by_one: OneByOne,
    /// Since when what was made last is being taken, if that is to be known.
    taking: Option<Clock>,
    /// Batches that wait for those before them.
    early: Waiting<Batch<P::Item>>,
    this: Loop,
    /// The loop, unless its items wait for something, so that their cost says nothing.
    known: Option<Loop>,
    /// It makes nothing itself as long as there are helpers, so as not to hold back what they have made.
    only_delivers: bool,
    /// It does not do so either where there are fewer than there should be. (Not where the program says how
    /// many threads there are, and one of those would be idle.)
    waits_for_some: bool,
    /// How often helpers that were called did not come in time.
    missed: u32,
    /// Where the items begin that are on loan to be taken one by one, if some are; and whether it is to be
    /// known what making each of them takes: where they may wait, in any case.
    lent_at: Option<usize>,
    precisely: bool,
    beginning: Beginning,
    sharing: Sharing,
    /// After how many light items in a row it may go on alone; and how many items were measured before that
    /// row began, behind a heavy one.
    sure: usize,
    heavy_end: usize,
    /// Since when the stream goes on in the way that it does.
    stretch: Clock,
    part: Part,
}

impl<P> Owner<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    /// Of this loop. May its items wait for something?
    pub(super) fn new(flow: &Flow<P>, this: Loop, waiting: bool, state: P::State) -> Self {
        let known = (!waiting).then_some(this);
        if let Some(met) = known.filter(|known| known.is_known()) {
            flow.expect(met.items());
        }
        Owner {
            state,
            pace: Pace::new(None, 1),
            began: Clock::start(),
            waits: Waits::of(waiting),
            one_by_one: OneByOne::default(),
            taking: None,
            early: Waiting::new(),
            this,
            known,
            only_delivers: false,
            waits_for_some: waiting || has_spare_worker(),
            missed: 0,
            lent_at: None,
            precisely: waiting,
            // If its items wait for something, it may be two items of a second each.
            beginning: known.map_or(Beginning::Shared, |known| {
                known.beginning(flow.left_to_deal(), !P::Claim::MAKES)
            }),
            sharing: Sharing::new(flow.seats(), flow.delivered()),
            sure: sure_at_first(waiting, this.costs()),
            heavy_end: 0,
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
                Due::Loan(_) => unreachable!("is for whoever takes items one by one"),
                Due::Piece(place, claim, lent) => {
                    let stay = calls.stay();
                    let mut piece = InPortions::of(flow, place, claim, self.pace.lately());
                    while let Some(claim) = piece.next() {
                        let (end, same) = straight(flow.chain(), claim, &mut self.state, sink);
                        if end.is_break() {
                            return drop_first((same, piece, stay), end);
                        }
                        sink = same;
                    }
                    drop(stay);
                    let n = self.end_piece(flow, piece.done(), lent);
                    flow.deliver(n);
                }
            }
        }
        Continue(())
    }

    /// The next batch, or the right to make the items of a part one by one: in order, or else as they finish.
    /// Nothing after the last ones.
    pub(super) fn next_part(
        &mut self,
        flow: &Flow<P>,
        calls: &Calls,
        in_order: bool,
    ) -> Option<ToTake<P>> {
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
        // (Of items that have to be made, the next may come only after the last was delivered.)
        let most = match one_by_one {
            true => usize::MAX,
            false if P::Claim::MAKES => 1,
            false => flow.batch(),
        };
        let (place, claim, lent) = match self.next_due(flow, calls, in_order, Some(most))? {
            Due::Batch(batch) => return Some(ToTake::Made(batch)),
            Due::Loan(loan) => return Some(ToTake::Lent(loan, self.precisely)),
            Due::Piece(place, claim, lent) => (place, claim, lent),
        };
        if may {
            let measured = self.one_by_one.begin(place.range().len(), one_by_one);
            self.taking = measured.then(Clock::start);
        }
        if one_by_one {
            let span = claim.into_span();
            self.part.add(place.range().len());
            return Some(ToTake::Span(span.expect("made one by one, by index")));
        }
        Some(ToTake::Made(self.make(flow, calls, place, claim, lent)))
    }

    /// What is due next: in order, or else whatever there is; nothing after the last. Of pieces that are to
    /// be put into batches, `in_batches` says how many items those have at most.
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
            if let Some(mut batch) = ready {
                flow.take(&mut batch);
                if batch.nanos > 0.0 && self.only_delivers {
                    self.note(batch.len, batch.nanos, batch.waited);
                }
                return Some(Due::Batch(batch));
            }
            if let Some(due) = self.borrow(flow, in_batches) {
                return Some(due);
            }
            // What is due, if nobody has begun it, holds nothing up. (But a batch of it might have no end.)
            let may_end = in_batches.is_none() || const { !P::SHAPE.many };
            let is_due = self.only_delivers
                && in_order
                && may_end
                && (flow.is_all_delivered() || flow.has_gap_next());
            if self.only_delivers && !is_due && !flow.is_over() && self.is_served(flow, calls) {
                continue;
            }
            let grain = flow.grain().most(self.pace.lately(), self.pace.steady());
            let want = self.pace.want().min(most).min(grain);
            self.part.wait();
            let next_piece = match const { P::Claim::MAKES || P::SHAPE.many } || is_due {
                true if const { <P::Dealer as Deal>::Ahead::WAITS } => {
                    calls.awaiting(|| flow.deal_if_free(want))
                }
                true => flow.deal_if_free(want),
                false => flow.deal(want, true),
            };
            match next_piece {
                Next::Piece(place, claim) => {
                    self.part.was_dealt(P::Claim::MAKES, f32::INFINITY);
                    self.begin();
                    if place.range().start == next || !in_order {
                        return Some(Due::Piece(place, claim, false));
                    }
                    let batch = self.make(flow, calls, place, claim, false);
                    self.early.add(batch.start, batch);
                }
                Next::Over(end) if end == next => return None,
                // A helper is at what is due: it may need another to come to an end.
                Next::Full if is_due && self.is_served(flow, calls) => {}
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
        let mut batch = flow.make(place, claim, &mut self.state, self.pace.lately());
        drop(stay);
        let range = batch.start..batch.start + batch.len;
        batch.len = self.end_piece(flow, range, lent);
        batch
    }

    /// The stream is dropped: takes notice of what was done until then.
    pub(super) fn leave(&mut self, flow: &Flow<P>) {
        self.note_loan(flow);
        self.part.hand_over();
    }

    /// The batch that starts at `next`, if it is there.
    fn take_early(&mut self, flow: &Flow<P>, next: usize) -> Option<Batch<P::Item>> {
        flow.receiver
            .try_iter()
            .for_each(|batch| self.early.add(batch.start, batch));
        self.early.take(next)
    }
}

/// What is to be taken next.
pub(super) enum ToTake<P: Pieces> {
    Made(Batch<P::Item>),
    /// The right to items that are made as they are taken.
    Span(Span),
    /// The same on loan; is it to be known what making them takes?
    Lent(LoanOf<P>, bool),
}

/// What the owner delivers next.
enum Due<P: Pieces> {
    Batch(Batch<P::Item>),
    /// On loan, to be taken one by one.
    Loan(LoanOf<P>),
    /// What nobody has begun; is it lent?
    Piece(Place, P::Claim, bool),
}
