//! `chain`: one chain's items, then another's.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::drive::{InTurn, OneOf, Span, forgo_all};
use crate::panic::FirstPanic;
use crate::source::{Exact, Pieces, Sealed, Shape};

/// What [`Par::chain`](crate::Par::chain) makes of two chains.
#[derive(Clone, Debug)]
pub struct Chained<A, B> {
    first: A,
    second: B,
}

impl<A, B> Chained<A, B> {
    pub(crate) fn new(first: A, second: B) -> Self {
        Chained { first, second }
    }
}

impl<A: Exact, B: Exact> Chained<A, B> {
    /// The length of the first.
    fn mid(&self) -> usize {
        self.first.indices().unwrap_or(usize::MAX)
    }
}

impl<A, B> Sealed for Chained<A, B> {}

impl<A: Pieces, B: Pieces<Item = A::Item>> Pieces for Chained<A, B> {
    type Item = A::Item;
    type Claim = OneOf<A::Claim, B::Claim>;
    type Dealer = InTurn<A::Dealer, B::Dealer>;
    type State = (A::State, B::State);
    const SHAPE: Shape = A::SHAPE.then(B::SHAPE);

    fn indices(&self) -> Option<usize> {
        self.first.indices()?.checked_add(self.second.indices()?)
    }

    fn many(&self) -> Option<u128> {
        Some(self.first.many()?.saturating_add(self.second.many()?))
    }

    fn least(&self) -> usize {
        self.first.least().saturating_add(self.second.least())
    }

    fn indices_each(&self) -> usize {
        self.first.indices_each().max(self.second.indices_each())
    }

    fn open(&mut self) -> Self::Dealer {
        let mut first = self.first.open();
        // What the second leaves out is dropped here, and may panic. Then the first one's items, which
        // belong to claims by now, are dropped as well.
        match catch_unwind(AssertUnwindSafe(|| self.second.open())) {
            Ok(second) => InTurn::new(first, second),
            Err(panic) => {
                let mut others = FirstPanic::default();
                forgo_all(&mut first, |claim| self.first.forgo(claim), &mut others);
                others.let_go();
                resume_unwind(panic)
            }
        }
    }

    fn state(&self) -> Self::State {
        (self.first.state(), self.second.state())
    }

    #[inline]
    fn piece(&self, claim: Self::Claim, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let (first, second) = match claim {
            OneOf::First(claim) => (Some(claim), None),
            OneOf::Second(_, claim) => (None, Some(claim)),
        };
        let first = first.map(|claim| self.first.piece(claim, &mut state.0));
        let second = second.map(|claim| self.second.piece(claim, &mut state.1));
        let first = first.into_iter().flatten();
        first.chain(second.into_iter().flatten())
    }
}

impl<A: Exact, B: Exact<Item = A::Item>> Exact for Chained<A, B> {
    fn keep(&mut self, range: Range<usize>) {
        let (first, second) = Span::claimed(range).split_at(self.mid());
        self.first.keep(first.range());
        self.second.keep(second.range());
    }

    fn hand_over(&mut self) {
        self.first.hand_over();
        self.second.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let (first, second) = span.split_at(self.mid());
        InARow {
            left: first.range().len(),
            first: Some(self.first.forward(first, &mut state.0)),
            second: self.second.forward(second, &mut state.1),
        }
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let (first, second) = span.split_at(self.mid());
        InARow {
            left: second.range().len(),
            first: Some(self.second.backward(second, &mut state.1)),
            second: self.first.backward(first, &mut state.0),
        }
    }
}

/// [`std::iter::Chain`] of which it is known how many items the first one has `left`, so that leaving some
/// out leaves them out there.
struct InARow<A, B> {
    first: Option<A>,
    left: usize,
    second: B,
}

impl<T, A: Iterator<Item = T>, B: Iterator<Item = T>> Iterator for InARow<A, B> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if let Some(first) = &mut self.first {
            if self.left > 0 {
                self.left -= 1;
                return first.next();
            }
            self.first = None;
        }
        self.second.next()
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        let Some(first) = &mut self.first else {
            return self.second.nth(n);
        };
        if n < self.left {
            self.left -= n + 1;
            // (Where the sequence has ended there, nothing follows.)
            return first.nth(n);
        }
        let rest = n - self.left;
        if let Some(others) = self.left.checked_sub(1) {
            first.nth(others);
        }
        self.first = None;
        self.second.nth(rest)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.second.size_hint();
        let first = if self.first.is_some() { self.left } else { 0 };
        let most = most.and_then(|most| most.checked_add(first));
        (least.saturating_add(first), most)
    }

    #[inline]
    fn fold<C, F: FnMut(C, T) -> C>(self, init: C, mut f: F) -> C {
        let done = match self.first {
            Some(first) => first.fold(init, &mut f),
            None => init,
        };
        self.second.fold(done, f)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::source::Pulled;

    #[test]
    fn it_has_at_least_what_both_have() {
        let (first, second) = (Pulled::new(0..3), Pulled::new(0..4));
        assert_eq!((first.least(), second.least()), (3, 4));
        assert_eq!(Chained::new(first, second).least(), 7);
    }
}
