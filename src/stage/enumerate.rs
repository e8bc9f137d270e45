//! `enumerate`: each item with its index.

use std::ops::Range;

use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::enumerate`](crate::Par::enumerate) makes of a chain.
    Enumerated() => (usize, P::Item), one by one P::ONE_BY_ONE
}

impl<P: Exact> Enumerated<P> {
    fn len(&self) -> Option<usize> {
        self.base.indices()
    }

    /// The indices of the chain before this one that `range` stands for.
    fn in_base(&self, range: Range<usize>) -> Range<usize> {
        range
    }
}

impl<P: Exact> Exact for Enumerated<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(self.in_base(range));
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = (usize, P::Item)> {
        let next = span.range().start;
        let items = self.base.forward(span, state);
        Numbered { next, items }
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = (usize, P::Item)> {
        let end = span.range().end;
        let items = self.base.backward(span, state).enumerate();
        items.map(move |(n, item)| (end - 1 - n, item))
    }
}

/// [`std::iter::Enumerate`] that begins with another number than 0: to add to each costs more than to count.
struct Numbered<I> {
    next: usize,
    items: I,
}

impl<I: Iterator> Iterator for Numbered<I> {
    type Item = (usize, I::Item);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        let n = self.next;
        self.next += 1;
        Some((n, item))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }

    #[inline]
    fn fold<A, F: FnMut(A, Self::Item) -> A>(self, init: A, mut f: F) -> A {
        let mut n = self.next;
        self.items.fold(init, move |folded, item| {
            let folded = f(folded, (n, item));
            n += 1;
            folded
        })
    }
}
