//! The owner's side of a stream: it computes what is needed next, unless a helper has it already.

use std::ops::ControlFlow::{self, Continue};
use std::panic::resume_unwind;

use super::batch::Batch;
use super::flow::{Flow, LoanOf, Next};
use crate::drive::{Claim, Clock, Loop, Place, Span, Waits};
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::drop_first;
use crate::pool::{Calls, Help, has_spare_worker};
use crate::source::Pieces;
use crate::tempo::{
    self, Beginning, CHEAP, Costs, LEAST_LOAN, OneByOne, Pace, Sharing, TIMES_MISSED, Weight,
    holds_up, is_heavy, is_too_light_to_share, sure_at_first, surer,
};
use crate::trace::{For, Part};
use crate::waiting::Waiting;

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
    /// Where the items begin that are on loan to be taken one by one, if some are; and whether it is to be known
    /// what making each of them takes: where they may wait, in any case.
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

    /// Waits for helpers, if they are there or come soon: until there is something to deliver, and says
    /// whether there is. If not, the owner does better to work.
    fn is_served(&mut self, flow: &Flow<P>, calls: &Calls) -> bool {
        flow.limit_helpers(flow.seats());
        let way = calls.give_way();
        let missing = flow.missing_helpers();
        let waits = self.missed < TIMES_MISSED;
        if missing > 0 && waits {
            // Only now there is a place for the last one.
            calls.call(missing);
        }
        let is_ready = || !flow.receiver.is_empty();
        let is_enough = || is_ready() || flow.has_helpers();
        // What is under way is waited for, by however few helpers: an item that is made here meanwhile may
        // wait until that is delivered.
        let is_under_way = self.waits_for_some && !flow.is_all_delivered();
        let served =
            match waits && !is_under_way && (self.waits_for_some || missing == flow.seats()) {
                true => calls.await_helpers(is_enough),
                false => is_under_way || is_enough(),
            };
        if !served {
            // Where some have come, that took long.
            self.missed += if missing < flow.seats() {
                TIMES_MISSED
            } else {
                1
            };
        }
        if served {
            calls.wait_until(is_ready);
        }
        if is_under_way && flow.missing_helpers() > 0 {
            self.missed += 1;
        }
        drop(way);
        let served = served && is_ready();
        if !served {
            flow.limit_helpers(flow.seats() - 1);
        }
        served
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
        let making = if lent { 0.0 } else { flow.making(n) };
        let nanos = self.began.nanos() + making;
        let waited = self.have_waited(n, nanos);
        self.note(n, nanos, waited);
        self.part.add(n);
        self.part.end();
        n
    }

    /// A piece begins.
    fn begin(&mut self) {
        self.waits.renew(self.pace.lately());
        self.began = Clock::start();
        self.part.begin();
    }

    /// Whether this thread has waited for what was heavy of its piece, if that is known.
    fn have_waited(&mut self, n: usize, nanos: f32) -> Option<bool> {
        match is_heavy(nanos / n as f32) {
            true => self.waits.have_come(),
            false => None,
        }
    }

    /// Takes notice of what `n` items took to make, whoever did that, and has `waited` for them, or has not:
    /// then one that took long may just have lost its processor.
    fn note(&mut self, n: usize, nanos: f32, waited: Option<bool>) {
        let was_sure = self.sharing.is_alone() && self.in_a_row() >= self.sure;
        self.pace.end(n, nanos);
        if is_heavy(nanos / n as f32) && waited != Some(false) {
            self.heavy_end = self.pace.done().0;
            if was_sure {
                self.sure = surer(self.sure);
            }
        }
    }

    /// How many items were measured since a heavy one.
    fn in_a_row(&self) -> usize {
        self.pace.done().0 - self.heavy_end
    }

    /// What comes next, on loan, while nobody helps. Its items are made while it is gone through.
    fn borrow(&mut self, flow: &Flow<P>, in_batches: Option<usize>) -> Option<Due<P>> {
        if !P::Claim::LENDS || !self.sharing.is_alone() {
            return None;
        }
        self.begin();
        let grain = flow.grain().most(self.pace.lately(), self.pace.steady());
        let want = self.pace.want().min(grain.max(LEAST_LOAN));
        let Some(most) = in_batches else {
            let (place, claim) = flow.lend(want, false)?;
            return Some(Due::Piece(place, claim, true));
        };
        if const { P::SHAPE.pauses } {
            let (at, loan) = flow.lend_one_by_one(want)?;
            self.lent_at = Some(at);
            return Some(Due::Loan(loan));
        }
        let (place, claim) = flow.lend(want.min(most), true)?;
        Some(Due::Piece(place, claim, true))
    }

    /// What was lent to be taken one by one is back: making it took so many nanoseconds, if that is known.
    /// Says how many items it was.
    pub(super) fn end_loan(&mut self, flow: &Flow<P>, making: f32) -> usize {
        let n = self.note_loan(flow);
        let taking = self.began.nanos();
        // Where it took long, that may be who takes them.
        let long = !is_too_light_to_share(taking / n.max(1) as f32, n, 0);
        if n > 0 && (self.precisely || !long) {
            let nanos = if long { making } else { taking };
            let waited = self.have_waited(n, nanos);
            self.note(n, nanos, waited);
        }
        self.precisely = long || self.known.is_none();
        n
    }

    /// Takes notice of how many items were taken of what was lent, if something was: it is back.
    pub(super) fn note_loan(&mut self, flow: &Flow<P>) -> usize {
        let Some(at) = self.lent_at.take() else {
            return 0;
        };
        let n = flow.take_back(at);
        self.part.add(n);
        self.part.end();
        n
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

    /// Calls helpers when that pays.
    fn share(&mut self, flow: &Flow<P>, calls: &Calls) {
        let lately = self.pace.lately();
        let weight = self.weight(flow, lately);
        let nanos = match self.sharing.has_begun() {
            true => self.stretch.nanos(),
            false => 0.0,
        };
        if self.sharing.proceed(nanos, flow.delivered(), weight) {
            self.stretch = Clock::start();
        }
        if let Some(cost) = lately {
            flow.adapt(cost);
            // (Who takes results one by one leaves items that may have no end to helpers.)
            flow.leave_gaps(cost < CHEAP && !self.only_delivers && const { !P::SHAPE.many });
        }
        let first = self.sharing.is_possible()
            && !self.sharing.has_begun()
            && self.is_worth_sharing(flow, lately);
        if first {
            self.sharing.begin(self.stretch.nanos(), flow.delivered());
            self.stretch = Clock::start();
        }
        flow.pause(self.sharing.is_alone());
        let cost = lately.or_else(|| self.known.and_then(Loop::cost));
        let shared = self.sharing.is_possible() && !self.sharing.is_alone();
        let waiting = self.known.is_none();
        let only_delivers =
            shared && flow.has_spare_seat() && holds_up(cost, P::Claim::MAKES, waiting);
        let one_more = only_delivers && !self.only_delivers;
        self.only_delivers = only_delivers;
        if !only_delivers {
            flow.limit_helpers(flow.seats() - 1);
        }
        let helpers = match first {
            true => flow.seats() - 1,
            false => flow.helpers_to_call(),
        };
        let helpers = helpers + usize::from(one_more);
        if helpers > 0 {
            flow.share();
            calls.call(helpers);
        }
        if one_more {
            calls.call_besides();
        }
    }

    /// What items are like that cost so much lately.
    fn weight(&self, flow: &Flow<P>, lately: Option<f32>) -> Weight {
        match lately {
            Some(cost) if flow.may_be_alone() => tempo::weight(
                cost,
                flow.is_light(cost),
                (self.in_a_row(), self.sure),
                self.known.is_none(),
                P::Claim::MAKES,
            ),
            _ => Weight::Heavy,
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
        let surprises = self.pace.surprises().max(flow.surprises());
        if surprises > 0 || (flow.delivered() > 0 && self.this.costs() != Costs::Even) {
            self.this.learn(|known| known.learn_surprises(surprises));
        }
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

/// The loop that makes the results of a chain of at most so many items.
pub(super) fn loop_of<P>(items: usize) -> Loop
where
    P: Pieces + Sync,
    P::Item: Send,
{
    // Distinct for each type of chain: the loop's name.
    let name = <Flow<P> as Help>::help as fn(&Flow<P>) as usize;
    Loop::of(name, items)
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
