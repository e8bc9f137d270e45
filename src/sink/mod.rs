//! Where results go.

mod each;
mod gathered;
#[allow(unsafe_code, reason = "writes each slot of a vector once, by index")]
mod in_place;

pub(crate) use each::Each;
pub(crate) use gathered::Gathered;
pub(crate) use in_place::InPlace;

use crate::drive::{Options, Place, Work, drive};
use crate::source::Pieces;

/// Takes in the items of a chain's pieces, on whichever thread they come up.
pub(crate) trait Sink<T>: Sync {
    /// What one seat has taken in. Dropping it, also while a panic unwinds, hands it over to the sink.
    type Run<'s>: Run<T> + Send
    where
        Self: 's;

    fn run(&self) -> Self::Run<'_>;
}

/// One seat's part of what a sink takes in: a seat that keeps taking neighbouring pieces extends one run.
pub(crate) trait Run<T> {
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>);
}

/// Sends all items of `chain` into `sink`. Returns when all are there; see [`drive`] for early ends and panics.
pub(crate) fn pour<P, S>(mut chain: P, options: &Options, sink: &S)
where
    P: Pieces + Sync,
    S: Sink<P::Item>,
{
    let dealer = chain.open();
    let chain = &chain;
    drive(dealer, &Pour { chain, sink }, options);
}

/// A chain and the sink it ends in.
struct Pour<'c, P, S> {
    chain: &'c P,
    sink: &'c S,
}

impl<'c, P, S> Work for Pour<'c, P, S>
where
    P: Pieces + Sync,
    S: Sink<P::Item>,
{
    type Claim = P::Claim;
    type Run = S::Run<'c>;

    fn run(&self) -> S::Run<'c> {
        self.sink.run()
    }

    #[inline]
    fn take(&self, run: &mut S::Run<'c>, place: Place, claim: P::Claim) {
        run.take(place, self.chain.piece(claim));
    }

    fn forgo(&self, claim: P::Claim) {
        drop(self.chain.piece(claim));
    }
}
