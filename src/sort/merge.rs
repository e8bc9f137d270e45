//! Two neighbouring runs become one, with a buffer for the left one.
//!
//! The left run is moved to the buffer, which leaves a hole in front of the right run. Whatever comes next
//! is moved to the front of the hole: from the buffer, which makes the hole shorter, or from behind the
//! hole, which moves it on. So the hole is always as long as what is left in the buffer, and what is left
//! fits in.
//!
//! A merge can be cut in two at any place of its output. Two binary searches' worth of comparisons say
//! how many elements of each run belong before that place (the *merge path*: Deo and Sarkar 1991, Odeh,
//! Green, Mwassi, Shmueli and Birk 2012); those of the right run move up, and the hole is in two parts,
//! each in front of what it is for. The parts have nothing in common, and go to different threads; or to
//! the same one, which does them in turns, since a processor has half of its units idle in a single
//! merge.

mod alone;

use std::marker::PhantomData;
use std::mem::{MaybeUninit, forget};
use std::ptr;

use super::way::piece;
use crate::join;
use alone::LONG;

/// Elements are moved to the buffer by one thread if there are not more than so many bytes: some dozen
/// microseconds. (Sort: 5,000,000.)
const COPY: usize = 256 << 10;

/// Puts `items` in order, whose first `middle` elements are in order, and the others as well. Of equal
/// elements those of the first part come first. Merges of at most `grain` elements are not shared.
///
/// Whatever `less` says, or if it panics, each element is in `items` once afterwards.
///
/// # Panics
///
/// With the panic of `less`; or if `middle` is beyond the end, or the first part does not fit into
/// `buffer`.
pub(super) fn merge<T, F>(
    items: &mut [T],
    middle: usize,
    buffer: &mut [MaybeUninit<T>],
    grain: usize,
    less: &F,
) where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
{
    let (left, right) = items.split_at(middle);
    let (Some(last), Some(first)) = (left.last(), right.first()) else {
        return;
    };
    // What is in its place already stays there.
    let (begin, end) = piece(|_| match less(first, last) {
        true => {
            let begin = left.partition_point(|item| !less(first, item));
            let end = middle + right.partition_point(|item| less(item, last));
            (begin, end)
        }
        false => (middle, middle),
    });
    if begin < middle && middle < end {
        Merge::new(&mut items[begin..end], middle - begin, buffer).share(grain, less);
    }
}

/// A merge under way.
///
/// INVARIANT (O1, "hole"): `left..left_end` and `right..right_end` are elements that are still to be
/// merged, `out..right` is the hole, as long as `left..left_end`, and there is nothing to be dropped in
/// it. For `'a` nobody else has to do with any of the three. When the merge is over, or dropped, the hole
/// is empty.
struct Merge<'a, T> {
    left: *mut T,
    left_end: *mut T,
    right: *mut T,
    right_end: *mut T,
    out: *mut T,
    elements: PhantomData<&'a mut T>,
}

// SAFETY: by O1 ("hole") it has the elements to itself, so to send it is to send those.
unsafe impl<T: Send> Send for Merge<'_, T> {}

impl<'a, T> Merge<'a, T> {
    /// Moves the first `middle` elements to the buffer.
    fn new(items: &'a mut [T], middle: usize, buffer: &'a mut [MaybeUninit<T>]) -> Self
    where
        T: Send,
    {
        let len = items.len();
        let buffer = &mut buffer[..middle];
        // SAFETY: obligation 1: what is moved is from now on this merge's, which begins with the hole
        // there.
        unsafe { move_all(&mut items[..middle], buffer) };
        let left = buffer.as_mut_ptr().cast::<T>();
        let out = items.as_mut_ptr();
        Merge {
            left,
            left_end: left.wrapping_add(middle),
            right: out.wrapping_add(middle),
            right_end: out.wrapping_add(len),
            out,
            elements: PhantomData,
        }
    }

    #[inline(always)]
    fn left_len(&self) -> usize {
        distance(self.left, self.left_end)
    }

    #[inline(always)]
    fn right_len(&self) -> usize {
        distance(self.right, self.right_end)
    }

    fn len(&self) -> usize {
        self.left_len() + self.right_len()
    }

    #[inline(always)]
    fn left_run(&self) -> &[T] {
        // SAFETY: O1 ("hole"): these are elements, and they are this merge's.
        unsafe { std::slice::from_raw_parts(self.left, self.left_len()) }
    }

    #[inline(always)]
    fn right_run(&self) -> &[T] {
        // SAFETY: O1 ("hole"): these are elements, and they are this merge's.
        unsafe { std::slice::from_raw_parts(self.right, self.right_len()) }
    }

