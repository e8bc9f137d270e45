//! Where results go.

mod compared;
mod count;
mod each;
mod folds;
mod gathered;
mod in_one;
#[allow(unsafe_code, reason = "writes each slot of a vector once, by index")]
mod in_place;
mod last;
mod outcomes;
mod reduced;
mod search;
mod strides;
mod sum;

pub(crate) use compared::{Difference, first_difference};
pub(crate) use count::Count;
pub(crate) use each::Each;
pub(crate) use folds::{Fold, Reduce, TryFold, TryReduce, best};
pub(crate) use gathered::{Buffer, Gathered, Pair, Sides, join_pairs};
pub(crate) use in_one::{Whole, few, in_one};
pub(crate) use in_place::{InPlace, advise_huge_pages, collect_reusing};
pub(crate) use last::Last;
pub(crate) use outcomes::Outcomes;
pub(crate) use reduced::reduce;
pub(crate) use search::{first_match, position, position_last};
pub(crate) use sum::{ByBlocks, Product, Sum, Total, may_end};

use crate::drive::{Options, Place, Work, drive};
use crate::multiversion::{multiversion, side_by_side};
use crate::source::Pieces;

/// Takes in the items of a chain's pieces, on whichever thread they come up.
pub(crate) trait Sink<T>: Sync {
    /// What one seat has taken in, on its own thread. Dropping it, also while a panic unwinds, hands it
    /// over to the sink.
    type Run<'s>: Run<T>
    where
        Self: 's;

    fn run(&self) -> Self::Run<'_>;
}

/// One seat's part of what a sink takes in: a seat that keeps taking neighbouring pieces extends one run.
pub(crate) trait Run<T> {
    /// Whether pieces are taken in to their ends, whatever their items are.
    const TO_THE_END: bool = true;

    /// Always inlined, for it is compiled in several versions ([`multiversion!`]).
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>);

    /// Takes in what a chain makes of a claim, on the indices of this place.
    #[inline(always)]
    fn take_from<P: Pieces<Item = T>>(
        &mut self,
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        place: Place,
    ) where
        Self: Sized,
    {
        put_through(chain, claim, state, place, self);
    }
}

/// Sends all items of `chain` into `sink`. Returns when all are there; see [`drive`] for early ends and
/// panics.
///
/// (Chains are borrowed here because moving one that was made just now field by field stalls the processor.)
#[inline(always)]
#[track_caller]
pub(crate) fn pour<P, S>(chain: &mut P, options: &Options, sink: &S)
where
    P: Pieces + Sync,
    S: Sink<P::Item>,
{
    let mut dealer = chain.open();
    let chain = &*chain;
    drive(&mut dealer, &Pour { chain, sink }, options);
}

/// Sorts what begins at different positions by those: compiled once for whatever is sorted.
#[inline(never)]
fn sort_by_start(starts: &mut [(usize, usize)]) {
    starts.sort_unstable();
}

/// A chain and the sink it ends in.
struct Pour<'c, P, S> {
    chain: &'c P,
    sink: &'c S,
}

impl<P, S> Work for Pour<'_, P, S>
where
    P: Pieces + Sync,
    S: Sink<P::Item>,
{
    type Claim = P::Claim;
    const KEEPS: bool = size_of::<P::State>() > 0;
    type Run<'r>
        = (S::Run<'r>, P::State)
    where
        Self: 'r;

    fn run(&self) -> Self::Run<'_> {
        (self.sink.run(), self.chain.state())
    }

    #[inline(always)]
    fn take<'r>(&'r self, (run, state): &mut Self::Run<'r>, place: Place, claim: P::Claim) {
        run.take_from(self.chain, claim, state, place);
    }

    fn forgo(&self, claim: P::Claim) {
        self.chain.forgo(claim);
    }
}

multiversion! {
    if R::TO_THE_END && side_by_side::<P::Item>();
    /// Sends a piece's items into a run.
    ///
    /// A function of its own, so that the compiler knows that nothing the run writes to is a part of the
    /// chain: then the loop can keep in registers what the chain's closures have captured.
    fn put_through<P: Pieces, R: Run<P::Item>>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        place: Place,
        run: &mut R,
    ) {
        run.take(place, chain.piece(claim, state));
    }
}
