//! `chain`: one exact source after another.

use crate::drive::{Ranges, Span};
use crate::source::{Pieces, Sealed};

/// One exact source after another.
pub struct Chained<A, B> {
    first: A,
    second: B,
    /// The length of the first.
    mid: usize,
}

impl<A, B> Chained<A, B>
where
    A: Pieces<Claim = Span>,
    B: Pieces<Claim = Span, Item = A::Item>,
{
    pub(crate) fn new(first: A, second: B) -> Self {
        let mid = first.indices().unwrap_or(usize::MAX);
        Chained { first, second, mid }
    }
}

impl<A, B> Sealed for Chained<A, B> {}

impl<A, B> Pieces for Chained<A, B>
where
    A: Pieces<Claim = Span>,
    B: Pieces<Claim = Span, Item = A::Item>,
{
    type Item = A::Item;
    type Claim = Span;
    type Dealer = Ranges;
    const EXACT: bool = A::EXACT && B::EXACT;

    fn indices(&self) -> Option<usize> {
        self.first.indices()?.checked_add(self.second.indices()?)
    }

    fn open(&mut self) -> Ranges {
        let len = self.indices();
        self.first.open();
        self.second.open();
        Ranges::of(len)
    }

    #[inline]
    fn piece(&self, claim: Span) -> impl Iterator<Item = A::Item> {
        let (first, second) = claim.split_at(self.mid);
        self.first.piece(first).chain(self.second.piece(second))
    }
}
