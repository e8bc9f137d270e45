//! The elements of a slice, by reference.

use std::fmt;
use std::ops::Range;

use super::{Exact, Pieces, Sealed, Shape};
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

impl<T> Clone for Slice<'_, T> {
    fn clone(&self) -> Self {
        Slice { items: self.items }
    }
}

/// How many there are: they may be many, and need not be such as can be shown.
impl<T> fmt::Debug for Slice<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slice")
            .field("len", &self.items.len())
            .finish()
    }
}

impl<T> Sealed for Slice<'_, T> {}

impl<'a, T> Pieces for Slice<'a, T> {
    type Item = &'a T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::ONE_BY_ONE;

    fn indices(&self) -> Option<usize> {
        Some(self.items.len())
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.items.len())
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = &'a T> {
        self.items[claim.range()].iter()
    }
}

impl<'a, T> Exact for Slice<'a, T> {
    fn keep(&mut self, _: Range<usize>) {}

    fn hand_over(&mut self) {}

    #[inline]
    fn forward(&self, span: Span, state: &mut ()) -> impl Iterator<Item = &'a T> {
        self.piece(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = &'a T> {
        self.items[span.range()].iter().rev()
    }
}
