//! The smallest and the greatest item at once.

use std::cmp::Ordering;

use crate::chain::Par;
use crate::panic::drop_first;
use crate::sink::best;
use crate::source::Pieces;
use crate::trace;

/// # Both extremes at once
impl<P: Pieces> Par<P> {
    /// The smallest item and the greatest; `None` if there are none. Of equal ones the first is the
    /// smallest, and the last the greatest, as with [`min`](Par::min) and [`max`](Par::max). A single item
    /// is both, and is cloned.
    ///
    /// Blocks until all are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([3, 1, 2].par().min_max(), Some((1, 3)));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn min_max(self) -> Option<(P::Item, P::Item)>
    where
        P: Sync,
        P::Item: Ord + Clone + Send,
    {
        let _call = trace::consumer("min_max");
        let ones = self.map(|min| Extremes { min, max: None });
        let both = best(ones.chain, ones.options, Extremes::and)?;
        let max = both.max.unwrap_or_else(|| both.min.clone());
        Some((both.min, max))
    }
}

/// The extremes of some items.
struct Extremes<T> {
    min: T,
    /// Nothing of a single item.
    max: Option<T>,
}

impl<T: Ord> Extremes<T> {
    fn max(&self) -> &T {
        self.max.as_ref().unwrap_or(&self.min)
    }

    /// Of neighbours.
    #[inline]
    fn and(self, right: Extremes<T>) -> Extremes<T> {
        let left = self;
        let right_has_min = right.min.cmp(&left.min) == Ordering::Less;
        let right_has_max = left.max().cmp(right.max()) != Ordering::Greater;
        match (right_has_min, right_has_max) {
            (false, false) => drop_first(right, left),
            (true, true) => drop_first(left, right),
            (false, true) => Extremes::of(left, right),
            (true, false) => Extremes::of(right, left),
        }
    }

    /// The smallest item of one, and the greatest of the other.
    fn of(one: Extremes<T>, other: Extremes<T>) -> Extremes<T> {
        let (max, rest) = match other.max {
            Some(max) => (max, Some(other.min)),
            None => (other.min, None),
        };
        let extremes = Extremes {
            min: one.min,
            max: Some(max),
        };
        drop_first((rest, one.max), extremes)
    }
}
