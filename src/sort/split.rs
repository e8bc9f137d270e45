//! A stable split by a pivot, with a buffer for those that go to the right.
//!
//! Those that stay on the left move up, the others are set aside, and come back behind them. So what was
//! moved, and what was not looked at yet, are always as many as there were, and it is no matter where it
//! ends. Of those that are equal to the pivot, those before it go to the left, and those behind it to the
//! right: as they stood.

use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::ptr;

/// Moves what belongs before the element at `pivot` to the left, in the same order, and says how many
/// those are. None if there was no more room in `buffer` for those that belong to the right, before it
/// was known that none is left: then it was done in part, and equal elements are in their order still.
///
/// Whatever `less` says, or if it panics, each element is in `items` once afterwards.
///
/// # Panics
///
/// With the panic of `less`; or if there is no such element.
pub(super) fn split<T, F: Fn(&T, &T) -> bool>(
    items: &mut [T],
    pivot: usize,
    buffer: &mut [MaybeUninit<T>],
    less: &F,
) -> Option<usize> {
    assert!(pivot < items.len());
    let len = items.len();
    let mut split = Split {
        items: items.as_mut_ptr(),
        buffer: buffer.as_mut_ptr().cast(),
        room: buffer.len(),
        stayed: 0,
        aside: 0,
        at: 0,
        elements: PhantomData,
    };
    let place = split.items.wrapping_add(pivot);
    // SAFETY: O2 ("set aside"): that is an element that was not looked at, and stays one until all before
    // it were.
    let done = split.until(pivot, |item| unsafe { !less(&*place, item) });
    if !done || split.room == split.aside {
        return None;
    }
    let place = split.buffer.wrapping_add(split.aside);
    // SAFETY: there is an element, and room for one more, which was just seen.
    unsafe { split.move_next(false) };
    // SAFETY: O2 ("set aside"): that is where the pivot was set aside, and it stays there.
    let done = split.until(len, |item| unsafe { less(item, &*place) });
    done.then_some(split.stayed)
}

/// A split under way.
///
/// INVARIANT (O2, "set aside"): the first `stayed` of `items`, those from `at` on, and the first `aside`
/// of `buffer`, are elements; between the first ones and `at` is room for as many as are set aside, and
/// nothing to be dropped. For `'a` nobody else has to do with them. When the split is dropped, those that
/// were set aside are back.
struct Split<'a, T> {
    items: *mut T,
    buffer: *mut T,
    room: usize,
    stayed: usize,
    aside: usize,
    at: usize,
    elements: PhantomData<&'a mut T>,
}

impl<T> Split<'_, T> {
    /// Goes on to the element at `end`, unless there is no more room: it says whether it got there.
    fn until(&mut self, end: usize, stays: impl Fn(&T) -> bool) -> bool {
        while self.at < end {
            let room = self.room - self.aside;
            if room == 0 {
                return false;
            }
            for _ in 0..room.min(end - self.at) {
                let next = self.items.wrapping_add(self.at);
                // SAFETY: O2 ("set aside"): it is an element.
                let stays = stays(unsafe { &*next });
                // SAFETY: obligations 1 and 2: it is before the end, and not more go aside than there is
                // room.
                unsafe { self.move_next(stays) };
            }
        }
        true
    }

    /// Moves the next element. (Without a branch: where to cannot be foretold.)
    ///
    /// # Safety
    ///
    /// 1. There is a next element.
    /// 2. There is room in the buffer.
    #[inline(always)]
    unsafe fn move_next(&mut self, stays: bool) {
        let next = self.items.wrapping_add(self.at);
        let up = self.items.wrapping_add(self.stayed);
        let aside = self.buffer.wrapping_add(self.aside);
        let to = if stays { up } else { aside };
        // SAFETY: obligations 1 and 2, O2 ("set aside"): it is an element, there is room here and there,
        // or it is where it stays already; and it counts as moved, by the lines below.
        unsafe { ptr::copy(next, to, 1) };
        self.stayed += usize::from(stays);
        self.aside += usize::from(!stays);
        self.at += 1;
    }
}

/// What was set aside comes back.
impl<T> Drop for Split<'_, T> {
    fn drop(&mut self) {
        let room = self.items.wrapping_add(self.stayed);
        // SAFETY: O2 ("set aside"): there is room for as many, and nobody sees this split again.
        unsafe { ptr::copy_nonoverlapping(self.buffer, room, self.aside) };
    }
}
