//! Huge pages for large outputs.
//!
//! Filling fresh memory for the first time is mostly page faults: one for every 4 KiB, of which huge pages
//! save all but one in 512. Linux gives them for the asking where transparent huge pages are set to
//! `madvise`, as most distributions have it.

use std::mem::MaybeUninit;

/// Smaller outputs are seldom fresh memory, and fault little.
#[cfg(all(target_os = "linux", not(miri)))]
const LARGE: usize = 4 << 20;

/// The size of a huge page. Where it is another one, this is a multiple of the page size all the same.
#[cfg(all(target_os = "linux", not(miri)))]
const HUGE: usize = 2 << 20;

/// Asks for huge pages where `room` is large, and for no memory beyond it.
#[cfg(all(target_os = "linux", not(miri)))]
pub(crate) fn advise<T>(room: &mut [MaybeUninit<T>]) {
    let bytes = size_of_val(room);
    if bytes < LARGE {
        return;
    }
    let first = room.as_mut_ptr().cast::<libc::c_void>();
    let skipped = first.addr().next_multiple_of(HUGE) - first.addr();
    let whole = bytes.saturating_sub(skipped) / HUGE * HUGE;
    let first = first.wrapping_byte_add(skipped);
    if whole > 0 {
        // SAFETY: no invariant needed: these pages lie in `room`, and the advice changes nothing that a
        // program can see. It may be refused.
        unsafe { libc::madvise(first, whole, libc::MADV_HUGEPAGE) };
    }
}

/// Elsewhere there is nothing to ask. (Miri has no pages.)
#[cfg(not(all(target_os = "linux", not(miri))))]
pub(crate) fn advise<T>(_room: &mut [MaybeUninit<T>]) {}
