//! `rev`: the last item first.

use std::ops::Range;

use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::rev`](crate::Par::rev) makes of a chain.
    Reversed() => P::Item, P::SHAPE.at_other_indices()
}

impl<P: Exact> Reversed<P> {
    fn len(&self) -> Option<usize> {
        self.base.indices()
    }

    fn many_of(&self, base: u128) -> u128 {
        base
    }

    /// The indices of the chain before this one that `range` stands for.
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        let len = self.base.indices().expect("`Par::rev` has looked");
        len.saturating_sub(range.end)..len.saturating_sub(range.start)
    }
}

impl<P: Exact> Exact for Reversed<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    fn hand_over(&mut self) {
        self.base.hand_over();
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
