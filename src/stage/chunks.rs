//! `chunks`: so many items at a time, as a vector.

use std::ops::Range;

use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::chunks`](crate::Par::chunks) makes of a chain.
    Chunked(n: usize) => Vec<P::Item>, P::SHAPE.at_other_indices()
}

impl<P: Exact> Chunked<P> {
    fn len(&self) -> Option<usize> {
        let len = self.base.indices()?;
        Some(len.div_ceil(self.n))
    }

    fn many_of(&self, base: u128) -> u128 {
        base.div_ceil(self.n as u128)
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

    fn hand_over(&mut self) {
        self.base.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = Vec<P::Item>> {
        let span = span.in_base(|range| self.in_base(range));
        InChunks::<_, false> {
            items: self.base.forward(span, state),
            next: self.n,
            n: self.n,
        }
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = Vec<P::Item>> {
        let span = span.in_base(|range| self.in_base(range));
        // Only the last chunk may be shorter, and it comes first.
        let next = match span.range().len() % self.n {
            0 => self.n,
            rest => rest,
        };
        InChunks::<_, true> {
            items: self.base.backward(span, state),
            next,
            n: self.n,
        }
    }
}

/// Items, so many at a time: in the order in which they come, or the last one of a chunk first.
struct InChunks<I, const TURNED: bool> {
    items: I,
    /// How many the next chunk has, and how many those after it, the last one excepted.
    next: usize,
    n: usize,
}

impl<I: Iterator, const TURNED: bool> Iterator for InChunks<I, TURNED> {
    type Item = Vec<I::Item>;

    #[inline]
    fn next(&mut self) -> Option<Vec<I::Item>> {
        let mut chunk: Vec<I::Item> = self.items.by_ref().take(self.next).collect();
        self.next = self.n;
        if TURNED {
            chunk.reverse();
        }
        (!chunk.is_empty()).then_some(chunk)
    }

    fn nth(&mut self, n: usize) -> Option<Vec<I::Item>> {
        if let Some(others) = n.checked_sub(1) {
            let items = self.next.saturating_add(others.saturating_mul(self.n));
            self.items.nth(items - 1);
            self.next = self.n;
        }
        self.next()
    }
}
