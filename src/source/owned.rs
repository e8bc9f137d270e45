//! The items of a vector, by value.

use std::fmt;
use std::mem::{ManuallyDrop, MaybeUninit};
use std::ops::Range;
use std::ptr::NonNull;

use super::{Exact, Pieces, Sealed, Shape};
use crate::drive::{Ranges, Span};

/// The items of a vector, by value.
///
/// INVARIANT (D6, handed over): until `open` the vector owns its items, which are those at the indices
/// `kept`. From then on its length is 0 and the claims on `kept` own them; the vector only keeps their
/// memory, or has given it to a room, which outlives the claims.
pub struct Owned<T> {
    items: Vec<T>,
    /// Taken from the vector when its items are handed over, as one that may be written through: dropping
    /// an item writes.
    first: *mut T,
    len: usize,
    /// The indices of the items that are in the vector.
    kept: Range<usize>,
}

// SAFETY: by D5 and D6 a shared `Owned` hands out each item once, by value, and nothing else of them, so it
// is a way to send those.
unsafe impl<T: Send> Sync for Owned<T> {}
// SAFETY: by D6 it owns its items, by the vector or by the claims to come, and `first` points at nothing
// else.
unsafe impl<T: Send> Send for Owned<T> {}

impl<T> Owned<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        Owned {
            first: std::ptr::null_mut(),
            len: items.len(),
            kept: 0..items.len(),
            items,
        }
    }

    /// The items of what has to be gone through by one thread first.
    pub(crate) fn of(items: impl IntoIterator<Item = T>) -> Self {
        Owned::new(items.into_iter().collect())
    }

    /// Makes the claims to come the owners of the items, unless they are already.
    fn give_away(&mut self) {
        if self.first.is_null() {
            // SAFETY: by D6 ("handed over") no item is left to the vector, and 0 is within its capacity.
            unsafe { self.items.set_len(0) };
            self.first = self.items.as_mut_ptr();
        }
    }

    /// Where the memory of this index begins, for itself and for whatever takes the item's place.
    #[inline]
    fn address_of(&self, index: usize) -> NonNull<T> {
        assert!(self.kept.start <= index && index <= self.kept.end);
        let first = NonNull::new(self.first).expect("the items are handed over");
        // SAFETY: D6: the index was just seen to be one of those that were kept in the vector, so in its
        // memory, or the next.
        unsafe { first.add(index - self.kept.start) }
    }

    /// The items of a claim.
    #[inline]
    fn items_of(&self, claim: Span) -> OwnedPiece<'_, T> {
        let range = claim.range();
        assert!(range.start <= range.end && range.end <= self.kept.end);
        let first = self.address_of(range.start).cast::<MaybeUninit<T>>();
        let mut items = NonNull::slice_from_raw_parts(first, range.len());
        // SAFETY: D6: the memory lives longer than the claims do, in `self` or in a room; it holds as many
        // items as were just checked; and by D5 ("claimed once") nobody else refers to this part of it.
        let items = unsafe { items.as_mut() };
        OwnedPiece {
            items: items.iter_mut(),
        }
    }
}

/// Before it is opened, as a chain that is cloned always is.
impl<T: Clone> Clone for Owned<T> {
    fn clone(&self) -> Self {
        assert!(self.first.is_null() && self.items.len() == self.len);
        Owned::new(self.items.clone())
    }
}

impl<T> fmt::Debug for Owned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owned").field("len", &self.len).finish()
    }
}

impl<T> Sealed for Owned<T> {}

impl<T> Pieces for Owned<T> {
    type Item = T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::in_memory::<T>();

    fn indices(&self) -> Option<usize> {
        Some(self.len)
    }

    #[inline]
    fn room<U>(&mut self) -> Option<Vec<U>> {
        let stride = Self::SHAPE.room::<U>()?;
        self.give_away();
        let mut memory = ManuallyDrop::new(std::mem::take(&mut self.items));
        let (first, capacity) = (memory.as_mut_ptr(), memory.capacity());
        // SAFETY: no invariant needed: the vector's memory, which is its own no more, has the alignment and
        // the size in bytes that one of so many `U` has, and none of them is said to be there.
        Some(unsafe { Vec::from_raw_parts(first.cast(), 0, stride * capacity) })
    }

