//! `map_init`: each item through a closure that has something of its own on each thread.

use std::fmt;
use std::ops::Range;

use crate::drive::Span;
use crate::source::{Exact, Memory, Pieces, Sealed, Shape};

/// What [`Par::map_init`](crate::Par::map_init) makes of a chain.
#[derive(Clone)]
pub struct MapInit<P, I, F> {
    base: P,
    init: I,
    f: F,
}

impl<P, I, F> MapInit<P, I, F> {
    pub(crate) fn new(base: P, init: I, f: F) -> Self {
        MapInit { base, init, f }
    }

    /// Sends items through the closure, which gets what `init` makes when the first one is there.
    #[inline]
    fn map<T, S, R>(
        &self,
        items: impl Iterator<Item = T>,
        own: &mut Option<S>,
    ) -> impl Iterator<Item = R>
    where
        I: Fn() -> S,
        F: Fn(&mut S, T) -> R,
    {
        items.map(move |item| (self.f)(own.get_or_insert_with(&self.init), item))
    }
}

impl<P: fmt::Debug, I, F> fmt::Debug for MapInit<P, I, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::show(f, "MapInit", &self.base, &["init", "f"])
    }
}

impl<P, I, F> Sealed for MapInit<P, I, F> {}

impl<P, S, R, I, F> Pieces for MapInit<P, I, F>
where
    P: Pieces,
    I: Fn() -> S,
    F: Fn(&mut S, P::Item) -> R,
{
    type Item = R;
    type Claim = P::Claim;
    type Dealer = P::Dealer;
    /// A seat is a thread's for as long as the call lasts.
    type State = (P::State, Option<S>);
    const SHAPE: Shape = P::SHAPE;

    fn indices(&self) -> Option<usize> {
        self.base.indices()
    }

    fn many(&self) -> Option<u128> {
        self.base.many()
    }

    fn least(&self) -> usize {
        self.base.least()
    }

    fn indices_each(&self) -> usize {
        self.base.indices_each()
    }

    fn room<U>(&mut self) -> Option<Vec<U>> {
        self.base.room()
    }

    #[inline]
    fn memory_of<U>(&self, index: usize) -> Option<Memory<U>> {
        self.base.memory_of(index)
    }

    fn open(&mut self) -> P::Dealer {
        self.base.open()
    }

    fn state(&self) -> Self::State {
        (self.base.state(), None)
    }

    #[inline]
    fn piece(&self, claim: P::Claim, state: &mut Self::State) -> impl Iterator<Item = R> {
        let (base, own) = state;
        self.map(self.base.piece(claim, base), own)
    }

    #[inline]
    fn one(&self, claim: P::Claim, state: &mut Self::State) -> Option<R> {
        let (base, own) = state;
        self.map(self.base.one(claim, base).into_iter(), own).next()
    }
}

impl<P, S, R, I, F> Exact for MapInit<P, I, F>
where
    P: Exact,
    I: Fn() -> S,
    F: Fn(&mut S, P::Item) -> R,
{
    fn keep(&mut self, range: Range<usize>) {
        self.base.keep(range);
    }

    fn hand_over(&mut self) {
        self.base.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = R> {
        let (base, own) = state;
        self.map(self.base.forward(span, base), own)
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = R> {
        let (base, own) = state;
        self.map(self.base.backward(span, base), own)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;
    use crate::source::Pulled;

    #[test]
    fn it_has_at_least_what_its_base_has() {
        let chain = MapInit::new(Pulled::new(0..5), || (), |(): &mut (), x: i32| x);
        assert_eq!(chain.least(), 5);
    }
}
