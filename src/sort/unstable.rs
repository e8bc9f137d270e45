//! The unstable sort: quicksort, whose two sides are sorted at the same time, down to parts for `std`'s
//! sort.
//!
//! Where equal elements end up goes by what comparisons say, and by how long the slice is: never by how many
//! threads there are, or by how long anything takes. One thread takes the same way.

use super::order::Look;
use super::way::{Way, are_done, leaf, look, one_of_some, ordering, piece, shared};
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
        match plan {
            Some(plan) => shared(|| sort(items, look, plan.look, true, less)),
            None => sort(items, look, items.len(), false, less),
        }
    }
}

/// Sorts a slice that was looked at, with helpers if they come `together`.
fn sort<T, F>(items: &mut [T], look: Look, grain: usize, together: bool, less: &F)
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
{
    let len = items.len();
    if look.is_in_order(items, grain, less) {
        return are_done(len);
    }
    let leaf = leaf_in_place(len);
    let parts = Parts {
        leaf,
        together,
        less,
    };
    parts.sort(items, false, most_splits(len, leaf));
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
        let skipped = usize::from(is_least);
        if items.len() - skipped <= self.leaf || splits == 0 {
            are_done(skipped);
            return leaf::<T, F, Unstable>(&mut items[skipped..], less);
        }
        let (equal, middle) = piece(|part| {
            let rest = &mut items[skipped..];
            rest.swap(0, one_of_some(rest, |count| count / 2, less));
            if is_least && !less(&items[0], &items[1]) {
                // Of few different values many are the least.
                let equal = partition(&mut items[1..], |item, pivot| !less(pivot, item)) + 2;
                part.add(equal);
                return (Some(equal), 0);
            }
            let middle = partition(&mut items[skipped..], |item, pivot| less(item, pivot));
            (None, skipped + middle)
        });
        if let Some(equal) = equal {
            return self.sort(&mut items[equal..], false, splits - 1);
        }
        // What is to the right begins with the pivot, which is the least there.
        let (left, right) = items.split_at_mut(middle);
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
