//! The elements of a slice, by reference.

use super::{Pieces, Sealed};
use crate::drive::{Ranges, Span};

/// The elements of a slice, by reference.
pub struct Slice<'a, T> {
    items: &'a [T],
}

impl<'a, T> Slice<'a, T> {
    pub(crate) fn new(items: &'a [T]) -> Self {
        Slice { items }
    }
}

impl<T> Sealed for Slice<'_, T> {}

impl<'a, T> Pieces for Slice<'a, T> {
    type Item = &'a T;
    type Claim = Span;
    type Dealer = Ranges;
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        Some(self.items.len())
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.items.len())
    }

    #[inline]
    fn piece(&self, claim: Span) -> impl Iterator<Item = &'a T> {
        self.items[claim.range()].iter()
    }
}
