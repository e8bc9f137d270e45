//! A piece of a reduction, cut into its blocks one after the other.

use std::ops::Range;

use super::{Reduced, Reduction};
use crate::drive::Claim;
use crate::source::Pieces;

/// The blocks of a piece that are still to be done. They are dropped if that does not come to pass.
pub(super) struct BlocksLeft<'c, P: Pieces> {
    chain: &'c P,
    pub(super) claim: Option<P::Claim>,
    dealt_by: <P::Claim as Claim>::Blocks,
}

impl<'c, P: Pieces> BlocksLeft<'c, P> {
    #[inline]
    pub(super) fn of<R: Reduction<P::Item>>(reduced: &Reduced<'c, P, R>, claim: P::Claim) -> Self {
        BlocksLeft {
            chain: reduced.chain,
            claim: Some(claim),
            dealt_by: reduced.blocks,
        }
    }

    /// Of which block the next part is, and where it begins.
    #[inline]
    pub(super) fn next_at(&self) -> Option<(Range<usize>, usize)> {
        let claim = self.claim.as_ref()?;
        Some((claim.block(self.dealt_by), claim.at()))
    }

    /// That part, of a block that need not be whole.
    #[inline]
    pub(super) fn next_within_block(&mut self) -> Option<P::Claim> {
        let claim = self.claim.take()?;
        let left = claim.block(self.dealt_by).end - claim.at();
        let (part, rest) = claim.split_front(left);
        self.claim = rest;
        Some(part)
    }

    #[inline]
    pub(super) fn next_block(&mut self) -> Option<P::Claim> {
        let (block, rest) = self.claim.take()?.split_block(self.dealt_by);
        self.claim = rest;
        Some(block)
    }
}

impl<P: Pieces> Drop for BlocksLeft<'_, P> {
    fn drop(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.chain.forgo(claim);
        }
    }
}
