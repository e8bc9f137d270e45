//! A chain's results as an iterator.

use std::iter::FusedIterator;
use std::mem::{forget, take};
use std::panic::resume_unwind;
use std::vec;

use super::flow::{Flow, Limits, LoanOf};
use super::owner::{Owner, ToTake, loop_of};
use super::straight::fold_straight;
use super::{Seats, upper};
use crate::drive::{Claim, Clock, Loan as _, Options, Span};
use crate::panic::{FirstPanic, Payload, drop_first, let_go};
use crate::pool::{Calls, Crew, Spin, at_most, team};
use crate::source::Pieces;
use crate::tempo::is_heavy;
use crate::trace;

/// A chain's results, one by one, made by their owner and by helpers of its own.
pub(crate) type Stream<P> = Results<P, Own<P>>;

/// What an owner shares with its helpers, and those.
pub(crate) trait Shared<P: Pieces> {
    fn flow(&self) -> &Flow<P>;
    fn calls(&self) -> &Calls;
    /// Waits until the helpers have left, for whom there is nothing more to do, and says whether one of
    /// them panicked.
    fn dismiss(&mut self) -> Option<Payload>;
}

/// A chain's results, one by one.
pub(crate) struct Results<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    /// What is due next, made as it is taken. Apart from the rest, and nothing to be dropped, so that a
    /// loop can keep it in registers. (No claim: that of an iterator's items may not be sent to another
    /// thread, and this may.)
    to_make: Span,
    /// The same on loan, from a source whose items have to be made.
    lent: Option<Lent<P>>,
    parts: Box<Parts<P, S>>,
}

/// Items on loan.
struct Lent<P: Pieces> {
    loan: LoanOf<P>,
    /// How many nanoseconds making those took that were taken, if that is to be known.
    making: Option<f32>,
}

/// A chain's results, part by part.
struct Parts<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    shared: S,
    owner: Owner<P>,
    in_order: bool,
    /// What is due next, made already, as far as it was not taken yet.
    made: vec::IntoIter<P::Item>,
    /// Of how many items of the source the last part is.
    len: usize,
    /// The panic that comes behind it.
    panic: Option<Payload>,
    over: bool,
}

impl<P> Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    #[track_caller]
    pub(crate) fn new(mut chain: P, options: &Options, in_order: bool) -> Self {
        let _scope = at_most(options.threads());
        let items = upper(&chain);
        let seats = Seats::of::<P>(items);
        let (dealer, state) = (chain.open(), chain.state());
        let (this, waiting) = (loop_of::<P>(items), team().items_wait(items));
        let (costs, limits) = ((this.costs(), waiting), Limits::of(options));
        let flow = Flow::new(chain, dealer, 0, seats, costs, limits, trace::here());
        // An item that may have no end needs a thread that is not the taker's, however busy the others are.
        let crew = Crew::new(seats.of_crew(), waiting || P::SHAPE.many, flow);
        let owner = Owner::new(crew.work(), this, waiting, state);
        Results::of(Own { crew }, owner, in_order)
    }
}

