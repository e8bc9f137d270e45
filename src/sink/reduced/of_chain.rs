//! What a chain makes of its claims: all of a reduction that is compiled for each chain. How blocks are cut,
//! met and joined is compiled once for all chains of such items.

use std::ops::ControlFlow::{self, Continue};

use super::by_turns::reduce_by_turns;
use super::loops::reduce_block;
use super::{Ended, Reduced, Reduction, caught};
use crate::drive::Claim;
use crate::panic::drop_first;
use crate::source::Pieces;

/// What items come to, and what came before them.
pub(super) type Reduces<A, E> = ControlFlow<Ended<E>, Option<A>>;

/// What a chain makes of its claims `C`.
pub(super) trait OfChain<C, T, R: Reduction<T>> {
    /// Reduces a whole block.
    fn block(&mut self, block: C) -> Reduces<R::Partial, R::End>;

    /// Puts the items of a claim to those in front of them.
    fn put_on(&mut self, before: Option<R::Partial>, claim: C) -> Reduces<R::Partial, R::End>;

    /// Makes the items of a claim, and says what they ended in if not all were made.
    fn make(&mut self, claim: C, items: &mut Vec<T>) -> Option<Ended<R::End>>;

    /// Drops a claim.
    fn forgo(&mut self, claim: C);
}

/// A chain, with what it keeps on one thread.
pub(super) struct OfThis<'m, 'c, P: Pieces, R: Reduction<P::Item>> {
    pub(super) reduced: &'m Reduced<'c, P, R>,
    pub(super) state: &'m mut P::State,
    /// There is to be a thread for each item: they may wait for each other.
    pub(super) by_turns: bool,
}

impl<P, R> OfChain<P::Claim, P::Item, R> for OfThis<'_, '_, P, R>
where
    P: Pieces + Sync,
    R: Reduction<P::Item>,
{
    fn block(&mut self, block: P::Claim) -> Reduces<R::Partial, R::End> {
        match const { P::Claim::SPLITS && !R::SPLITS } && self.by_turns {
            true => reduce_by_turns(self.reduced, block, self.state),
            false => caught(|| reduce_block(self.reduced, block, self.state)),
        }
    }

    fn put_on(
        &mut self,
        before: Option<R::Partial>,
        claim: P::Claim,
    ) -> Reduces<R::Partial, R::End> {
        let reduction = &self.reduced.joining.reduction;
        caught(|| {
            let mut items = self.reduced.chain.piece(claim, self.state);
            let step = |before, item| reduction.step(before, item).map_continue(Some);
            let made = items.try_fold(before, step);
            drop_first(items, made)
        })
    }

    fn make(&mut self, claim: P::Claim, items: &mut Vec<P::Item>) -> Option<Ended<R::End>> {
        let made = caught(|| {
            let piece = self.reduced.chain.piece(claim, self.state);
            piece.for_each(|item| items.push(item));
            Continue(())
        });
        made.break_value()
    }

    fn forgo(&mut self, claim: P::Claim) {
        self.reduced.chain.forgo(claim);
    }
}
