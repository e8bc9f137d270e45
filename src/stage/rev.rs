//! `rev`: the last item first.

use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Exact, Pieces, Sealed};

/// What [`Par::rev`](crate::Par::rev) makes of a chain.
pub struct Reversed<P> {
    base: P,
}

impl<P: Exact> Reversed<P> {
    pub(crate) fn new(base: P) -> Self {
        Reversed { base }
    }

    /// The indices of the chain before this one that `range` stands for.
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        let len = self
            .base
            .indices()
            .expect("rev needs to know where the end is: a chain of at most usize::MAX items");
        len.saturating_sub(range.end)..len.saturating_sub(range.start)
    }
}

impl<P> Sealed for Reversed<P> {}

impl<P: Exact> Pieces for Reversed<P> {
    type Item = P::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = P::State;
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        self.base.indices()
    }

    fn open(&mut self) -> Ranges {
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

impl<P: Exact> Exact for Reversed<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let span = span.in_base(|range| self.in_base(range));
        self.base.backward(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let span = span.in_base(|range| self.in_base(range));
        self.base.forward(span, state)
    }
}
