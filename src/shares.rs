//! A chain that is done a share at a time, as by several processes: what `abreast-mpi` is built on.
//!
//! Hidden, since it is for crates that carry a chain further, and not for programs; but stable: what is
//! here changes only where a new version may break its callers.

use std::ops::Range;

use crate::chain::Par;
use crate::drive::{Deal, Options, Span, block_len};
use crate::panic::FirstPanic;
use crate::sink::few;
use crate::source::Pieces;
use crate::stage::{BlockWise, Share};
use crate::sync::Mutex;

pub use crate::stage::OfBlock;

/// A chain whose items have indices, so that some of them can be told by two numbers.
///
/// The splittable sources have, and adapters that treat each item by itself leave it so. This trait is here
/// to be named.
#[diagnostic::on_unimplemented(
    message = "this needs a chain whose source splits by indices, and that of `{Self}` does not",
    note = "an iterator that can only be pulled has none: collect it first",
    note = "what `chain` makes of two has none: put `skip(0)` behind it"
)]
pub trait Indexed: Pieces<Claim = Span> {}

impl<P: Pieces<Claim = Span>> Indexed for P {}

/// A chain that is done a share at a time, from the front.
pub struct Shares<P: Pieces<Claim = Span>> {
    chain: P,
    options: Options,
    len: usize,
    in_one: bool,
    /// What has not been taken yet.
    rest: Mutex<Span>,
}

impl<P: Indexed> Shares<P> {
    /// Opens the chain.
    ///
    /// # Panics
    ///
    /// If it has more items than a `usize` can number.
    #[track_caller]
    pub fn new(par: Par<P>) -> Self {
        let Par { mut chain, options } = par;
        let Some(len) = chain.indices() else {
            panic!("a chain that is shared has at most {} items", usize::MAX)
        };
        let in_one = P::SHAPE.exact && few(&chain).is_some();
        let rest = match chain.open().all() {
            Some(Some((_, span))) => span,
            _ => Span::claimed(0..0),
        };
        Shares {
            chain,
            options,
            len,
            in_one,
            rest: Mutex::new(rest),
        }
    }

    /// How many indices there are.
    pub fn indices(&self) -> usize {
        self.len
    }

    /// Whether each index yields one item.
    pub fn is_exact(&self) -> bool {
        P::SHAPE.exact
    }

    /// Whether `sum` and `product` put all items together in one, and not block by block.
    pub fn in_one(&self) -> bool {
        self.in_one
    }

    /// How many blocks a reduction goes through.
    pub fn blocks(&self) -> usize {
        self.len.div_ceil(block_len(self.len))
    }

    /// The items at these indices, once. What comes before them and was not taken is dropped.
    ///
    /// # Panics
    ///
    /// If they begin before the end of what was taken already, or are not there.
    #[track_caller]
    pub fn share(&self, indices: Range<usize>) -> Par<Share<'_, P>> {
        Par {
            chain: self.take(indices),
            options: self.options.clone(),
        }
    }

    /// What `by` makes of each of these blocks, in the same way.
    ///
    /// # Panics
    ///
    /// As [`share`](Shares::share).
    #[track_caller]
    pub fn share_of_blocks<B: OfBlock<P::Item>>(
        &self,
        blocks: Range<usize>,
        by: B,
    ) -> Par<BlockWise<'_, P, B>> {
        let len = block_len(self.len);
        let at = |block: usize| block.saturating_mul(len).min(self.len);
        let share = self.take(at(blocks.start)..at(blocks.end));
        Par {
            chain: BlockWise::new(share, len, by),
            options: self.options.clone(),
        }
    }

    #[track_caller]
    fn take(&self, indices: Range<usize>) -> Share<'_, P> {
        let mut rest = self.rest.lock();
        let Range { start, end } = rest.range();
        assert!(
            start <= indices.start && indices.start <= indices.end && indices.end <= end,
            "of the indices {start}..{end} that are left, {indices:?} were to be taken"
        );
        let before = rest.split_front(indices.start - start);
        let span = rest.split_front(indices.len());
        drop(rest);
        let share = Share::new(&self.chain, span);
        if !before.range().is_empty() {
            self.chain.forgo(before);
        }
        share
    }
}

/// Drops what was not taken.
impl<P: Pieces<Claim = Span>> Drop for Shares<P> {
    fn drop(&mut self) {
        let rest = self.rest.get_mut().split_front(usize::MAX);
        if rest.range().is_empty() {
            return;
        }
        let mut panics = FirstPanic::default();
        panics.of(|| self.chain.forgo(rest));
        panics.go_on();
    }
}
