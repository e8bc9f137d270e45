//! One slice, one question of any two elements, one way or the other: whether sharing pays, and what
//! then.

use std::cmp::Ordering;

use super::order::{FEW, Look};
use crate::pool::{current_threads, price_of_help};
use crate::tempo::{SortPlan, samples};

/// How parts are sorted, and a whole slice in parts.
pub(super) trait Way {
    /// By one thread: as `std` does it.
    fn alone<T, F: Fn(&T, &T) -> bool>(items: &mut [T], less: &F);

    /// By several.
    fn in_parts<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], plan: &SortPlan, less: &F);
}

/// Sorts a slice.
#[inline]
pub(super) fn sort<T, F, W>(items: &mut [T], less: F, way: W)
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
    W: Way,
{
    if items.len() < FEW || size_of::<T>() == 0 || current_threads() == 1 {
        W::alone(items, &less);
    } else {
        sort_many(items, &less, way);
    }
}

#[inline(never)]
fn sort_many<T, F, W>(items: &mut [T], less: &F, _way: W)
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
    W: Way,
{
    let look = Look::at(items, less);
    let price = price_of_help() as f32;
    let plan = SortPlan::of(
        items.len(),
        size_of::<T>(),
        look.nanos,
        current_threads(),
        price,
    );
    match plan {
        None => W::alone(items, less),
        Some(plan) if look.is_in_order(items, &plan, less) => {}
        Some(plan) if look.in_runs => W::in_parts(items, &plan.in_runs(), less),
        Some(plan) => W::in_parts(items, &plan, less),
    }
}

/// What `std`'s sorts ask for, who want to know no more than that either.
#[inline(always)]
pub(super) fn ordering(is_less: bool) -> Ordering {
    if is_less {
        Ordering::Less
    } else {
        Ordering::Greater
    }
}

/// The place of an element that has a certain rank among so many, which are spread over the slice.
#[inline(never)]
pub(super) fn one_of_some<T, F>(items: &[T], rank: impl FnOnce(usize) -> usize, less: &F) -> usize
where
    F: Fn(&T, &T) -> bool,
{
    let mut places = samples(items.len());
    let rank = rank(places.len());
    let compare = |a: &usize, b: &usize| ordering(less(&items[*a], &items[*b]));
    let (_, place, _) = places.select_nth_unstable_by(rank, compare);
    *place
}
