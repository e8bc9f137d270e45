//! `skip`: all but the first items.

use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Exact, Pieces, Sealed};

/// What [`Par::skip`](crate::Par::skip) makes of a chain.
pub struct Skipped<P> {
    base: P,
    n: usize,
}

impl<P: Exact> Skipped<P> {
    pub(crate) fn new(base: P, n: usize) -> Self {
        Skipped { base, n }
    }

    /// The indices of the chain before this one that `range` stands for.
    #[inline]
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        range.start.saturating_add(self.n)..range.end.saturating_add(self.n)
    }
}

impl<P> Sealed for Skipped<P> {}

impl<P: Exact> Pieces for Skipped<P> {
    type Item = P::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = P::State;
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        let len = self.base.indices()?;
        Some(len.saturating_sub(self.n))
    }

    fn open(&mut self) -> Ranges {
        self.base.keep(self.in_base(0..usize::MAX));
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

impl<P: Exact> Exact for Skipped<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let span = span.in_base(|range| self.in_base(range));
        self.base.forward(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let span = span.in_base(|range| self.in_base(range));
        self.base.backward(span, state)
    }
}
