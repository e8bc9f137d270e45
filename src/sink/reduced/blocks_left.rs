//! A piece of a reduction, cut into its blocks one after the other.

use std::ops::Range;

use super::Reduction;
use super::of_chain::OfChain;
use crate::drive::Claim;

/// The blocks of a piece that are still to be done. They are dropped if that does not come to pass.
pub(super) struct BlocksLeft<'m, C: Claim, T, R: Reduction<T>> {
    pub(super) chain: &'m mut dyn OfChain<C, T, R>,
    pub(super) claim: Option<C>,
    pub(super) dealt_by: C::Blocks,
}

impl<C: Claim, T, R: Reduction<T>> BlocksLeft<'_, C, T, R> {
    /// Of which block the next part is, and where it begins.
    #[inline]
    pub(super) fn next_at(&self) -> Option<(Range<usize>, usize)> {
        let claim = self.claim.as_ref()?;
        Some((claim.block(self.dealt_by), claim.at()))
    }

    /// That part, of a block that need not be whole.
    #[inline]
    pub(super) fn next_within_block(&mut self) -> Option<C> {
        let claim = self.claim.take()?;
        let left = claim.block(self.dealt_by).end - claim.at();
        let (part, rest) = claim.split_front(left);
        self.claim = rest;
        Some(part)
    }

    #[inline]
    pub(super) fn next_block(&mut self) -> Option<C> {
        let (block, rest) = self.claim.take()?.split_block(self.dealt_by);
        self.claim = rest;
        Some(block)
    }
}

impl<C: Claim, T, R: Reduction<T>> Drop for BlocksLeft<'_, C, T, R> {
    fn drop(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.chain.forgo(claim);
        }
    }
}
