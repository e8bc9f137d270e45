//! Blocks: what a reduction goes through from left to right.

/// How many items the blocks of a piece have, all but the last.
#[derive(Clone, Copy)]
pub enum Blocks {
    /// Each so many.
    Of(usize),
    /// More and more: see [`open_block_len`]. The piece pauses after each.
    Growing,
}

/// How many blocks a splittable source has, at most.
const BLOCKS: usize = 128;

/// How many items a block of a source has that splits into `len` items.
///
/// A reduction goes through a block from left to right, and then through the blocks. Their bounds depend on
/// the length alone, and so does what a sum of floating-point numbers is rounded to. There are enough
/// blocks for many threads, and so few that joining them is nothing.
pub(crate) fn block_len(len: usize) -> usize {
    len.div_ceil(BLOCKS).max(1)
}

/// The most items of a block that several threads may share: those that are made before the ones in front of
/// them are there have to be kept meanwhile, by each thread as many as a block has at most.
/// (`a_reduction_keeps_no_more_than_short_blocks`.)
const LONGEST_SHARED: usize = 8192;

/// Whether several threads may share a block of so many items.
pub(super) fn may_be_shared(block: usize) -> bool {
    block <= LONGEST_SHARED
}

/// The most items in a block of a source whose length is not known: what is done of one is lost time where
/// the sequence ends before it.
const LONGEST: usize = 4096;

/// How many items the block has that begins at item `at` of a source whose length is not known: the same
/// idea, going by what is known at that point.
#[inline]
pub(crate) fn open_block_len(at: usize) -> usize {
    (at / (BLOCKS / 2)).clamp(1, LONGEST)
}

/// Where the first of those blocks ends that ends at `enough` or behind it, if there is one at `start`.
pub(crate) fn end_of_open_block(start: usize, enough: usize) -> usize {
    let mut end = start;
    while end < enough && open_block_len(end) < LONGEST {
        end += open_block_len(end);
    }
    // From here on all are of the same length.
    let blocks = enough.saturating_sub(end).div_ceil(LONGEST);
    end.saturating_add(blocks.saturating_mul(LONGEST))
}
