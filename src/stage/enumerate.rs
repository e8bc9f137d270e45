//! `enumerate`: each item with its index.

use std::ops::Range;

use crate::drive::Span;
use crate::source::Exact;

index_stage! {
    /// What [`Par::enumerate`](crate::Par::enumerate) makes of a chain.
    Enumerated() => (usize, P::Item), P::SHAPE.at_other_indices()
}

impl<P: Exact> Enumerated<P> {
    fn len(&self) -> Option<usize> {
        self.base.indices()
    }

    fn many_of(&self, base: u128) -> u128 {
        base
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

    fn hand_over(&mut self) {
        self.base.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = (usize, P::Item)> {
        let next = span.range().start;
        let items = self.base.forward(span, state);
        Numbered::<_, true> { next, items }
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut P::State) -> impl Iterator<Item = (usize, P::Item)> {
        let next = span.range().end.wrapping_sub(1);
        let items = self.base.backward(span, state);
        Numbered::<_, false> { next, items }
    }
}

/// [`std::iter::Enumerate`] that begins with another number than 0, and counts up or down: to add to each
/// costs more than to count.
struct Numbered<I, const UP: bool> {
    next: usize,
    items: I,
}

/// The number `n` steps behind this one. Behind the last one there may be none, and nobody asks for it.
#[inline]
const fn behind<const UP: bool>(number: usize, n: usize) -> usize {
    if UP {
        number.wrapping_add(n)
    } else {
        number.wrapping_sub(n)
    }
}

impl<I: Iterator, const UP: bool> Iterator for Numbered<I, UP> {
    type Item = (usize, I::Item);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        let n = self.next;
        self.next = behind::<UP>(n, 1);
        Some((n, item))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        let item = self.items.nth(n)?;
        let n = behind::<UP>(self.next, n);
        self.next = behind::<UP>(n, 1);
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
            n = behind::<UP>(n, 1);
            folded
        })
    }
}
