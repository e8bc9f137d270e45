//! The unstable sort: quicksort, whose two sides are sorted at the same time, down to parts for `std`'s
//! sort.
//!
//! Where equal elements end up goes by what comparisons say, and by how long the slice is: never by how many
//! threads there are, or by how long anything takes. One thread takes the same way.

use super::way::{Way, look, one_of_some, ordering};
use crate::join;
use crate::tempo::{LEAST_LEAF_IN_PLACE, leaf_in_place, most_splits};

/// Larger elements are moved where they have to be; others always, which costs less than to find out.
/// (Sort: random, and strings.)
const SMALL: usize = 4 * size_of::<usize>();

/// In place.
pub(super) struct Unstable;

impl Way for Unstable {
    /// As many as are split.
    const LEAST: usize = LEAST_LEAF_IN_PLACE + 1;

    #[inline]
    fn alone<T, F: Fn(&T, &T) -> bool>(items: &mut [T], less: &F) {
        items.sort_unstable_by(|a, b| ordering(less(a, b)));
    }

    #[inline(never)]
    fn many<T: Send, F: Fn(&T, &T) -> bool + Sync>(items: &mut [T], less: &F) {
        let (look, plan) = look(items, less);
        let len = items.len();
        let grain = plan.as_ref().map_or(len, |plan| plan.look);
        if !look.is_in_order(items, grain, less) {
            let leaf = leaf_in_place(len);
            let parts = Parts {
                leaf,
                together: plan.is_some(),
                less,
            };
            parts.sort(items, false, most_splits(len, leaf));
        }
    }
}

/// How parts are sorted.
struct Parts<'f, F> {
    /// At most so many elements are left to `std`.
    leaf: usize,
    /// Whether both sides of a part are sorted at the same time.
    together: bool,
    less: &'f F,
}

impl<F> Parts<'_, F> {
    /// Sorts a part, of which it may be known that the first element `is_least`. Where splitting does not
    /// get on, because of a choice of elements made to that end, `std` does the rest: it is never slow.
    fn sort<T: Send>(&self, items: &mut [T], is_least: bool, splits: u32)
    where
        F: Fn(&T, &T) -> bool + Sync,
    {
        let less = self.less;
        let rest = &mut items[usize::from(is_least)..];
        if rest.len() <= self.leaf || splits == 0 {
            return Unstable::alone(rest, less);
        }
        rest.swap(0, one_of_some(rest, |count| count / 2, less));
        if is_least && !less(&items[0], &items[1]) {
            // Of few different values many are the least.
            let equal = partition(&mut items[1..], |item, pivot| !less(pivot, item));
            return self.sort(&mut items[equal + 2..], false, splits - 1);
        }
        let rest = &mut items[usize::from(is_least)..];
        let middle = partition(rest, |item, pivot| less(item, pivot));
        // What is to the right begins with the pivot, which is the least there.
        let (left, right) = items.split_at_mut(usize::from(is_least) + middle);
        let mut sort_left = || self.sort(left, is_least, splits - 1);
        let mut sort_right = || self.sort(right, true, splits - 1);
        if self.together {
            join(sort_left, sort_right);
        } else {
            sort_left();
            sort_right();
        }
    }
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
