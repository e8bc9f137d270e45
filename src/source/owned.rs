//! The items of a vector, by value.

use std::mem::MaybeUninit;
use std::ops::Range;

use super::{Exact, Pieces, Sealed};
use crate::drive::{Ranges, Span};

/// The items of a vector, by value.
///
/// INVARIANT (D6, handed over): until `open` the vector owns its items, which are those at the indices `kept`. From then on
/// its length is 0 and the claims on `kept` own them; the vector only keeps their memory.
pub struct Owned<T> {
    items: Vec<T>,
    /// Taken from the vector by `open`, as one that may be written through: dropping an item writes.
    first: *mut T,
    len: usize,
    /// The indices of the items that are in the vector.
    kept: Range<usize>,
}

// SAFETY: by D5 and D6 a shared `Owned` hands out each item once, by value, and nothing else of them, so it is a way to
// send those.
unsafe impl<T: Send> Sync for Owned<T> {}
// SAFETY: by D6 it owns its items, by the vector or by the claims to come, and `first` points at nothing else.
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

    /// The items of a claim.
    #[inline]
    fn items_of(&self, claim: Span) -> OwnedPiece<'_, T> {
        let range = claim.range();
        assert!(self.kept.start <= range.start && range.start <= range.end);
        assert!(range.end <= self.kept.end && !self.first.is_null());
        let first = self.first.cast::<MaybeUninit<T>>();
        // SAFETY: D6: `open` was called, and the range was just seen to lie in what was kept in the vector, so in its memory.
        let first = unsafe { first.add(range.start - self.kept.start) };
        // SAFETY: the memory lives as long as `self`, and by D5 ("claimed once") nobody else refers to this part of it.
        let items = unsafe { std::slice::from_raw_parts_mut(first, range.len()) };
        OwnedPiece {
            items: items.iter_mut(),
        }
    }
}

impl<T> FromIterator<T> for Owned<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Owned::new(items.into_iter().collect())
    }
}

impl<T> Sealed for Owned<T> {}

impl<T> Pieces for Owned<T> {
    type Item = T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        Some(self.len)
    }

    fn open(&mut self) -> Ranges {
        // SAFETY: by D6 ("handed over") no item is left to the vector, and 0 is within its capacity.
        unsafe { self.items.set_len(0) };
        self.first = self.items.as_mut_ptr();
        Ranges::new(self.len)
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = T> {
        self.items_of(claim)
    }
}

impl<T> Exact for Owned<T> {
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

/// The items of one claim. Owns those that it has yet to yield, all initialised (D6, "handed over").
struct OwnedPiece<'a, T> {
    items: std::slice::IterMut<'a, MaybeUninit<T>>,
}

impl<T> Iterator for OwnedPiece<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let item = self.items.next()?;
        // SAFETY: D6, "handed over": this item was still owned here, and with the step just made it is no longer.
        Some(unsafe { item.assume_init_read() })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<T> DoubleEndedIterator for OwnedPiece<'_, T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        let item = self.items.next_back()?;
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