    #[inline]
    fn memory_of<U>(&self, index: usize) -> Option<Memory<U>> {
        Some(Memory {
            first: self.address_of(index).cast(),
            stride: Self::SHAPE.room::<U>()?,
        })
    }

    fn open(&mut self) -> Ranges {
        self.give_away();
        Ranges::new(self.len)
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.items_of(claim)
    }
}

impl<T> Exact for Owned<T> {
    fn hand_over(&mut self) {
        self.give_away();
    }

    fn keep(&mut self, range: Range<usize>) {
        let Range { start, end } = self.kept;
        self.kept = start..range.end.clamp(start, end);
        self.items.truncate(self.kept.len());
        let skipped = range.start.clamp(start, self.kept.end) - start;
        self.kept.start += skipped;
        self.items.drain(..skipped);
    }

    #[inline]
    fn forward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.items_of(span)
    }

    #[inline]
    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.items_of(span).rev()
    }
}

/// The memory of an index, for what takes the place of its item.
pub struct Memory<U> {
    pub(crate) first: NonNull<U>,
    /// How many of those would fit.
    pub(crate) stride: usize,
}

/// The items of one claim. Owns those that it has yet to yield, all initialised (D6, "handed over").
struct OwnedPiece<'a, T> {
    items: std::slice::IterMut<'a, MaybeUninit<T>>,
}

impl<T> Iterator for OwnedPiece<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let item = self.items.next()?;
        // SAFETY: D6, "handed over": this item was still owned here, and with the step just made it is no
        // longer.
        Some(unsafe { item.assume_init_read() })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }

    /// What is left out has to be dropped, if anything has.
    #[inline]
    fn nth(&mut self, n: usize) -> Option<T> {
        if std::mem::needs_drop::<T>() {
            self.by_ref().take(n).for_each(drop);
            return self.next();
        }
        let item = self.items.nth(n)?;
        // SAFETY: as in `next`.
        Some(unsafe { item.assume_init_read() })
    }

    /// By itself, because the compiler would look at each item once more for whether `next` gave one.
    #[inline]
    fn fold<A, F: FnMut(A, T) -> A>(mut self, init: A, mut f: F) -> A {
        let mut folded = init;
        for item in self.items.by_ref() {
            // SAFETY: as in `next`.
            folded = f(folded, unsafe { item.assume_init_read() });
        }
        folded
    }
}

impl<T> DoubleEndedIterator for OwnedPiece<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        let item = self.items.next_back()?;
        // SAFETY: as in `next`.
        Some(unsafe { item.assume_init_read() })
    }

    /// As `nth`.
    #[inline]
    fn nth_back(&mut self, n: usize) -> Option<T> {
        if std::mem::needs_drop::<T>() {
            self.by_ref().rev().take(n).for_each(drop);
            return self.next_back();
        }
        let item = self.items.nth_back(n)?;
        // SAFETY: as in `next`.
        Some(unsafe { item.assume_init_read() })
    }
}

impl<T> Drop for OwnedPiece<'_, T> {
    fn drop(&mut self) {
        if std::mem::needs_drop::<T>() {
            let rest = std::mem::take(&mut self.items).into_slice();
            let rest = std::ptr::from_mut(rest) as *mut [T];
            // SAFETY: D6, "handed over": these items are still owned here, and `items` has let go of them.
            unsafe { std::ptr::drop_in_place(rest) };
        }
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_piece_knows_how_many_items_it_has() {
        let mut owned = Owned::new(vec![1, 2, 3]);
        owned.open();
        let mut items = owned.items_of(Span::claimed(0..3));
        assert_eq!(items.size_hint(), (3, Some(3)));
        assert_eq!(items.next(), Some(1));
        assert_eq!(items.size_hint(), (2, Some(2)));
    }
}
