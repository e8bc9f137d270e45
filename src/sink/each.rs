//! Nothing is kept: the chain is run for what its closures do.

use super::{Run, Sink};
use crate::drive::Place;

pub(crate) struct Each;

impl Sink<()> for Each {
    type Run<'s> = Each;

    fn run(&self) -> Each {
        Each
    }
}

impl Run<()> for Each {
    #[inline(always)]
    fn take(&mut self, _place: Place, piece: impl Iterator<Item = ()>) {
        piece.for_each(|()| ());
    }
}
