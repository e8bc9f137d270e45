//! The elements of a slice, by mutable reference.

use std::marker::PhantomData;

use super::{Pieces, Sealed};
use crate::drive::{Ranges, Span};

/// The elements of a slice, by mutable reference.
pub struct SliceMut<'a, T> {
    first: *mut T,
    len: usize,
    slice: PhantomData<&'a mut [T]>,
}

// SAFETY: a shared `SliceMut` hands out mutable references to its elements, so it is a way to send those.
unsafe impl<T: Send> Sync for SliceMut<'_, T> {}
// SAFETY: it is a mutable slice by another name.
unsafe impl<T: Send> Send for SliceMut<'_, T> {}

impl<'a, T> SliceMut<'a, T> {
    pub(crate) fn new(items: &'a mut [T]) -> Self {
        SliceMut {
            first: items.as_mut_ptr(),
            len: items.len(),
            slice: PhantomData,
        }
    }
}

impl<T> Sealed for SliceMut<'_, T> {}

impl<'a, T> Pieces for SliceMut<'a, T> {
    type Item = &'a mut T;
    type Claim = Span;
    type Dealer = Ranges;
    const EXACT: bool = true;

    fn indices(&self) -> Option<usize> {
        Some(self.len)
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.len)
    }

    #[inline]
    fn piece(&self, claim: Span) -> impl Iterator<Item = &'a mut T> {
        let range = claim.range();
        assert!(range.start <= range.end && range.end <= self.len);
        // SAFETY: the range was just seen to lie in the slice.
        let first = unsafe { self.first.add(range.start) };
        // SAFETY: these elements are borrowed for 'a, and by "claimed once" nobody else has a reference to them.
        let items: &'a mut [T] = unsafe { std::slice::from_raw_parts_mut(first, range.len()) };
        items.iter_mut()
    }
}
