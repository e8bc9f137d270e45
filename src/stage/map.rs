//! `map`: each item through a closure.

use crate::source::{Pieces, Sealed};

/// What [`Par::map`](crate::Par::map) makes of a chain.
pub struct Map<P, F> {
    base: P,
    f: F,
}

impl<P, F> Map<P, F> {
    pub(crate) fn new(base: P, f: F) -> Self {
        Map { base, f }
    }
}

impl<P, F> Sealed for Map<P, F> {}

impl<P: Pieces, R, F: Fn(P::Item) -> R> Pieces for Map<P, F> {
    type Item = R;
    type Claim = P::Claim;
    type Dealer = P::Dealer;
    const EXACT: bool = P::EXACT;

    fn indices(&self) -> Option<usize> {
        self.base.indices()
    }

    fn open(&mut self) -> P::Dealer {
        self.base.open()
    }

    #[inline]
    fn piece(&self, claim: P::Claim) -> impl Iterator<Item = R> {
        self.base.piece(claim).map(&self.f)
    }
}
