//! Standard iterators that can be split as they are: a clone, advanced by `nth`, is a piece.

use std::collections::vec_deque;
use std::fmt;
use std::iter::{Chain, Copied, Enumerate, Rev, Skip, StepBy, Take, Zip};
use std::ops::{Range, RangeInclusive};
use std::slice::{Chunks, ChunksExact, Iter, RChunks, RChunksExact, Windows};
use std::str::Bytes;

use super::{Exact, Number, Pieces, Sealed, Shape, show_iterator};
use crate::drive::{Ranges, Span};
use crate::sync::Mutex;

/// The most clones to keep: more than there are threads.
const RESTING: usize = 256;

/// A standard iterator that can be split as it is.
pub struct ByNth<I> {
    iter: I,
    /// Where pieces ended, and clones that stand there. Most `nth`s take the same time whatever the
    /// distance, but some walk, and all of a `Zip` do in a debug build: so a piece begins where the one
    /// before it ended.
    resting: Mutex<Vec<(usize, I)>>,
}

impl<I: Splittable> ByNth<I> {
    pub(crate) fn new(iter: I) -> Self {
        ByNth {
            iter,
            resting: Mutex::default(),
        }
    }

    /// The iterator as it stands before item `at`.
    fn advanced_to(&self, at: usize) -> I {
        let (stands_at, mut iter) = self.nearest(at);
        if let Some(skipped) = (at - stands_at).checked_sub(1) {
            iter.nth(skipped);
        }
        iter
    }

    /// Leaves a clone for the piece that begins at `at`. If nobody comes for them, because pieces are dealt
    /// backward, the oldest goes.
    fn rest_at(&self, at: usize, iter: I) {
        let mut resting = self.resting.lock();
        if resting.len() == RESTING {
            resting.remove(0);
        }
        resting.push((at, iter));
    }

    fn nearest(&self, at: usize) -> (usize, I) {
        let mut resting = self.resting.lock();
        let before = resting.iter().enumerate().filter(|(_, rest)| rest.0 <= at);
        let nearest = before.max_by_key(|(_, rest)| rest.0).map(|(i, _)| i);
        match nearest {
            Some(i) if resting[i].0 == at => resting.remove(i),
            // It stays where the seat whose next piece begins there will look for it.
            Some(i) => resting[i].clone(),
            None => (0, self.iter.clone()),
        }
    }
}

impl<I: Clone> Clone for ByNth<I> {
    fn clone(&self) -> Self {
        ByNth {
            iter: self.iter.clone(),
            resting: Mutex::default(),
        }
    }
}

impl<I: Iterator> fmt::Debug for ByNth<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_iterator(f, "ByNth", &self.iter)
    }
}

impl<I> Sealed for ByNth<I> {}

impl<I: Splittable> Pieces for ByNth<I> {
    type Item = I::Item;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::EXACT;

    fn indices(&self) -> Option<usize> {
        self.iter.size_hint().1
    }

    fn open(&mut self) -> Ranges {
        Ranges::of(self.indices())
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = I::Item> {
        let range = claim.range();
        let iter = self.advanced_to(range.start);
        if Some(range.end) != self.indices() && !range.is_empty() {
            let mut rest = iter.clone();
            rest.nth(range.len() - 1);
            self.rest_at(range.end, rest);
        }
        iter.first(range.len())
    }
}

impl<I: Splittable> Exact for ByNth<I> {
    fn keep(&mut self, _: Range<usize>) {}

    fn hand_over(&mut self) {}

    #[inline]
    fn forward(&self, span: Span, state: &mut ()) -> impl Iterator<Item = I::Item> {
        self.piece(span, state)
    }

    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = I::Item> {
        let range = span.range();
        Backward {
            before: self.advanced_to(range.start),
            left: range.len(),
            turned: Vec::new(),
        }
    }
}

/// So many items at a time are turned round.
const TURNED: usize = 64;

/// The items of a piece, the last one first. These iterators run no closures, and not all of them go
/// backward: it makes no difference how a piece is turned, but no item is made that a step leaves out.
struct Backward<I: Iterator> {
    /// Stands before the first item of the piece.
    before: I,
    /// How many items are left of it, those that are turned not counted in.
    left: usize,
    turned: Vec<I::Item>,
}

impl<I: Splittable> Iterator for Backward<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        if self.turned.is_empty() {
            let n = self.left.min(TURNED);
            self.left -= n;
            let mut items = self.before.clone();
            if let Some(skipped) = self.left.checked_sub(1) {
                items.nth(skipped);
            }
            self.turned.extend(items.take(n));
        }
        self.turned.pop()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.left + self.turned.len();
        (left, Some(left))
    }

    fn nth(&mut self, n: usize) -> Option<I::Item> {
        let turned = self.turned.len();
        self.turned.truncate(turned.saturating_sub(n));
        self.left = self.left.saturating_sub(n.saturating_sub(turned));
        self.next()
    }
}

/// Standard iterators that know their length, clone cheaply and reach their `nth` item without making those
/// before it.
#[doc(hidden)]
pub trait Splittable: Iterator + Clone {
    /// Its first `n` items, of which it has no fewer.
    fn first(self, n: usize) -> impl Iterator<Item = Self::Item> {
        self.take(n)
    }
}

impl<T> Splittable for Iter<'_, T> {}
impl<T> Splittable for Chunks<'_, T> {}
impl<T> Splittable for ChunksExact<'_, T> {}
impl<T> Splittable for RChunks<'_, T> {}
impl<T> Splittable for RChunksExact<'_, T> {}
impl<T> Splittable for Windows<'_, T> {}
impl<T> Splittable for vec_deque::Iter<'_, T> {
    /// All the way to its end it goes from slice to slice, elsewhere from item to item.
    #[inline]
    fn first(mut self, n: usize) -> impl Iterator<Item = Self::Item> {
        if let Some(behind) = (self.len() - n).checked_sub(1) {
            self.nth_back(behind);
        }
        self
    }
}
impl Splittable for Bytes<'_> {}
impl<T: Number> Splittable for Range<T> where Self: Iterator {}
impl<T: Number> Splittable for RangeInclusive<T> where Self: Iterator {}
impl<'a, T: Copy + 'a, I: Splittable<Item = &'a T>> Splittable for Copied<I> {}
impl<I: Splittable> Splittable for Enumerate<I> {}
impl<I: Splittable> Splittable for Skip<I> {}
impl<I: Splittable> Splittable for Take<I> {}
impl<I: Splittable> Splittable for StepBy<I> {}
impl<I: Splittable + DoubleEndedIterator> Splittable for Rev<I> {}
impl<A: Splittable, B: Splittable> Splittable for Zip<A, B> {}
impl<A: Splittable, B: Splittable<Item = A::Item>> Splittable for Chain<A, B> {}
