//! An iterator in the well that all pull from.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::vec;

use super::ALONE;
use super::pull::Items;
use crate::drive::open_block_len;
use crate::panic::Payload;

/// What batches are pulled from, by one thread at a time.
pub(super) struct Well<I> {
    /// How many items were pulled so far.
    pub(super) at: usize,
    /// The same when it came back from a loan: others may have pulled since.
    pub(super) loan_end: usize,
    /// The iterator has ended, or panicked, or nobody wants the rest: it is not asked again.
    pub(super) dry: bool,
    /// Nothing while it is lent.
    pub(super) iter: Option<I>,
    /// The block of a reduction that the next item lies in, if that was asked for.
    block: Range<usize>,
}

impl<I: Iterator> Well<I> {
    pub(super) fn new(iter: I) -> Self {
        Well {
            at: 0,
            loan_end: 0,
            dry: false,
            iter: Some(iter),
            block: 0..0,
        }
    }

    pub(super) fn size_hint(&self) -> (usize, Option<usize>) {
        self.iter.as_ref().map_or((0, None), I::size_hint)
    }

    /// The block of a reduction that the next item lies in.
    pub(super) fn block(&mut self) -> Range<usize> {
        while self.block.end <= self.at {
            let start = self.block.end;
            self.block = start..start + open_block_len(start);
        }
        self.block.clone()
    }

    /// Pulls an item, if there is one.
    pub(super) fn pull_one(&mut self) -> Option<I::Item> {
        if self.dry {
            return None;
        }
        let item = self.iter.as_mut()?.next();
        self.dry = item.is_none();
        self.at += usize::from(item.is_some());
        item
    }

    /// It has panicked instead of yielding an item: in that item's place, before whatever comes behind this
    /// iterator.
    pub(super) fn panicked(&mut self, panic: Payload) -> Items<I> {
        self.dry = true;
        self.at += 1;
        Items::Batch(Vec::new().into_iter(), Some(panic))
    }

    /// Pulls `n` items, or as many as there are; and the panic in which the iterator ended, if it did.
    pub(super) fn pull(&mut self, n: usize) -> (vec::IntoIter<I::Item>, Option<Payload>) {
        let mut batch = Vec::with_capacity(n.min(ALONE));
        let iter = self.iter.as_mut().expect("not lent meanwhile");
        let pulled = catch_unwind(AssertUnwindSafe(|| {
            // Not `extend`, which asks for one item after another: the iterator's own loop over them is
            // faster.
            iter.by_ref().take(n).for_each(|item| batch.push(item));
        }));
        let panic = pulled.err();
        self.dry = panic.is_some() || batch.len() < n;
        // A panic has a place of its own, before anything that comes behind this iterator.
        self.at += batch.len() + usize::from(panic.is_some());
        (batch.into_iter(), panic)
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn it_holds_as_much_as_its_iterator_says() {
        let mut well = Well::new(0..3);
        assert_eq!(well.size_hint(), (3, Some(3)));
        assert_eq!(well.pull_one(), Some(0));
        assert_eq!(well.size_hint(), (2, Some(2)));
        // On loan.
        well.iter = None;
        assert_eq!(well.size_hint(), (0, None));
    }
}
