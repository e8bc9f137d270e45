//! `interleave`: the items of two chains by turns, and then what is left of the longer one.

use std::ops::Range;

use crate::drive::{Ranges, Span};
use crate::source::{Exact, Pieces, Sealed, Shape};

/// What [`Par::interleave`](crate::Par::interleave) makes of two chains.
#[derive(Clone, Debug)]
pub struct Interleaved<A, B> {
    left: A,
    right: B,
}

impl<A, B> Interleaved<A, B> {
    pub(crate) fn new(left: A, right: B) -> Self {
        Interleaved { left, right }
    }
}

impl<A: Exact, B: Exact> Interleaved<A, B> {
    /// How many items each has that take part by turns, and whether the left one has more than those.
    #[inline]
    fn turns(&self) -> (usize, bool) {
        let left = self.left.indices().unwrap_or(usize::MAX);
        let right = self.right.indices().unwrap_or(usize::MAX);
        (left.min(right), left > right)
    }

    /// How many of the first `n` items are the left one's.
    #[inline]
    fn lefts(&self, n: usize) -> usize {
        let (turns, left_goes_on) = self.turns();
        if n / 2 < turns {
            n.div_ceil(2)
        } else if left_goes_on {
            n - turns
        } else {
            turns
        }
    }

    /// The indices of both chains that `range` stands for.
    #[inline]
    fn in_bases(&self, range: Range<usize>) -> (Range<usize>, Range<usize>) {
        let (from, to) = (self.lefts(range.start), self.lefts(range.end));
        (from..to, range.start - from..range.end - to)
    }

    /// Who is next, and for how long, in the items at the indices `range`.
    #[inline]
    fn order(&self, range: Range<usize>, forward: bool) -> Order {
        let (turns, left_goes_on) = self.turns();
        let end = turns.saturating_mul(2).clamp(range.start, range.end);
        let from_left = match forward {
            true => range.start % 2 == 0,
            false => end % 2 == 1,
        };
        Order {
            from_left,
            by_turns: end - range.start,
            others: range.end - end,
            left_goes_on,
            forward,
        }
    }
}

impl<A, B> Sealed for Interleaved<A, B> {}

impl<A: Exact, B: Exact<Item = A::Item>> Pieces for Interleaved<A, B> {
    type Item = A::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = (A::State, B::State);
    const SHAPE: Shape = A::SHAPE.and(B::SHAPE);

    fn indices(&self) -> Option<usize> {
        self.left.indices()?.checked_add(self.right.indices()?)
    }

    fn many(&self) -> Option<u128> {
        Some(self.left.many()?.saturating_add(self.right.many()?))
    }

    fn open(&mut self) -> Ranges {
        self.hand_over();
        Ranges::of(self.indices())
    }

    fn state(&self) -> Self::State {
        (self.left.state(), self.right.state())
    }

    #[inline]
    fn piece(&self, claim: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        self.forward(claim, state)
    }
}

impl<A: Exact, B: Exact<Item = A::Item>> Exact for Interleaved<A, B> {
    fn keep(&mut self, range: Range<usize>) {
        let len = self.indices().unwrap_or(usize::MAX);
        let (left, right) = self.in_bases(range.start.min(len)..range.end.min(len));
        self.left.keep(left);
        self.right.keep(right);
    }

    fn hand_over(&mut self) {
        self.left.hand_over();
        self.right.hand_over();
    }

    #[inline]
    fn forward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let order = self.order(span.range(), true);
        let (left, right) = span.in_both(|range| self.in_bases(range));
        let left = self.left.forward(left, &mut state.0);
        let right = self.right.forward(right, &mut state.1);
        ByTurns { left, right, order }
    }

    #[inline]
    fn backward(&self, span: Span, state: &mut Self::State) -> impl Iterator<Item = A::Item> {
        let order = self.order(span.range(), false);
        let (left, right) = span.in_both(|range| self.in_bases(range));
        let left = self.left.backward(left, &mut state.0);
        let right = self.right.backward(right, &mut state.1);
        ByTurns { left, right, order }
    }
}

/// Who is next.
struct Order {
    /// Of those that take turns.
    from_left: bool,
    /// How many items are taken by turns, and how many of the longer one alone: behind those, or before them
    /// where this goes backward.
    by_turns: usize,
    others: usize,
    left_goes_on: bool,
    forward: bool,
}

impl Order {
    /// Whether those that take turns do so now.
    #[inline]
    fn is_by_turns(&self) -> bool {
        match self.forward {
            true => self.by_turns > 0,
            false => self.others == 0,
        }
    }

    /// Leaves out up to `n` items, of those that come up in the same way; how many of them are the left
    /// one's, and how many the right one's.
    #[inline]
    fn skip(&mut self, n: usize) -> (usize, usize) {
        if self.is_by_turns() {
            let n = n.min(self.by_turns);
            self.by_turns -= n;
            let (more, fewer) = (n.div_ceil(2), n / 2);
            let sides = if self.from_left {
                (more, fewer)
            } else {
                (fewer, more)
            };
            self.from_left ^= n % 2 == 1;
            return sides;
        }
        let n = n.min(self.others);
        self.others -= n;
        if self.left_goes_on { (n, 0) } else { (0, n) }
    }

    #[inline]
    fn left(&self) -> usize {
        self.by_turns + self.others
    }
}

/// Items of two iterators.
struct ByTurns<A, B> {
    left: A,
    right: B,
    order: Order,
}

/// Leaves out the next `n` items.
#[inline]
fn skip(items: &mut impl Iterator, n: usize) {
    if let Some(others) = n.checked_sub(1) {
        items.nth(others);
    }
}

impl<T, A: Iterator<Item = T>, B: Iterator<Item = T>> Iterator for ByTurns<A, B> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match self.order.skip(1) {
            (1, _) => self.left.next(),
            (_, 1) => self.right.next(),
            _ => None,
        }
    }

    /// Both sides leave theirs out, as in a `zip`.
    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        let mut n = n;
        while n > 0 && self.order.left() > 0 {
            let (left, right) = self.order.skip(n);
            skip(&mut self.left, left);
            skip(&mut self.right, right);
            n -= left + right;
        }
        self.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.order.left();
        (left, Some(left))
    }
}
