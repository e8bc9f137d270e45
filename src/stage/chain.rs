//! `chain`: one chain's items, then another's.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::drive::{InTurn, OneOf, Span, forgo_all};
use crate::panic::FirstPanic;
use crate::source::{Exact, Pieces, Sealed};

/// What [`Par::chain`](crate::Par::chain) makes of two chains.
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
    const EXACT: bool = A::EXACT && B::EXACT;

    fn indices(&self) -> Option<usize> {
        self.first.indices()?.checked_add(self.second.indices()?)
    }

    fn least(&self) -> usize {
        self.first.least().saturating_add(self.second.least())
    }

    fn open(&mut self) -> Self::Dealer {
        let mut first = self.first.open();
        // What the second leaves out is dropped here, and may panic. Then the first one's items, which belong to claims
        // by now, are dropped as well.
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

    #[inline]
    fn forward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let (first, second) = span.split_at(self.mid());
        let first = self.first.forward(first, &mut state.0);
        first.chain(self.second.forward(second, &mut state.1))
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let (first, second) = span.split_at(self.mid());
        let second = self.second.backward(second, &mut state.1);
        second.chain(self.first.backward(first, &mut state.0))
    }
}
