//! `enumerate`: each item with its index.

use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Exact, Pieces, Sealed};

/// What [`Par::enumerate`](crate::Par::enumerate) makes of a chain.
pub struct Enumerated<P> {
    base: P,
}

impl<P: Exact> Enumerated<P> {
    pub(crate) fn new(base: P) -> Self {
        Enumerated { base }
    }
}

impl<P> Sealed for Enumerated<P> {}

impl<P: Exact> Pieces for Enumerated<P> {
    type Item = (usize, P::Item);
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
    fn piece(&self, claim: Span, state: &mut P::State) -> impl Iterator<Item = (usize, P::Item)> {
        self.forward(claim, state)
    }
}

impl<P: Exact> Exact for Enumerated<P> {
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(range);
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
