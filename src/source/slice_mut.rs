//! The elements of a slice, by mutable reference.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

use super::{Exact, Pieces, Sealed, Shape};
use crate::drive::{Ranges, Span};

/// The elements of a slice, by mutable reference.
pub struct SliceMut<'a, T> {
    first: *mut T,
    len: usize,
    slice: PhantomData<&'a mut [T]>,
}

// SAFETY: by D5 ("claimed once") what a shared `SliceMut` hands out to several threads are mutable
// references to different elements, so it is a way to send those.
unsafe impl<T: Send> Sync for SliceMut<'_, T> {}
// SAFETY: before it is shared it is a mutable slice by another name, and that may be sent.
unsafe impl<T: Send> Send for SliceMut<'_, T> {}

impl<'a, T> SliceMut<'a, T> {
    pub(crate) fn new(items: &'a mut [T]) -> Self {
        SliceMut {
            first: items.as_mut_ptr(),
            len: items.len(),
            slice: PhantomData,
        }
    }

    /// The elements of a claim.
    #[inline]
    fn elements(&self, claim: Span) -> &'a mut [T] {
        let range = claim.range();
        assert!(range.start <= range.end && range.end <= self.len);
        // SAFETY: no invariant needed: the range was just seen to lie in the slice.
        let first = unsafe { self.first.add(range.start) };
        // SAFETY: these elements are borrowed for 'a, and by D5 ("claimed once") nobody else has a
        // reference to them.
        unsafe { std::slice::from_raw_parts_mut(first, range.len()) }
    }
}

impl<T> fmt::Debug for SliceMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SliceMut").field("len", &self.len).finish()
    }
}

impl<T> Sealed for SliceMut<'_, T> {}

impl<'a, T> Pieces for SliceMut<'a, T> {
    type Item = &'a mut T;
    type Claim = Span;
    type Dealer = Ranges;
    type State = ();
    const SHAPE: Shape = Shape::ONE_BY_ONE;

    fn indices(&self) -> Option<usize> {
        Some(self.len)
    }

    fn open(&mut self) -> Ranges {
        Ranges::new(self.len)
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Span, _: &mut ()) -> impl Iterator<Item = &'a mut T> {
        self.elements(claim).iter_mut()
    }
}

impl<T> Exact for SliceMut<'_, T> {
    fn keep(&mut self, _: Range<usize>) {}

    fn hand_over(&mut self) {}

    #[inline]
    fn forward(&self, span: Span, state: &mut ()) -> impl Iterator<Item = Self::Item> {
        self.piece(span, state)
    }

    #[inline]
    fn backward(&self, span: Span, _: &mut ()) -> impl Iterator<Item = Self::Item> {
        self.elements(span).iter_mut().rev()
    }
}
