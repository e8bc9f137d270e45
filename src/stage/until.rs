//! `until`: the sequence ends where somebody says so.

use std::fmt;
use std::panic::resume_unwind;

use crate::drive::{OneOf, Stop, Until, Unwanted};
use crate::source::{Pieces, Sealed, Shape};
use crate::trace;

/// What [`Par::until`](crate::Par::until) makes of a chain.
#[derive(Clone)]
pub struct Stopped<P, F> {
    base: P,
    stop: Stop<F>,
}

impl<P, F> Stopped<P, F> {
    pub(crate) fn new(base: P, stop: F) -> Self {
        let stop = Stop::new(stop);
        Stopped { base, stop }
    }
}

impl<P: fmt::Debug, F> fmt::Debug for Stopped<P, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::show(f, "Stopped", &self.base, &["stop"])
    }
}

impl<P, F> Sealed for Stopped<P, F> {}

impl<P: Pieces, F: Fn() -> bool + Sync> Pieces for Stopped<P, F> {
    type Item = P::Item;
    type Claim = OneOf<P::Claim, Unwanted<P::Claim>>;
    type Dealer = Until<P::Dealer, F>;
    type State = P::State;
    const SHAPE: Shape = P::SHAPE.any();

    fn indices(&self) -> Option<usize> {
        self.base.indices()
    }

    fn many(&self) -> Option<u128> {
        self.base.many()
    }

    fn indices_each(&self) -> usize {
        self.base.indices_each()
    }

    fn open(&mut self) -> Self::Dealer {
        Until::new(self.base.open(), &self.stop)
    }

    fn state(&self) -> P::State {
        self.base.state()
    }

    #[inline]
    fn piece(&self, claim: Self::Claim, state: &mut P::State) -> impl Iterator<Item = P::Item> {
        let piece = match claim {
            OneOf::First(claim) => Some(self.base.piece(claim, state)),
            OneOf::Second(_, Unwanted { claim, panic }) => {
                trace::drops_rest();
                self.base.forgo(claim);
                if let Some(panic) = panic {
                    resume_unwind(panic);
                }
                None
            }
        };
        piece.into_iter().flatten()
    }
}