impl<P, S> Results<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    pub(super) fn of(shared: S, owner: Owner<P>, in_order: bool) -> Self {
        Results {
            to_make: nothing(),
            lent: None,
            parts: Box::new(Parts {
                shared,
                owner,
                in_order,
                made: Vec::new().into_iter(),
                len: 0,
                panic: None,
                over: false,
            }),
        }
    }

    /// Remembers how it went, if nobody is to ask for more.
    pub(super) fn learn(&mut self) {
        let Parts {
            shared,
            owner,
            over,
            ..
        } = &mut *self.parts;
        if !*over {
            owner.learn(shared.flow());
        }
    }

    /// The next item of those that are lent, if some are left; if not, they are given back.
    #[inline]
    fn take_lent(&mut self) -> Option<P::Item> {
        if self.parts.over {
            return None;
        }
        let Lent { loan, making } = self.lent.as_mut()?;
        let Parts {
            shared,
            owner,
            over,
            ..
        } = &mut *self.parts;
        let flow = shared.flow();
        let end = EndByPanic {
            to_make: &mut self.to_make,
            flow,
            over,
        };
        // In a scope, it may be taken when that is gone.
        let calls = shared.calls();
        let stay = (!calls.are_of_this_scope()).then(|| calls.stay());
        let began = making.map(|_| Clock::start());
        let item = loop {
            let Some(one) = loan.next() else { break None };
            let item = flow.chain().one(one, &mut owner.state);
            if item.is_some() {
                break item;
            }
        };
        forget(end);
        drop(stay);
        let mut over = item.is_none();
        if let (Some(making), Some(began)) = (making, began) {
            let nanos = began.nanos();
            *making += nanos;
            // Others may make those behind it, if it is not the last of its kind.
            over |= is_heavy(nanos);
        }
        if over {
            self.give_back();
        }
        item
    }

    #[cold]
    #[inline(never)]
    fn give_back(&mut self) {
        let Some(Lent { loan, making }) = self.lent.take() else {
            return;
        };
        drop(loan);
        let Parts {
            shared, owner, len, ..
        } = &mut *self.parts;
        *len = owner.end_loan(shared.flow(), making.unwrap_or_default());
    }

    /// Goes on to the next part.
    fn go_on(&mut self) {
        match self.parts.go_on() {
            Some(ToTake::Span(span)) => self.to_make = span,
            Some(ToTake::Lent(loan, precisely)) => {
                let making = precisely.then_some(0.0);
                self.lent = Some(Lent { loan, making });
            }
            Some(ToTake::Made(_)) | None => self.to_make = nothing(),
        }
    }

    /// The next item that is made as it is taken, if some of those are left.
    #[inline]
    fn make_one(&mut self) -> Option<P::Item> {
        loop {
            let one = P::Claim::of_span(self.to_make.split_first()?)?;
            let Parts {
                shared,
                owner,
                over,
                ..
            } = &mut *self.parts;
            let flow = shared.flow();
            let end = EndByPanic {
                to_make: &mut self.to_make,
                flow,
                over,
            };
            let item = flow.chain().one(one, &mut owner.state);
            forget(end);
            if const { P::SHAPE.exact } {
                // Says which way the loop goes, too.
                return Some(item.expect("an item for each index"));
            }
            if item.is_some() {
                return item;
            }
        }
    }
}

/// Whether its items may be lent to whoever takes them.
const fn may_be_lent<P: Pieces>() -> bool {
    P::Claim::LENDS && P::SHAPE.pauses
}

fn nothing() -> Span {
    Span::claimed(0..0)
}

/// Ends the stream, because an item panicked as it was made.
struct EndByPanic<'s, P: Pieces> {
    to_make: &'s mut Span,
    flow: &'s Flow<P>,
    over: &'s mut bool,
}

impl<P: Pieces> Drop for EndByPanic<'_, P> {
    #[inline(always)]
    fn drop(&mut self) {
        self.flow.stop();
        *self.to_make = nothing();
        *self.over = true;
    }
}

impl<P, S> Parts<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    /// The next part that is not empty: it is made already, or else this is the right to make it.
    #[cold]
    #[inline(never)]
    fn go_on(&mut self) -> Option<ToTake<P>> {
        let (flow, calls) = (self.shared.flow(), self.shared.calls());
        // Its memory is the next one's, and still in the nearest cache.
        self.made = Vec::new().into_iter();
        while !self.over {
            flow.deliver(take(&mut self.len));
            // Also by a panic in here.
            self.over = true;
            if let Some(panic) = self.panic.take() {
                resume_unwind(panic);
            }
            match self.owner.next_part(flow, calls, self.in_order) {
                Some(ToTake::Made(mut batch)) => {
                    self.over = false;
                    self.panic = batch.panic.take();
                    self.len = batch.len;
                    if !batch.items.is_empty() {
                        self.made = take(&mut batch.items).into_iter();
                        break;
                    }
                }
                Some(ToTake::Span(span)) => {
                    self.over = false;
                    self.len = span.range().len();
                    return Some(ToTake::Span(span));
                }
                Some(lent) => {
                    self.over = false;
                    return Some(lent);
                }
                None => {
                    self.owner.learn(flow);
                    if let Some(panic) = self.shared.dismiss() {
                        resume_unwind(panic);
                    }
                    break;
                }
            }
        }
        None
    }

    /// How many items follow, if the last part has those that are made, and what so many indices yield.
    fn size_hint(&self, to_make: usize) -> (usize, Option<usize>) {
        let (flow, made) = (self.shared.flow(), self.made.len());
        match flow.chain().indices() {
            _ if self.over => (made, Some(made)),
            Some(all) if P::SHAPE.exact => {
                let taken = self.len - made - to_make;
                let left = all - flow.delivered() - taken;
                (left, Some(left))
            }
            _ => (made, None),
        }
    }
}