    /// Does it, with whoever has nothing to do.
    fn share<F>(self, grain: usize, less: &F)
    where
        T: Send,
        F: Fn(&T, &T) -> bool + Sync,
    {
        if self.len() <= grain.max(LONG) {
            return piece(|_| self.alone(less));
        }
        let cut = piece(|_| Some(self.unless_apart(less)?.cut(less)));
        let Some((first, second)) = cut else {
            return;
        };
        join(|| first.share(grain, less), || second.share(grain, less));
    }

    /// If all of one run goes before all of the other, does that.
    #[inline]
    fn unless_apart<F: Fn(&T, &T) -> bool>(mut self, less: &F) -> Option<Self> {
        let (left, right) = (self.left_run(), self.right_run());
        let (Some(first), Some(last)) = (left.first(), left.last()) else {
            return None;
        };
        // (An empty right run is behind the left one as well.)
        if right.first().is_none_or(|right| !less(right, last)) {
            return None;
        }
        if right.last().is_some_and(|right| less(right, first)) {
            self.move_up(right.len());
            return None;
        }
        Some(self)
    }

    /// Moves the first `count` elements of the right run to the front of the hole, behind which is then
    /// the rest.
    fn move_up(&mut self, count: usize) {
        assert!(count <= self.right_len());
        // SAFETY: O1 ("hole"): from `out` to behind these elements all is this merge's; and afterwards
        // they count as moved, by the lines below.
        unsafe { ptr::copy(self.right, self.out, count) };
        self.right = self.right.wrapping_add(count);
        self.out = self.out.wrapping_add(count);
    }

    /// Cuts it in two, in the middle of what it is to put out.
    fn cut<F: Fn(&T, &T) -> bool>(self, less: &F) -> (Self, Self) {
        let (left, right) = (self.left_run(), self.right_run());
        let middle = self.len() / 2;
        let from_left = merge_path(left, right, middle, less);
        let from_right = middle - from_left;
        let hole = self.left_len() - from_left;
        let (left, right, out) = (self.left, self.right, self.out);
        let (left_end, right_end) = (self.left_end, self.right_end);
        forget(self);
        let second = Merge {
            left: left.wrapping_add(from_left),
            left_end,
            right: right.wrapping_add(from_right),
            right_end,
            out: out.wrapping_add(middle),
            elements: PhantomData,
        };
        let first_right = out.wrapping_add(from_left);
        debug_assert_eq!(distance(second.out, second.right), hole);
        // SAFETY: O1 ("hole"): these elements, and the hole in front of them, were the merge's that is cut.
        // They move up by as much as its second part has in the buffer, so its hole is then behind them.
        unsafe { ptr::copy(right, first_right, from_right) };
        let first = Merge {
            left,
            left_end: left.wrapping_add(from_left),
            right: first_right,
            right_end: first_right.wrapping_add(from_right),
            out,
            elements: PhantomData,
        };
        (first, second)
    }
}

/// Puts what is left of the left run into the hole.
impl<T> Drop for Merge<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: O1 ("hole"): the hole is as long, and nobody sees this merge again.
        unsafe { ptr::copy_nonoverlapping(self.left, self.out, self.left_len()) };
    }
}

/// How many elements from here to there. (Not of size 0: those are never merged.)
#[inline(always)]
fn distance<T>(from: *const T, to: *const T) -> usize {
    (to.addr() - from.addr()) / const { size_of::<T>() }
}

/// Of the first `count` elements of what both runs become, how many are of the left one. It is at most as
/// long as that, and leaves no more to the right one than that has, also if `less` contradicts itself.
fn merge_path<T, F>(left: &[T], right: &[T], count: usize, less: &F) -> usize
where
    F: Fn(&T, &T) -> bool,
{
    let (mut least, mut most) = (count.saturating_sub(right.len()), count.min(left.len()));
    while least < most {
        let middle = least.midpoint(most);
        if less(&right[count - middle - 1], &left[middle]) {
            most = middle;
        } else {
            least = middle + 1;
        }
    }
    least
}

/// Moves all elements to the buffer.
///
/// # Safety
///
/// 1. The elements are not used any more where they were, or not where they are now.
unsafe fn move_all<T: Send>(items: &mut [T], buffer: &mut [MaybeUninit<T>]) {
    assert_eq!(items.len(), buffer.len());
    if size_of_val(items) <= COPY {
        let to = buffer.as_mut_ptr().cast::<T>();
        // SAFETY: obligation 1, and they are as long as each other, and not the same.
        return piece(|_| unsafe { ptr::copy_nonoverlapping(items.as_ptr(), to, items.len()) });
    }
    let middle = items.len() / 2;
    let (items, other_items) = items.split_at_mut(middle);
    let (buffer, other_buffer) = buffer.split_at_mut(middle);
    join(
        // SAFETY: obligation 1.
        || unsafe { move_all(items, buffer) },
        // SAFETY: obligation 1.
        || unsafe { move_all(other_items, other_buffer) },
    );
}
