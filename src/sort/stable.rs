//! The stable sort: for each thread a part, which it splits by pivots down to what `std`'s sort is for; and
//! merges of such parts by all.

use std::mem::MaybeUninit;

use super::merge::merge;
use super::order::{FEW, in_blocks};
use super::split::split;
use super::way::{Way, are_done, leaf, look, one_of_some, ordering, piece, shared};
use crate::join;
use crate::pool::current_threads;
use crate::sink::advise_huge_pages;
use crate::tempo::{SortPlan, is_for_std, most_splits, samples};

/// How many of some elements are equal to one of them, where there are few different values. (Sort: 16
/// values.)
const MANY: usize = 2;

/// Keeps equal elements in their order.
pub(super) struct Stable;

impl Way for Stable {
    const LEAST: usize = FEW;

    #[inline]
    fn alone<T, F: Fn(&T, &T) -> bool>(items: &mut [T], less: &F) {
        items.sort_by(|a, b| ordering(less(a, b)));
    }

    #[inline(never)]
    fn many<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], less: &F) {
        if current_threads() == 1 {
            return leaf::<T, F, Stable>(items, less);
        }
        match look(items, less) {
            (_, None) => leaf::<T, F, Stable>(items, less),
            (look, _)
                if look.is_random()
                    && is_for_std(size_of_val(items), look.nanos, || different(items, less)) =>
            {
                leaf::<T, F, Stable>(items, less);
            }
            (look, Some(plan)) => shared(|| {
                if look.is_in_order(items, plan.look, less) {
                    are_done(items.len());
                } else if look.in_runs {
                    in_parts(items, &plan.in_runs(), less);
                } else {
                    in_parts(items, &plan, less);
                }
            }),
        }
    }
}

fn in_parts<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], plan: &SortPlan, less: &F) {
    let mut buffer = Vec::with_capacity(plan.left_part(items.len()));
    let buffer = buffer.spare_capacity_mut();
    advise_huge_pages(buffer);
    let splits = most_splits(items.len(), plan.leaf);
    sort_part(items, buffer, plan, less, splits);
}

/// Sorts a part, with a buffer for its own left part at least.
///
/// Large parts are sorted in two halves, which are merged by all threads. A part that is one thread's by
/// and large is split by a pivot, which costs half as much.
fn sort_part<T, F>(
    items: &mut [T],
    buffer: &mut [MaybeUninit<T>],
    plan: &SortPlan,
    less: &F,
    splits: u32,
) where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
{
    if items.len() <= plan.leaf {
        return leaf::<T, F, Stable>(items, less);
    }
    // Of few different values, all that are left here may be equal.
    if piece(|_| in_blocks(items, &|a, b| !less(b, a))) {
        return are_done(items.len());
    }
    let left_part = |len| plan.left_part(len);
    let by_pivot = items.len() <= plan.largest_split && splits > 0;
    let room = &mut buffer[..left_part(items.len())];
    let (pivot, split) = piece(|_| {
        let pivot = by_pivot.then(|| pivot(items, plan, less)).flatten();
        let split = pivot.and_then(|pivot| split(items, pivot, room, less));
        (pivot, split)
    });
    let splits = match by_pivot && pivot.is_none() {
        true => 0,
        false => splits.saturating_sub(1),
    };
    let middle = split.unwrap_or(left_part(items.len()));
    let (left, right) = items.split_at_mut(middle);
    let (left_buffer, right_buffer) = buffer.split_at_mut(left_part(middle));
    join(
        || sort_part(left, left_buffer, plan, less, splits),
        || sort_part(right, right_buffer, plan, less, splits),
    );
    if split.is_none() {
        merge(items, middle, buffer, plan.grain, less);
    }
}

/// How many different values there are among how many elements of a slice.
fn different<T, F: Fn(&T, &T) -> bool>(items: &[T], less: &F) -> (usize, usize) {
    let mut places = samples(items.len());
    places.sort_unstable_by(|a, b| ordering(less(&items[*a], &items[*b])));
    let is_another = |pair: &&[usize]| less(&items[pair[0]], &items[pair[1]]);
    let different = 1 + places.windows(2).filter(is_another).count();
    (different, places.len())
}

/// The place of an element to split a part by; none if there seem to be few different values, which merges
/// take by the block.
fn pivot<T, F: Fn(&T, &T) -> bool>(items: &[T], plan: &SortPlan, less: &F) -> Option<usize> {
    let pivot = one_of_some(items, |count| plan.rank(count), less);
    let is_equal = |a: &T, b: &T| !less(a, b) && !less(b, a);
    let mut others = samples(items.len());
    others.retain(|&at| at != pivot && is_equal(&items[at], &items[pivot]));
    (others.len() < MANY).then_some(pivot)
}