impl<P, S> Drop for Parts<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    fn drop(&mut self) {
        self.owner.leave(self.shared.flow());
        if let Some(panic) = self.panic.take() {
            let_go(panic);
        }
    }
}

impl<P, S> Iterator for Results<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    type Item = P::Item;

    #[inline]
    fn next(&mut self) -> Option<P::Item> {
        loop {
            if const { P::SHAPE.one_by_one } {
                if let Some(item) = self.make_one() {
                    return Some(item);
                }
            }
            if const { may_be_lent::<P>() } {
                if let Some(item) = self.take_lent() {
                    return Some(item);
                }
            }
            if let Some(item) = self.parts.made.next() {
                return Some(item);
            }
            if self.parts.over {
                return None;
            }
            self.go_on();
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.parts.size_hint(self.to_make.range().len())
    }

    fn fold<A, F: FnMut(A, P::Item) -> A>(mut self, init: A, mut f: F) -> A {
        let mut folded = init;
        if const { may_be_lent::<P>() } {
            for item in &mut self {
                folded = f(folded, item);
            }
            return drop_first((f, self), folded);
        }
        let Results {
            mut to_make,
            mut parts,
            ..
        } = self;
        loop {
            if const { P::SHAPE.one_by_one } {
                if let Some(claim) = P::Claim::of_span(to_make) {
                    let Parts { shared, owner, .. } = &mut *parts;
                    let chain = shared.flow().chain();
                    (folded, f) = fold_straight(chain, claim, &mut owner.state, folded, f);
                }
            }
            folded = take(&mut parts.made).fold(folded, &mut f);
            if parts.over {
                return drop_first((f, parts), folded);
            }
            to_make = match parts.go_on() {
                Some(ToTake::Span(span)) => span,
                _ => nothing(),
            };
        }
    }
}

impl<P, S> FusedIterator for Results<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
}

/// A flow and a crew of its own, which may be dropped at any time.
pub(crate) struct Own<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    crew: Crew<Flow<P>>,
}

impl<P> Shared<P> for Own<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    fn flow(&self) -> &Flow<P> {
        self.crew.work()
    }

    fn calls(&self) -> &Calls {
        self.crew.calls()
    }

    fn dismiss(&mut self) -> Option<Payload> {
        self.crew.dismiss(|_| 0)
    }
}

/// Stops the work, and waits for what helpers have begun, but not for whoever asks the source for more: that
/// may take any time. Then what is in flight is dropped with the flow, by whoever leaves last. Where this is
/// within one of the stream's own items, that one is not waited for either.
impl<P> Drop for Own<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    fn drop(&mut self) {
        self.crew.work().drop_all();
        // The items in flight are dropped whatever comes of this.
        let mut panics = FirstPanic::default();
        if P::Claim::MAKES {
            // Most sources answer at once. Then nothing is left of all this when it is dropped.
            let mut spin = Spin::start();
            while !self.crew.calls().have_left() && spin.once() {}
        }
        panics.add(self.crew.dismiss(Flow::asking));
        self.crew.work().traced.end();
        panics.go_on();
    }
}
