//! The items of two chains side by side, to be compared: to the end of the shorter one, and then one more,
//! which says which one that is.

use crate::drive::{Claim, Ranges, Span};
use crate::panic::FirstPanic;
use crate::source::{Pieces, Sealed, Shape};

/// Two chains of one item per index, whose claims are spans. (It asks for no more than that, as [`Exact`]
/// would: so comparing goes by what two chains are, whether or not that stands in a bound.)
///
/// [`Exact`]: crate::source::Exact
pub(crate) struct Beside<A, B> {
    left: A,
    right: B,
}

/// An item of each, or nothing where one has come to its end.
pub(crate) type Both<A, B> = (Option<A>, Option<B>);

impl<A: Pieces, B: Pieces> Beside<A, B> {
    /// Whether these are two such chains.
    pub(crate) const POSSIBLE: bool =
        A::SHAPE.exact && A::SHAPE.spans && B::SHAPE.exact && B::SHAPE.spans;

    pub(crate) fn new(left: A, right: B) -> Self {
        Beside { left, right }
    }

    fn lens(&self) -> (usize, usize) {
        let (left, right) = (self.left.indices(), self.right.indices());
        (left.unwrap_or(usize::MAX), right.unwrap_or(usize::MAX))
    }
}

/// The indices from `start` to `end`, if there are any, of a chain that has been opened and of which nobody
/// claims them.
fn forgo<P: Pieces>(chain: &P, start: usize, end: usize) {
    if start < end {
        chain.forgo(claim(start, end));
    }
}

#[inline]
fn claim<C: Claim>(start: usize, end: usize) -> C {
    C::of_span(Span::claimed(start..end)).expect("its claims are spans")
}

impl<A, B> Sealed for Beside<A, B> {}

impl<A: Pieces, B: Pieces> Pieces for Beside<A, B> {
    type Item = Both<A::Item, B::Item>;
    type Claim = Span;
    type Dealer = Ranges;
    type State = (A::State, B::State);
    const SHAPE: Shape = Shape::EXACT;

    fn indices(&self) -> Option<usize> {
        let (left, right) = self.lens();
        match left == right {
            true => self.left.indices().and(self.right.indices()),
            false => Some(left.min(right) + 1),
        }
    }

    /// What is behind the end is not looked at, and dropped here. If that panics, so is the rest.
    fn open(&mut self) -> Ranges {
        let (left, right) = self.lens();
        let len = self.indices();
        let end = len.unwrap_or(usize::MAX);
        let (mut lefts, mut rights) = (0, 0);
        let mut panics = FirstPanic::default();
        panics.of(|| {
            self.left.open();
            lefts = left.min(end);
            forgo(&self.left, lefts, left);
        });
        panics.of(|| {
            self.right.open();
            rights = right.min(end);
            forgo(&self.right, rights, right);
        });
        if panics.are_any() {
            panics.of(|| forgo(&self.left, 0, lefts));
            panics.of(|| forgo(&self.right, 0, rights));
            panics.go_on();
        }
        Ranges::of(len)
    }

    fn state(&self) -> Self::State {
        (self.left.state(), self.right.state())
    }

    #[inline]
    fn piece(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = Self::Item> {
        let (left, right) = self.lens();
        let range = span.range();
        let (lefts, rights) = (range.end.min(left), range.end.min(right));
        let start = range.start;
        Pairs {
            left: self
                .left
                .piece(claim(start.min(lefts), lefts), &mut state.0),
            right: self
                .right
                .piece(claim(start.min(rights), rights), &mut state.1),
            pairs: lefts.min(rights).saturating_sub(start),
            one_more: (lefts != rights).then_some(lefts > rights),
        }
    }

    fn forgo(&self, span: Span) {
        let (left, right) = self.lens();
        let range = span.range();
        let mut panics = FirstPanic::default();
        panics.of(|| forgo(&self.left, range.start, range.end.min(left)));
        panics.of(|| forgo(&self.right, range.start, range.end.min(right)));
        panics.go_on();
    }
}

/// Pairs, and then one more of the left or the right iterator.
struct Pairs<A, B> {
    left: A,
    right: B,
    pairs: usize,
    /// Whether that is of the left one.
    one_more: Option<bool>,
}

impl<A: Iterator, B: Iterator> Iterator for Pairs<A, B> {
    type Item = Both<A::Item, B::Item>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(others) = self.pairs.checked_sub(1) {
            self.pairs = others;
            return Some((Some(self.left.next()?), Some(self.right.next()?)));
        }
        match self.one_more.take()? {
            true => Some((Some(self.left.next()?), None)),
            false => Some((None, Some(self.right.next()?))),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.pairs + usize::from(self.one_more.is_some());
        (left, Some(left))
    }
}
