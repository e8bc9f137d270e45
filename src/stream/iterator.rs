//! A chain's results as an iterator.

mod own;
mod parts;

use std::iter::FusedIterator;
use std::mem::{forget, take};

use super::flow::{Flow, LoanOf};
use super::owner::{Owner, ToTake};
use super::straight::fold_straight;
use crate::drive::{Claim, Clock, Loan as _, Span};
use crate::panic::{Payload, drop_first};
use crate::pool::Calls;
use crate::source::Pieces;
use crate::tempo::is_heavy;
pub(crate) use own::Stream;
use parts::Parts;

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
