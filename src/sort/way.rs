//! One slice, one question of any two elements, one way or the other: whether sharing pays, and what
//! then.

use std::cmp::Ordering;

use super::order::{FEW, Look};
use crate::pool::{current_threads, price_of_help};
use crate::tempo::{SortPlan, samples};
use crate::trace::{self, Begun, Part};

/// How a slice is sorted.
pub(super) trait Way {
    /// Fewer elements are left to `std`.
    const LEAST: usize;

    /// As `std` does it.
    fn alone<T, F: Fn(&T, &T) -> bool>(items: &mut [T], less: &F);

    /// At least [`FEW`] elements, by several threads where that pays.
    fn many<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], less: &F);
}

/// Sorts a slice.
#[inline]
pub(super) fn sort<T, F, W>(items: &mut [T], less: F, _way: W)
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
    W: Way,
{
    const { assert!(W::LEAST >= FEW) };
    if items.len() < W::LEAST || size_of::<T>() == 0 {
        leaf::<T, F, W>(items, &less);
    } else {
        W::many(items, &less);
    }
}

/// Does what one thread does at a stretch: a piece of the sort, as a trace shows it. `f` adds the elements
/// that are done with it.
#[inline]
pub(super) fn piece<R>(f: impl FnOnce(&mut Part) -> R) -> R {
    let sort = trace::here();
    let _inside = sort.enter();
    let mut part = sort.part();
    part.begin();
    f(&mut part)
}

/// A part that `std` sorts.
#[inline]
pub(super) fn leaf<T, F: Fn(&T, &T) -> bool, W: Way>(items: &mut [T], less: &F) {
    piece(|part| {
        W::alone(items, less);
        part.add(items.len());
    });
}

/// That so many elements are in order is known by what was done before.
pub(super) fn are_done(count: usize) {
    piece(|part| part.add(count));
}

/// Does what helpers may come to.
#[inline]
pub(super) fn shared(f: impl FnOnce()) {
    let sort = trace::here();
    sort.begun(Begun::Shared);
    sort.shared();
    f();
    sort.helpers_left();
}

/// What a slice looks like, and how it is sorted in parts, if that pays.
pub(super) fn look<T, F>(items: &[T], less: &F) -> (Look, Option<SortPlan>)
where
    F: Fn(&T, &T) -> bool,
{
    let look = piece(|_| Look::at(items, less));
    let price = price_of_help() as f32;
    let plan = SortPlan::of(
        items.len(),
        size_of::<T>(),
        look.nanos,
        current_threads(),
        price,
    );
    (look, plan)
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
