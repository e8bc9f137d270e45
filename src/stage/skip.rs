//! `skip`: all but the first items.

use std::ops::Range;

use super::check_numbers;
use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::skip`](crate::Par::skip) makes of a chain.
    Skipped(n: usize) => P::Item, one by one P::ONE_BY_ONE
}

impl<P: Exact> Skipped<P> {
    fn len(&self) -> Option<usize> {
        let len = self.base.indices()?;
        Some(len.saturating_sub(self.n))
    }

    /// The indices of the chain before this one that `range` stands for.
    #[inline]
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        range.start.saturating_add(self.n)..range.end.saturating_add(self.n)
    }
}

impl<P: Exact> Exact for Skipped<P> {
    fn keep(&mut self, range: Range<usize>) {
        check_numbers(&self.base, &range, |end| end.checked_add(self.n));
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
