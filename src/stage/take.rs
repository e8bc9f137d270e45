//! `take`: only the first items.

use std::ops::Range;

use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::take`](crate::Par::take) makes of a chain.
    Taken(n: usize) => P::Item, P::SHAPE.at_other_indices()
}

impl<P: Exact> Taken<P> {
    fn len(&self) -> Option<usize> {
        let len = self.base.indices();
        Some(len.map_or(self.n, |len| len.min(self.n)))
    }

    fn many_of(&self, base: u128) -> u128 {
        base.min(self.n as u128)
    }

    /// The indices of the chain before this one that `range` stands for.
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        range.start.min(self.n)..range.end.min(self.n)
    }
}

impl<P: Exact> Exact for Taken<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    fn hand_over(&mut self) {
        self.base.hand_over();
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
