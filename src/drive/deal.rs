//! What is dealt: which items a seat works on next.

use std::ops::Range;

use super::ranges::Ranges;

/// Deals a source out, a piece at a time, to the seats of a region.
pub trait Deal: Sync {
    /// The right to some items of the source.
    type Claim: Claim;

    /// At most how many items there are.
    fn upper(&self) -> usize;

    /// Whether there are more items, which no position can be given to, behind those that are dealt.
    fn is_cut_short(&self) -> bool {
        false
    }

    /// Everything there is, for one thread alone.
    fn all(self) -> Option<(Place, Self::Claim)>;

    /// The next piece, of about `want` items, for the calling thread as long as it is alone.
    fn next(&mut self, want: usize) -> Option<(Place, Self::Claim)>;

    /// How many items are left, or a guess: 0 only if there are none.
    fn left(&self) -> usize;

    /// From now on deals no piece of fewer items than this, unless there are no more.
    fn set_min_len(&mut self, min_len: usize);

    /// Prepares what is left for this many seats.
    fn lay_out(&mut self, seats: usize);

    /// The next piece for `seat`, of about `want` items. Once there is nothing left to deal, there never will be.
    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Self::Claim)>;

    /// Takes, when the sequence is known to end before it, what `seat` would have got next: to drop, not to do.
    fn forgo(&self, seat: usize) -> Option<Self::Claim>;
}

/// The right to some neighbouring items of a source.
pub trait Claim {
    /// The first item's position among all the items that the source deals.
    fn at(&self) -> usize;
}

/// Where a piece lies in the sequence that is dealt.
///
/// INVARIANT (dealt once): the places of one deal never overlap. A place cannot be copied, and only a dealer makes one.
#[derive(Debug)]
pub struct Place {
    range: Range<usize>,
}

impl Place {
    /// For dealers, which keep "dealt once".
    #[inline]
    pub(crate) fn dealt(range: Range<usize>) -> Place {
        Place { range }
    }

    #[inline]
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.clone()
    }
}

/// The right to the items of a splittable source whose indices lie in a range.
///
/// INVARIANT (claimed once): the spans of one source never overlap. A span cannot be copied; it is made by the source's
/// one dealer, or for what is never dealt, and used up by [`Pieces::piece`](crate::source::Pieces::piece).
#[derive(Debug)]
pub struct Span {
    range: Range<usize>,
}

impl Span {
    /// For dealers, and for sources dropping what they will never deal; both keep "claimed once".
    #[inline]
    pub(crate) fn claimed(range: Range<usize>) -> Span {
        Span { range }
    }

    #[inline]
    pub(crate) fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The part below index `mid`, and the part from there on as a span of a source that begins there.
    pub(crate) fn split_at(self, mid: usize) -> (Span, Span) {
        let Range { start, end } = self.range;
        let low = start.min(mid)..end.min(mid);
        let high = start.max(mid) - mid..end.max(mid) - mid;
        (Span::claimed(low), Span::claimed(high))
    }
}

impl Claim for Span {
    #[inline]
    fn at(&self) -> usize {
        self.range.start
    }
}

impl Deal for Ranges {
    type Claim = Span;

    #[inline]
    fn upper(&self) -> usize {
        self.len()
    }

    #[inline]
    fn is_cut_short(&self) -> bool {
        Ranges::is_cut_short(self)
    }

    #[inline]
    fn all(self) -> Option<(Place, Span)> {
        let all = self.undealt();
        (!all.is_empty()).then(|| both(all))
    }

    #[inline]
    fn next(&mut self, want: usize) -> Option<(Place, Span)> {
        self.take_alone(want).map(both)
    }

    #[inline]
    fn left(&self) -> usize {
        self.len()
    }

    #[inline]
    fn set_min_len(&mut self, min_len: usize) {
        Ranges::set_min_len(self, min_len);
    }

    fn lay_out(&mut self, seats: usize) {
        self.make_hands(seats);
    }

    #[inline]
    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Span)> {
        self.take(seat, want).map(both)
    }

    fn forgo(&self, seat: usize) -> Option<Span> {
        self.take_rest(seat).map(Span::claimed)
    }
}

#[inline]
fn both(range: Range<usize>) -> (Place, Span) {
    (Place::dealt(range.clone()), Span::claimed(range))
}
