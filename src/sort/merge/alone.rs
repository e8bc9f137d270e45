//! A merge, or two in turns, by one thread.

use std::ptr;

use super::{Merge, distance};

/// How many elements are merged without a look at the ends of the runs. If all of them came from the same
/// run, the next ones are compared as a block. (Sort: few values, and runs.)
const BLOCK: usize = 32;

/// A merge of at least so many elements is done as two, in turns. (Sort: random.)
pub(super) const LONG: usize = 8 * BLOCK;

/// By one thread.
impl<T> Merge<'_, T> {
    pub(super) fn alone<F: Fn(&T, &T) -> bool>(self, less: &F) {
        if self.len() < LONG {
            return self.finish(less);
        }
        let Some(merge) = self.unless_apart(less) else {
            return;
        };
        let (mut first, mut second) = merge.cut(less);
        while first.has_blocks() && second.has_blocks() {
            let (left, other_left) = (first.left, second.left);
            for _ in 0..BLOCK {
                // SAFETY: obligation 1: both runs had a block each, of which at most this one was taken.
                unsafe { first.step(less) };
                // SAFETY: obligation 1: as above.
                unsafe { second.step(less) };
            }
            first.after_block(left, less);
            second.after_block(other_left, less);
        }
        first.finish(less);
        second.finish(less);
    }

    /// Does the rest alone.
    fn finish<F: Fn(&T, &T) -> bool>(mut self, less: &F) {
        while self.has_blocks() {
            let left = self.left;
            for _ in 0..BLOCK {
                // SAFETY: obligation 1: both runs had a block, of which at most this one was taken.
                unsafe { self.step(less) };
            }
            self.after_block(left, less);
        }
        while self.left != self.left_end && self.right != self.right_end {
            // SAFETY: obligation 1: neither run is at its end.
            unsafe { self.step(less) };
        }
        // What is left of the left run goes into the hole, when this is dropped.
    }

    /// Both runs are at least a block long.
    #[inline(always)]
    fn has_blocks(&self) -> bool {
        self.left_len() >= BLOCK && self.right_len() >= BLOCK
    }

    /// Moves the next element to the front of the hole. (Without a branch: which one it is cannot be
    /// foretold.)
    ///
    /// # Safety
    ///
    /// 1. Neither run is at its end.
    #[inline(always)]
    unsafe fn step<F: Fn(&T, &T) -> bool>(&mut self, less: &F) {
        // SAFETY: obligation 1, O1 ("hole"): it is an element.
        let left = unsafe { &*self.left };
        // SAFETY: obligation 1, O1 ("hole"): it is an element.
        let right = unsafe { &*self.right };
        let takes_right = less(right, left);
        let next = if takes_right { self.right } else { self.left };
        // SAFETY: O1 ("hole"): the hole has room, since the left run is not at its end; and afterwards the
        // element counts as moved, by the lines below.
        unsafe { ptr::copy_nonoverlapping(next, self.out, 1) };
        self.left = self.left.wrapping_add(usize::from(!takes_right));
        self.right = self.right.wrapping_add(usize::from(takes_right));
        self.out = self.out.wrapping_add(1);
    }

    /// After a block was merged, when the left run had begun at `left`. If all came from the same run,
    /// more may.
    #[inline(always)]
    fn after_block<F: Fn(&T, &T) -> bool>(&mut self, left: *mut T, less: &F) {
        let taken = distance(left, self.left);
        if taken == 0 || taken == BLOCK {
            self.whole_blocks(less);
        }
    }

    /// Moves block after block, as long as one goes before all of the other run.
    #[cold]
    #[inline(never)]
    fn whole_blocks<F: Fn(&T, &T) -> bool>(&mut self, less: &F) {
        while self.has_blocks() {
            let (left, right) = (self.left_run(), self.right_run());
            if !less(&right[0], &left[BLOCK - 1]) {
                // SAFETY: O1 ("hole"): these are elements, and the hole is as long as the left run, so it
                // has room.
                unsafe { ptr::copy_nonoverlapping(self.left, self.out, BLOCK) };
                self.left = self.left.wrapping_add(BLOCK);
            } else if less(&right[BLOCK - 1], &left[0]) {
                // SAFETY: O1 ("hole"): as above, and the hole moves on by as much.
                unsafe { ptr::copy(self.right, self.out, BLOCK) };
                self.right = self.right.wrapping_add(BLOCK);
            } else {
                return;
            }
            self.out = self.out.wrapping_add(BLOCK);
        }
    }
}
