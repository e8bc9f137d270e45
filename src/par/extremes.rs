//! Consumers that find the smallest item, or the greatest.

use std::cmp::Ordering;

use crate::chain::Par;
use crate::panic::drop_first;
use crate::sink::best;
use crate::source::Pieces;
use crate::trace;

/// # Extremes
///
/// All of these block until everything is done.
impl<P: Pieces> Par<P> {
    /// The smallest item; `None` if there are none. Of several, the first one, as in `std`.
    ///
    /// Blocks until all are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([3, 1, 2].par().min(), Some(1));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn min(self) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Ord + Send,
    {
        let _call = trace::consumer("min");
        best(self.chain, self.options, |one, other| {
            smaller(one.cmp(&other), one, other)
        })
    }

    /// The smallest item, as `compare` has it; `None` if there are none. Of several, the first one, as in
    /// `std`.
    ///
    /// Blocks until all are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([0.5, 0.1, 0.9].par().min_by(f64::total_cmp), Some(0.1));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn min_by<F>(self, compare: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        F: Fn(&P::Item, &P::Item) -> Ordering + Sync,
    {
        let _call = trace::consumer("min_by");
        self.reduce(move |one, other| smaller(compare(&one, &other), one, other))
    }

    /// The item with the smallest key; `None` if there are none. Of several, the first one, as in `std`.
    ///
    /// Blocks until all are done. `key` is called once for each item.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([-3, 1, 2].par().min_by_key(|x: &i32| x.abs()), Some(1));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn min_by_key<K, F>(self, key: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        K: Ord + Send,
        F: Fn(&P::Item) -> K + Sync,
    {
        let _call = trace::consumer("min_by_key");
        let keyed = self.map(move |item| (key(&item), item));
        let better = |one: (K, _), other: (K, _)| smaller(one.0.cmp(&other.0), one, other);
        let best = best(keyed.chain, keyed.options, better);
        best.map(|(key, item)| drop_first(key, item))
    }

    /// The greatest item; `None` if there are none. Of several, the last one, as in `std`.
    ///
    /// Blocks until all are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([3, 1, 2].par().max(), Some(3));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn max(self) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Ord + Send,
    {
        let _call = trace::consumer("max");
        best(self.chain, self.options, |one, other| {
            greater(one.cmp(&other), one, other)
        })
    }

    /// The greatest item, as `compare` has it; `None` if there are none. Of several, the last one, as in
    /// `std`.
    ///
    /// Blocks until all are done.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([0.5, 0.1, 0.9].par().max_by(f64::total_cmp), Some(0.9));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn max_by<F>(self, compare: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        F: Fn(&P::Item, &P::Item) -> Ordering + Sync,
    {
        let _call = trace::consumer("max_by");
        self.reduce(move |one, other| greater(compare(&one, &other), one, other))
    }

    /// The item with the greatest key; `None` if there are none. Of several, the last one, as in `std`.
    ///
    /// Blocks until all are done. `key` is called once for each item.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([-3, 1, 2].par().max_by_key(|x: &i32| x.abs()), Some(-3));
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chain's closures by position.
    #[track_caller]
    pub fn max_by_key<K, F>(self, key: F) -> Option<P::Item>
    where
        P: Sync,
        P::Item: Send,
        K: Ord + Send,
        F: Fn(&P::Item) -> K + Sync,
    {
        let _call = trace::consumer("max_by_key");
        let keyed = self.map(move |item| (key(&item), item));
        let better = |one: (K, _), other: (K, _)| greater(one.0.cmp(&other.0), one, other);
        let best = best(keyed.chain, keyed.options, better);
        best.map(|(key, item)| drop_first(key, item))
    }

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

/// Of two items in this order: the first of equal ones, as in `std`.
#[inline]
fn smaller<T>(order: Ordering, one: T, other: T) -> T {
    match order {
        Ordering::Greater => drop_first(one, other),
        _ => drop_first(other, one),
    }
}

/// Of two items in this order: the last of equal ones, as in `std`.
#[inline]
fn greater<T>(order: Ordering, one: T, other: T) -> T {
    match order {
        Ordering::Greater => drop_first(other, one),
        _ => drop_first(one, other),
    }
}
