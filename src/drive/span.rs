//! Rights to items, each of which exists once.

use std::ops::Range;

use super::{Blocks, Claim};

/// Where a piece lies in the sequence that is dealt.
///
/// INVARIANT (D4, dealt once): the places of one deal never overlap. A place cannot be copied, and only a
/// dealer makes one; what a dealer parts with, it deals no more.
#[derive(Debug)]
pub struct Place {
    range: Range<usize>,
}

impl Place {
    /// For dealers, which keep D4 ("dealt once").
    #[inline]
    pub(crate) fn dealt(range: Range<usize>) -> Place {
        Place { range }
    }

    #[inline]
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Parts with what lies before `mid`.
    #[inline]
    pub(crate) fn split_before(&mut self, mid: usize) -> Place {
        let mid = mid.clamp(self.range.start, self.range.end);
        let front = Place::dealt(self.range.start..mid);
        self.range.start = mid;
        front
    }

    /// The same place among the items of a source that comes behind `n` others.
    pub(crate) fn behind(self, n: usize) -> Place {
        let end = self.range.end.checked_add(n);
        let end =
            end.unwrap_or_else(|| panic!("more than {} items, and no end among those", usize::MAX));
        Place::dealt(self.range.start + n..end)
    }
}

/// The right to the items of a splittable source whose indices lie in a range.
///
/// INVARIANT (D5, claimed once): the spans of one source never overlap. A span cannot be copied; it is made
/// by the source's one dealer, or for what is never dealt, and used up by
/// [`Pieces::piece`](crate::source::Pieces::piece).
#[derive(Debug)]
pub struct Span {
    range: Range<usize>,
}

impl Span {
    /// For dealers, for parts of another, and for sources dropping what they will never deal; all keep D5
    /// ("claimed once").
    #[inline]
    pub(crate) fn claimed(range: Range<usize>) -> Span {
        Span { range }
    }

    #[inline]
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The span of the source that a stage takes these items from.
    #[inline]
    pub(crate) fn in_base(self, to: impl FnOnce(Range<usize>) -> Range<usize>) -> Span {
        Span::claimed(to(self.range))
    }

    /// The same indices of two sources.
    #[inline]
    pub(crate) fn of_both(self) -> (Span, Span) {
        (Span::claimed(self.range()), self)
    }

    /// The spans of two sources that a stage takes these items from.
    #[inline]
    pub(crate) fn in_both(
        self,
        to: impl FnOnce(Range<usize>) -> (Range<usize>, Range<usize>),
    ) -> (Span, Span) {
        let (one, other) = to(self.range);
        (Span::claimed(one), Span::claimed(other))
    }

    /// Parts with its first index.
    #[inline]
    pub(crate) fn split_first(&mut self) -> Option<Span> {
        let first = self.range.next()?;
        Some(Span::claimed(first..first + 1))
    }

    /// Parts with its first `n` indices.
    pub(crate) fn split_front(&mut self, n: usize) -> Span {
        let mid = self.range.start.saturating_add(n).min(self.range.end);
        let front = Span::claimed(self.range.start..mid);
        self.range.start = mid;
        front
    }

    /// The part below index `mid`, and the part from there on as a span of a source that begins there.
    pub(crate) fn split_at(self, mid: usize) -> (Span, Span) {
        let Range { start, end } = self.range;
        let low = start.min(mid)..end.min(mid);
        let high = start.max(mid) - mid..end.max(mid) - mid;
        (Span::claimed(low), Span::claimed(high))
    }
}

/// How many indices each block of a source has, and where its indices begin and end.
#[derive(Clone, Copy)]
pub struct SpanBlocks {
    pub(super) len: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Claim for Span {
    type Sent = Span;
    const SPLITS: bool = true;

    fn split_one(&mut self) -> Option<Span> {
        self.split_first()
    }

    #[inline]
    fn into_sent(self) -> Result<Span, Span> {
        Ok(self)
    }

    fn of_sent(sent: Span) -> Span {
        sent
    }

    #[inline]
    fn at(&self) -> usize {
        self.range.start
    }

    type Blocks = SpanBlocks;

    #[inline]
    fn blocks(&self, SpanBlocks { len, .. }: SpanBlocks) -> Option<Blocks> {
        Some(Blocks::Of(len))
    }

    #[inline]
    fn split_block(self, SpanBlocks { len, .. }: SpanBlocks) -> (Span, Option<Span>) {
        Claim::split_front(self, len)
    }

    #[inline]
    fn block(&self, SpanBlocks { len, start, end }: SpanBlocks) -> Range<usize> {
        let at = self.range.start;
        let start = at - (at - start) % len;
        start..start.saturating_add(len).min(end)
    }

    const DIVIDES: bool = true;

    #[inline]
    fn split_front(mut self, n: usize) -> (Span, Option<Span>) {
        if self.range.len() <= n {
            return (self, None);
        }
        (Span::split_front(&mut self, n), Some(self))
    }

    #[inline]
    fn into_span(self) -> Option<Span> {
        Some(self)
    }

    #[inline]
    fn of_span(span: Span) -> Option<Span> {
        Some(span)
    }
}
