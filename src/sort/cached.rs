//! Sorting by keys that are made once.

use super::unstable::Unstable;
use super::way::{piece, sort as sort_by};
use crate::IntoParallel;
use crate::pool::current_threads;
use crate::trace;

/// Sorts by keys, each of which comes with the place of its element. So no two are equal, and the sort of
/// keys need not be a stable one.
#[track_caller]
pub(super) fn sort<T, K, F>(items: &mut [T], key: F)
where
    T: Send,
    K: Ord + Send,
    F: Fn(&T) -> K + Sync,
{
    if items.len() < 2 || current_threads() == 1 {
        return piece(|part| {
            items.sort_by_cached_key(key);
            part.add(items.len());
        });
    }
    // (By mutable reference: an element goes to one thread, and may be of a kind that two cannot look
    // at.)
    let keyed = items.iter_mut().par().enumerate();
    let keyed = keyed.map(|(place, item)| (key(item), place));
    // For a trace, that is a call within this one.
    let sort = trace::here();
    let inside = sort.enter();
    let mut keyed = keyed.collect_vec();
    drop(inside);
    sort_by(&mut keyed, <(K, usize)>::lt, Unstable);
    let mut places: Vec<usize> = keyed.into_iter().map(|(_, place)| place).collect();
    piece(|_| arrange(items, &mut places));
}

/// Moves each element to where `places` has the place that it was in: those that change places with each
/// other one after the other, around in a circle.
pub(super) fn arrange<T>(items: &mut [T], places: &mut [usize]) {
    for first in 0..items.len() {
        let mut to = first;
        loop {
            // Behind this, the circle is done so far.
            let from = std::mem::replace(&mut places[to], to);
            if from == first {
                break;
            }
            items.swap(to, from);
            to = from;
        }
    }
}
