//! The items of a fallible chain, up to its first failure by position.

use std::ops::ControlFlow;

use crate::drive::{Claim, Ends, Horizon};
use crate::source::{Pieces, Sealed, Shape};
use crate::sync::Arc;

/// An item that stands for another one, or for the end: `Result` and `Option`.
pub(crate) trait Outcome {
    type Output;
    type Residual;

    fn branch(self) -> ControlFlow<Self::Residual, Self::Output>;
}

impl<T, E> Outcome for Result<T, E> {
    type Output = T;
    type Residual = E;

    #[inline]
    fn branch(self) -> ControlFlow<E, T> {
        match self {
            Ok(item) => ControlFlow::Continue(item),
            Err(error) => ControlFlow::Break(error),
        }
    }
}

impl<T> Outcome for Option<T> {
    type Output = T;
    type Residual = ();

    #[inline]
    fn branch(self) -> ControlFlow<(), T> {
        self.map_or(ControlFlow::Break(()), ControlFlow::Continue)
    }
}

/// Yields what the items stand for; where one stands for the end, notes it and ends that piece.
pub(crate) struct Oks<'c, P, R> {
    base: P,
    ends: &'c Ends<R>,
    horizon: Arc<Horizon>,
}

impl<'c, P, R> Oks<'c, P, R> {
    pub(crate) fn new(base: P, ends: &'c Ends<R>, horizon: Arc<Horizon>) -> Self {
        Oks {
            base,
            ends,
            horizon,
        }
    }
}

impl<P, R> Sealed for Oks<'_, P, R> {}

impl<P, R, T> Pieces for Oks<'_, P, R>
where
    P: Pieces,
    P::Item: Outcome<Output = T, Residual = R>,
{
    type Item = T;
    type Claim = P::Claim;
    type Dealer = P::Dealer;
    type State = P::State;
    /// As long as the sequence does not end early; if it does, what was collected of it is not wanted.
    const SHAPE: Shape = P::SHAPE.up_to_an_end();

    fn indices(&self) -> Option<usize> {
        self.base.indices()
    }

    fn many(&self) -> Option<u128> {
        self.base.many()
    }

    fn open(&mut self) -> P::Dealer {
        self.base.open()
    }

    fn state(&self) -> P::State {
        self.base.state()
    }

    #[inline]
    fn piece(&self, claim: P::Claim, state: &mut P::State) -> impl Iterator<Item = T> {
        let at = claim.at();
        self.base
            .piece(claim, state)
            .map_while(move |item| match item.branch() {
                ControlFlow::Continue(item) => Some(item),
                ControlFlow::Break(residual) => {
                    self.ends.add(at, residual, &self.horizon);
                    None
                }
            })
    }
}
