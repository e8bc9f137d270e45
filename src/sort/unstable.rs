//! The unstable sort: quicksort, whose two sides are sorted at the same time, down to parts for `std`'s
//! sort.

use super::way::{Way, one_of_some, ordering};
use crate::join;
use crate::tempo::SortPlan;

/// Larger elements are moved where they have to be; others always, which costs less than to find out.
/// (Sort: random, and strings.)
const SMALL: usize = 4 * size_of::<usize>();

/// In place.
pub(super) struct Unstable;

impl Way for Unstable {
    #[inline]
    fn alone<T, F: Fn(&T, &T) -> bool>(items: &mut [T], less: &F) {
        items.sort_unstable_by(|a, b| ordering(less(a, b)));
    }

    fn in_parts<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], plan: &SortPlan, less: &F) {
        sort_part(items, false, plan, less, plan.most_splits(items.len()));
    }
}

/// Sorts a part, of which it may be known that the first element `is_least`. Where splitting does not get
/// on, because of a choice of elements made to that end, `std` does the rest: it is never slow.
fn sort_part<T, F>(items: &mut [T], is_least: bool, plan: &SortPlan, less: &F, splits: u32)
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
{
    let rest = &mut items[usize::from(is_least)..];
    if rest.len() <= plan.leaf_in_place || splits == 0 {
        return Unstable::alone(rest, less);
    }
    rest.swap(0, one_of_some(rest, |count| count / 2, less));
    if is_least && !less(&items[0], &items[1]) {
        // Of few different values many are the least.
        let equal = partition(&mut items[1..], |item, pivot| !less(pivot, item));
        return sort_part(&mut items[equal + 2..], false, plan, less, splits - 1);
    }
    let rest = &mut items[usize::from(is_least)..];
    let middle = partition(rest, |item, pivot| less(item, pivot));
    // What is to the right begins with the pivot, which is the least there.
    let (left, right) = items.split_at_mut(usize::from(is_least) + middle);
    join(
        || sort_part(left, is_least, plan, less, splits - 1),
        || sort_part(right, true, plan, less, splits - 1),
    );
}

/// Moves those that are to be `before` the first element to the front, that one behind them, and says
/// where it is then. (Lomuto's way, without a branch on what a comparison says.)
#[inline]
fn partition<T>(items: &mut [T], before: impl Fn(&T, &T) -> bool) -> usize {
    let Some((pivot, rest)) = items.split_first_mut() else {
        return 0;
    };
    let mut count = 0;
    for at in 0..rest.len() {
        let is_before = before(&rest[at], pivot);
        if size_of::<T>() <= SMALL || (is_before && at != count) {
            rest.swap(at, count);
        }
        count += usize::from(is_before);
    }
    items.swap(0, count);
    count
}
