//! `take`: only the first items.

use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Exact, Pieces, Sealed};

/// What [`Par::take`](crate::Par::take) makes of a chain.
pub struct Taken<P> {
    base: P,
    n: usize,
}

impl<P: Exact> Taken<P> {
    pub(crate) fn new(base: P, n: usize) -> Self {
        Taken { base, n }
    }
}

impl<P> Sealed for Taken<P> {}

impl<P: Exact> Pieces for Taken<P> {
    type Item = P::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = P::State;
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        let len = self.base.indices();
        Some(len.map_or(self.n, |len| len.min(self.n)))
    }

    fn open(&mut self) -> Ranges {
        self.base.keep(0..self.n);
        self.base.open();
        Ranges::of(self.indices())
    }

    fn state(&self) -> P::State {
        self.base.state()
    }

    #[inline]
    fn piece(&self, claim: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        self.forward(claim, state)
    }
}

impl<P: Exact> Exact for Taken<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(range);
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        self.base.forward(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        self.base.backward(span, state)
    }
}
