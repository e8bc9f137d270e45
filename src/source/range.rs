//! Numbers in a row.

use std::ops::{Range, RangeInclusive};

use super::{Number, Pieces, Sealed};
use crate::drive::{Ranges, Span};

/// The numbers from `start` up, as many as there are.
pub struct Counted<T> {
    start: T,
    /// `None` if it is more than a `usize` holds: a loop that no program sees the end of, but may well leave early.
    len: Option<usize>,
}

impl<T: Number> From<Range<T>> for Counted<T> {
    fn from(range: Range<T>) -> Self {
        let len = if range.start < range.end {
            range.start.steps_to(range.end)
        } else {
            Some(0)
        };
        Counted {
            start: range.start,
            len,
        }
    }
}

impl<T: Number> From<RangeInclusive<T>> for Counted<T> {
    fn from(range: RangeInclusive<T>) -> Self {
        let (start, end) = (*range.start(), *range.end());
        // Also empty: a range that was iterated to its end.
        let len = if range.is_empty() {
            Some(0)
        } else {
            start.steps_to(end).and_then(|steps| steps.checked_add(1))
        };
        Counted { start, len }
    }
}

impl<T> Sealed for Counted<T> {}

impl<T: Number> Pieces for Counted<T> {
    type Item = T;
    type Claim = Span;
    type Dealer = Ranges;
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        self.len
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.len.unwrap_or(usize::MAX))
    }

    #[inline]
    fn piece(&self, claim: Span) -> impl Iterator<Item = T> {
        let start = self.start;
        claim.range().map(move |n| start.step(n))
    }
}
