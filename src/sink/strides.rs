//! Going through items until one of them is the end.

use std::ops::ControlFlow::{self, Continue};

/// How many items come between two jumps back.
const STRIDE: usize = 8;

/// [`Iterator::try_fold`], to an end that may come at any item; several items at a time where it is known
/// how many there are.
///
/// A loop of a few instructions that may end at each item takes twice as long where it happens to lie
/// across two lines of the instruction cache, which every change to a program decides anew. The compiler
/// unrolls loops with one exit, but none with two.
///
/// The first item is looked at apart: from then on a loop has in registers what its closure has captured.
/// Items whose number is not known are left to `try_fold`, which knows best how to go through those.
#[inline(always)]
pub(super) fn until_an_end<T, A, B>(
    items: &mut impl Iterator<Item = T>,
    init: A,
    mut step: impl FnMut(A, T) -> ControlFlow<B, A>,
) -> ControlFlow<B, A> {
    let Some(first) = items.next() else {
        return Continue(init);
    };
    let mut done = step(init, first)?;
    if let (least, Some(most)) = items.size_hint() {
        let strides = if least == most { least / STRIDE } else { 0 };
        for _ in 0..strides {
            for _ in 0..STRIDE {
                // Iterators may be wrong about themselves.
                let Some(item) = items.next() else {
                    return Continue(done);
                };
                done = step(done, item)?;
            }
        }
    }
    items.try_fold(done, step)
}
