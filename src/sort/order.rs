//! Slices that are in order already, or in the reverse one: those are to cost no more than to look at
//! them.

use super::way::piece;
use crate::drive::Clock;
use crate::join;
use crate::sync::{AtomicBool, Ordering};

/// How many pairs of neighbours are looked at beforehand: one in so many elements, and so many at most.
/// (Sort: 100 elements, and random.)
const ONE_IN: usize = 64;
const PAIRS: usize = 16;

/// The fewest elements that are looked at.
pub(super) const FEW: usize = 64;

/// How many neighbours are compared before the answers are looked at. (Sort: sorted, and reversed.)
const BLOCK: usize = 16;

/// A first look at a slice.
pub(super) struct Look {
    /// In all of the pairs, or in none, the second element is less than the first one.
    descends: Option<bool>,
    /// In most of the pairs, or in few, it is: there are runs that are in order, one way or the other.
    pub(super) in_runs: bool,
    /// What a comparison took.
    pub(super) nanos: f32,
}

impl Look {
    /// Of a slice of at least [`FEW`] elements.
    pub(super) fn at<T, F: Fn(&T, &T) -> bool>(items: &[T], less: &F) -> Look {
        let pairs = (items.len() / ONE_IN).clamp(3, PAIRS);
        let stride = items.len() / pairs;
        let descends = |i: usize| less(&items[i * stride + 1], &items[i * stride]);
        let descents = (0..pairs).filter(|&i| descends(i)).count();
        // Once more, since the first time most of the time is the memory's.
        let clock = Clock::start();
        let again = (0..pairs).filter(|&i| descends(i)).count();
        let nanos = clock.nanos() / pairs as f32;
        // (The same both times, unless comparisons contradict themselves.)
        let descents = descents.midpoint(again);
        Look {
            descends: match descents {
                0 => Some(false),
                n if n == pairs => Some(true),
                _ => None,
            },
            in_runs: descents < pairs / 4 || descents > pairs - pairs / 4,
            nanos,
        }
    }

    /// Whether nothing was seen of an order.
    pub(super) fn is_random(&self) -> bool {
        self.descends.is_none() && !self.in_runs
    }

    /// Whether a slice was found in order, or in the reverse one without equal elements, and is in order
    /// now. Of at most `grain` elements one thread finds that out alone.
    pub(super) fn is_in_order<T, F>(&self, items: &mut [T], grain: usize, less: &F) -> bool
    where
        T: Send,
        F: Fn(&T, &T) -> bool + Sync,
    {
        let ends = AtomicBool::new(false);
        match self.descends {
            Some(false) => all_pairs(items, grain, &ends, &|a, b| !less(b, a)),
            Some(true) => {
                let descends = all_pairs(items, grain, &ends, &|a, b| less(b, a));
                if descends && items.len() <= grain {
                    piece(|_| items.reverse());
                } else if descends {
                    let middle = items.len() / 2;
                    let (front, back) = items.split_at_mut(middle);
                    let skipped = back.len() - middle;
                    swap_reversed(front, &mut back[skipped..], grain);
                }
                descends
            }
            None => false,
        }
    }
}

/// Whether all neighbours are as they should be. If `ends` says so, that is not looked at any further,
/// and they are not. (The slice is mutable so that no two threads have the same element.)
fn all_pairs<T, F>(items: &mut [T], grain: usize, ends: &AtomicBool, is_right: &F) -> bool
where
    T: Send,
    F: Fn(&T, &T) -> bool + Sync,
{
    if ends.load(Ordering::Relaxed) {
        return false;
    }
    let are_right = if items.len() <= grain {
        piece(|_| in_blocks(items, is_right))
    } else {
        let middle = items.len() / 2;
        let (left, right) = items.split_at_mut(middle);
        let (a, b) = join(
            || all_pairs(left, grain, ends, is_right),
            || all_pairs(right, grain, ends, is_right),
        );
        a && b && piece(|_| is_right(&items[middle - 1], &items[middle]))
    };
    if !are_right {
        ends.store(true, Ordering::Relaxed);
    }
    are_right
}

/// Whether all neighbours are as they should be. By blocks each of which is looked at to its end: that
/// has no branches, and may be done with vectors.
pub(super) fn in_blocks<T, F: Fn(&T, &T) -> bool>(items: &[T], is_right: &F) -> bool {
    let mut rest = items;
    while let Some(block) = rest.first_chunk::<{ BLOCK + 1 }>() {
        let pair = |i: usize| is_right(&block[i], &block[i + 1]);
        if !(0..BLOCK).fold(true, |all, i| all & pair(i)) {
            return false;
        }
        rest = &rest[BLOCK..];
    }
    rest.is_sorted_by(is_right)
}

/// Swaps the first of the one with the last of the other, and so on.
fn swap_reversed<T: Send>(front: &mut [T], back: &mut [T], grain: usize) {
    if front.len() <= grain {
        let pairs = front.iter_mut().zip(back.iter_mut().rev());
        return piece(|_| pairs.for_each(|(a, b)| std::mem::swap(a, b)));
    }
    let middle = front.len() / 2;
    let (front, inner_front) = front.split_at_mut(middle);
    let (inner_back, back) = back.split_at_mut(back.len() - middle);
    join(
        || swap_reversed(front, back, grain),
        || swap_reversed(inner_front, inner_back, grain),
    );
}
