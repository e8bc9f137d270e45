//! `zip`: the items of two chains, in pairs.

use std::iter;
use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Exact, Pieces, Sealed, Shape};

/// What [`Par::zip`](crate::Par::zip) makes of two chains.
#[derive(Clone, Debug)]
pub struct Zipped<A, B> {
    left: A,
    right: B,
}

impl<A, B> Zipped<A, B> {
    pub(crate) fn new(left: A, right: B) -> Self {
        Zipped { left, right }
    }
}

impl<A, B> Sealed for Zipped<A, B> {}

impl<A: Exact, B: Exact> Pieces for Zipped<A, B> {
    type Item = (A::Item, B::Item);
    type Claim = Span;
    type Dealer = Ranges;
    type State = (A::State, B::State);
    const SHAPE: Shape = A::SHAPE.and(B::SHAPE);

    /// As many as the shorter one has.
    fn indices(&self) -> Option<usize> {
        match (self.left.indices(), self.right.indices()) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
        }
    }

    fn many(&self) -> Option<u128> {
        Some(self.left.many()?.min(self.right.many()?))
    }

    fn open(&mut self) -> Ranges {
        let len = self.indices();
        self.keep(0..len.unwrap_or(usize::MAX));
        self.hand_over();
        Ranges::of(len)
    }

    fn state(&self) -> Self::State {
        (self.left.state(), self.right.state())
    }

    #[inline]
    fn piece(&self, claim: Span, state: &mut Self::State) -> impl Iterator<Item = Self::Item> {
        self.forward(claim, state)
    }
}

impl<A: Exact, B: Exact> Exact for Zipped<A, B> {
    fn keep(&mut self, range: Range<usize>) {
        self.left.keep(range.clone());
        self.right.keep(range);
    }

    fn hand_over(&mut self) {
        self.left.hand_over();
        self.right.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = Self::Item> {
        let (left, right) = span.of_both();
        let left = self.left.forward(left, &mut state.0);
        pairs(left, self.right.forward(right, &mut state.1))
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = Self::Item> {
        let (left, right) = span.of_both();
        let left = self.left.backward(left, &mut state.0);
        pairs(left, self.right.backward(right, &mut state.1))
    }
}

#[inline]
fn pairs<A: Iterator, B: Iterator>(left: A, right: B) -> Pairs<A, B> {
    Pairs { left, right }
}

/// [`std::iter::Zip`] of two that are of the same length, and that leaves pairs out by leaving both sides
/// out.
struct Pairs<A, B> {
    left: A,
    right: B,
}

impl<A: Iterator, B: Iterator> Iterator for Pairs<A, B> {
    type Item = (A::Item, B::Item);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        Some((self.left.next()?, self.right.next()?))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        Some((self.left.nth(n)?, self.right.nth(n)?))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.left.size_hint()
    }

    /// Some pairs of iterators are gone through by index.
    #[inline]
    fn fold<C, F: FnMut(C, Self::Item) -> C>(self, init: C, f: F) -> C {
        iter::zip(self.left, self.right).fold(init, f)
    }
}
