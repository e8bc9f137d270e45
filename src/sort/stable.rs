//! The stable sort: `std`'s for parts of the slice, which are then merged.

use std::mem::MaybeUninit;

use super::merge::merge;
use super::{Way, ordering};
use crate::join;
use crate::sink::advise_huge_pages;
use crate::tempo::SortPlan;

/// Keeps equal elements in their order.
pub(super) struct Stable;

impl Way for Stable {
    #[inline]
    fn alone<T, F: Fn(&T, &T) -> bool>(items: &mut [T], less: &F) {
        items.sort_by(|a, b| ordering(less(a, b)));
    }

    fn in_parts<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], plan: &SortPlan, less: &F) {
        let mut buffer = Vec::with_capacity(plan.left_part(items.len()));
        let buffer = buffer.spare_capacity_mut();
        advise_huge_pages(buffer);
        sort_part(items, buffer, plan, less);
    }
}

/// Sorts a part, with a buffer for its own left part at least.
fn sort_part<T, F>(items: &mut [T], buffer: &mut [MaybeUninit<T>], plan: &SortPlan, less: &F)
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
{
    if items.len() <= plan.leaf {
        return Stable::alone(items, less);
    }
    let middle = plan.left_part(items.len());
    let (left, right) = items.split_at_mut(middle);
    let (left_buffer, right_buffer) = buffer.split_at_mut(plan.left_part(middle));
    join(
        || sort_part(left, left_buffer, plan, less),
        || sort_part(right, right_buffer, plan, less),
    );
    merge(items, middle, buffer, plan.piece, less);
}
