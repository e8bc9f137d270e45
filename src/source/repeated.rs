//! One item, so many times.

use std::fmt;
use std::iter::RepeatN;
use std::ops::Range;

use super::{Exact, Pieces, Sealed, Shape};
use crate::drive::{Ranges, Span};

/// Clones of an item.
#[derive(Clone)]
pub struct Repeated<T> {
    /// Nothing, where there are none.
    item: Option<T>,
    n: usize,
}

impl<T: Clone> Repeated<T> {
    pub(crate) fn new(mut iter: RepeatN<T>) -> Self {
        let n = iter.len();
        // The last one is the item itself, and those before it are not made.
        let item = n.checked_sub(1).and_then(|last| iter.nth(last));
        Repeated { item, n }
    }

    #[inline]
    fn clones(&self, span: Span) -> Clones<'_, T> {
        Clones {
            item: self.item.as_ref(),
            left: span.range().len(),
        }
    }
}

impl<T> fmt::Debug for Repeated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repeated").field("n", &self.n).finish()
    }
}

impl<T> Sealed for Repeated<T> {}

impl<T: Clone> Pieces for Repeated<T> {
    type Item = T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::EXACT;

    fn indices(&self) -> Option<usize> {
        Some(self.n)
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.n)
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.clones(claim)
    }
}

impl<T: Clone> Exact for Repeated<T> {
    fn keep(&mut self, _: Range<usize>) {}

    fn hand_over(&mut self) {}

    #[inline]
    fn forward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.clones(span)
    }

    #[inline]
    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.clones(span)
    }
}

/// Clones of an item, made when they are wanted: those that a step leaves out are not.
struct Clones<'t, T> {
    item: Option<&'t T>,
    left: usize,
}

impl<T: Clone> Iterator for Clones<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        self.item.cloned()
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        self.left = self.left.saturating_sub(n);
        self.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
