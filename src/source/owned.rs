//! The items of a vector, by value.

use std::mem::MaybeUninit;

use super::{Pieces, Sealed};
use crate::drive::{Ranges, Span};

/// The items of a vector, by value.
///
/// INVARIANT (handed over): until `open` the vector owns its items. From then on its length is 0 and the claims on
/// `0..len` own them; the vector only keeps their memory.
pub struct Owned<T> {
    items: Vec<T>,
    /// Taken from the vector by `open`, as one that may be written through: dropping an item writes.
    first: *mut T,
    len: usize,
}

// SAFETY: a shared `Owned` hands out its items by value, and nothing else of them, so it is a way to send those.
unsafe impl<T: Send> Sync for Owned<T> {}
// SAFETY: it owns its items, by the vector or by the claims to come, and `first` points at nothing else.
unsafe impl<T: Send> Send for Owned<T> {}

impl<T> Owned<T> {
    pub(crate) fn new(items: Vec<T>) -> Self {
        Owned {
            first: std::ptr::null_mut(),
            len: items.len(),
            items,
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
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        Some(self.len)
    }

    fn open(&mut self) -> Ranges {
        // SAFETY: by "handed over" no item is left to the vector, and 0 is within its capacity.
        unsafe { self.items.set_len(0) };
        self.first = self.items.as_mut_ptr();
        Ranges::new(self.len)
    }

    #[inline]
    fn piece(&self, claim: Span) -> impl Iterator<Item = T> {
        let range = claim.range();
        assert!(range.start <= range.end && range.end <= self.len && !self.first.is_null());
        let first = self.first.cast::<MaybeUninit<T>>();
        // SAFETY: `open` was called, and the range was just seen to lie in what was the vector's length, so in its memory.
        let first = unsafe { first.add(range.start) };
        // SAFETY: the memory lives as long as `self`, and by "claimed once" nobody else refers to this part of it.
        let items = unsafe { std::slice::from_raw_parts_mut(first, range.len()) };
        OwnedPiece {
            items: items.iter_mut(),
        }
    }
}

/// The items of one claim. Owns those that it has yet to yield, all initialised: "handed over".
struct OwnedPiece<'a, T> {
    items: std::slice::IterMut<'a, MaybeUninit<T>>,
}

impl<T> Iterator for OwnedPiece<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let item = self.items.next()?;
        // SAFETY: "handed over": this item was still owned here, and with the step just made it is no longer.
        Some(unsafe { item.assume_init_read() })
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<T> Drop for OwnedPiece<'_, T> {
    fn drop(&mut self) {
        if std::mem::needs_drop::<T>() {
            let rest = std::mem::take(&mut self.items).into_slice();
            let rest = std::ptr::from_mut(rest) as *mut [T];
            // SAFETY: "handed over": these items are still owned here, and `items` has let go of them.
            unsafe { std::ptr::drop_in_place(rest) };
        }
    }
}
