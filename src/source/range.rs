//! Numbers in a row.

use std::iter::Chain;
use std::ops::{Range, RangeInclusive};
use std::option;

use super::{Exact, Number, Pieces, Sealed, Shape};
use crate::drive::{Claim, Ranges, Span};

/// The numbers of a range.
#[derive(Clone, Debug)]
pub struct Numbers<T> {
    range: Range<T>,
}

/// The numbers of a range with its end, which may be the last that there is: a piece cannot end behind it.
#[derive(Clone, Debug)]
pub struct NumbersInclusive<T> {
    start: T,
    /// The last one, if there is any.
    last: Option<T>,
    /// `None` if it is more than a `usize` holds: a loop that no program sees the end of, but may well
    /// leave early.
    len: Option<usize>,
}

impl<T> Numbers<T> {
    pub(crate) fn new(range: Range<T>) -> Self {
        Numbers { range }
    }
}

impl<T: Number> NumbersInclusive<T> {
    pub(crate) fn new(range: RangeInclusive<T>) -> Self {
        let (start, end) = (*range.start(), *range.end());
        // Also empty: a range that was iterated to its end.
        let last = (!range.is_empty()).then_some(end);
        let steps = |last| start.steps_to(last)?.checked_add(1);
        NumbersInclusive {
            start,
            last,
            len: last.map_or(Some(0), steps),
        }
    }
}

impl<T> Sealed for Numbers<T> {}

impl<T: Number> Pieces for Numbers<T>
where
    Range<T>: Iterator<Item = T>,
{
    type Item = T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::ONE_BY_ONE;

    fn indices(&self) -> Option<usize> {
        let Range { start, end } = self.range;
        if start < end {
            start.steps_to(end)
        } else {
            Some(0)
        }
    }

    fn many(&self) -> Option<u128> {
        let Range { start, end } = self.range;
        Some(if start < end { start.distance(end) } else { 0 })
    }

    fn open(&mut self) -> Ranges {
        Ranges::of(self.indices())
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = T> {
        let (start, places) = (self.range.start, claim.range());
        start.step(places.start)..start.step(places.end)
    }

    /// By itself, because the compiler does not know that there is a number before the next one.
    #[inline]
    fn one(&self, claim: Span, _: &mut ()) -> Option<T> {
        Some(self.range.start.step(claim.at()))
    }
}

impl<T: Number> Exact for Numbers<T>
where
    Range<T>: DoubleEndedIterator<Item = T>,
{
    fn keep(&mut self, _: Range<usize>) {}

    fn hand_over(&mut self) {}

    #[inline]
    fn forward(&self, span: Span, state: &mut ()) -> impl Iterator<Item = T> {
        self.piece(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = T> {
        let (start, places) = (self.range.start, span.range());
        (start.step(places.start)..start.step(places.end)).rev()
    }
}

impl<T: Number> NumbersInclusive<T>
where
    Range<T>: Iterator<Item = T>,
{
    /// The numbers of a span, the last one by itself: the one behind that need not exist, and a
    /// `RangeInclusive` is slow at leaving numbers out.
    #[inline]
    fn numbers(&self, span: Span) -> Chain<Range<T>, option::IntoIter<T>> {
        let Range { start, end } = span.range();
        let last = end.checked_sub(1).filter(|last| start <= *last);
        let first = self.start.step(start.min(last.unwrap_or(0)));
        let last = last.map(|last| self.start.step(last));
        (first..last.unwrap_or(first)).chain(last)
    }
}

impl<T> Sealed for NumbersInclusive<T> {}

impl<T: Number> Pieces for NumbersInclusive<T>
where
    Range<T>: Iterator<Item = T>,
{
    type Item = T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::ONE_BY_ONE;

    fn indices(&self) -> Option<usize> {
        self.len
    }

    fn many(&self) -> Option<u128> {
        let many = |last| self.start.distance(last).saturating_add(1);
        Some(self.last.map_or(0, many))
    }

    fn open(&mut self) -> Ranges {
        Ranges::of(self.len)
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.numbers(claim)
    }

    #[inline]
    fn one(&self, claim: Span, _: &mut ()) -> Option<T> {
        Some(self.start.step(claim.at()))
    }
}

impl<T: Number> Exact for NumbersInclusive<T>
where
    Range<T>: DoubleEndedIterator<Item = T>,
{
    fn keep(&mut self, _: Range<usize>) {}

    fn hand_over(&mut self) {}

    #[inline]
    fn forward(&self, span: Span, state: &mut ()) -> impl Iterator<Item = T> {
        self.piece(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.numbers(span).rev()
    }
}
