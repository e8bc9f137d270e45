//! `chunks`: so many items at a time, as a vector.

use std::iter;
use std::ops::Range;

use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::chunks`](crate::Par::chunks) makes of a chain.
    Chunked(n: usize) => Vec<P::Item>, one by one P::ONE_BY_ONE
}

impl<P: Exact> Chunked<P> {
    fn len(&self) -> Option<usize> {
        let len = self.base.indices()?;
        Some(len.div_ceil(self.n))
    }

    /// The indices of the chain before this one that `range` stands for.
    #[inline]
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        let len = self.base.indices().unwrap_or(usize::MAX);
        let of = |index: usize| index.saturating_mul(self.n).min(len);
        of(range.start)..of(range.end)
    }
}

impl<P: Exact> Exact for Chunked<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = Vec<P::Item>> {
        let span = span.in_base(|range| self.in_base(range));
        let mut items = self.base.forward(span, state);
        iter::from_fn(move || {
            let chunk: Vec<P::Item> = items.by_ref().take(self.n).collect();
            (!chunk.is_empty()).then_some(chunk)
        })
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = Vec<P::Item>> {
        let span = span.in_base(|range| self.in_base(range));
        // Only the last chunk may be shorter, and it comes first.
        let mut len = match span.range().len() % self.n {
            0 => self.n,
            rest => rest,
        };
        let mut items = self.base.backward(span, state);
        iter::from_fn(move || {
            let mut chunk: Vec<P::Item> = items.by_ref().take(len).collect();
            chunk.reverse();
            len = self.n;
            (!chunk.is_empty()).then_some(chunk)
        })
    }
}
