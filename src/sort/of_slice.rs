//! What each method compares by, and which way it goes.

use std::cmp::Ordering;

use super::ParallelSort;
use super::cached;
use super::stable::Stable;
use super::unstable::Unstable;
use super::way::sort;
use crate::trace;

impl<T> ParallelSort for [T] {
    type Item = T;

    #[track_caller]
    fn par_sort(&mut self)
    where
        T: Ord + Send,
    {
        let _call = trace::consumer("par_sort");
        sort(self, T::lt, Stable);
    }

    #[track_caller]
    fn par_sort_by<F>(&mut self, compare: F)
    where
        T: Send,
        F: Fn(&T, &T) -> Ordering + Sync,
    {
        let _call = trace::consumer("par_sort_by");
        sort(self, by(compare), Stable);
    }

    #[track_caller]
    fn par_sort_by_key<K, F>(&mut self, key: F)
    where
        T: Send,
        K: Ord,
        F: Fn(&T) -> K + Sync,
    {
        let _call = trace::consumer("par_sort_by_key");
        sort(self, by_key(key), Stable);
    }

    #[track_caller]
    fn par_sort_by_cached_key<K, F>(&mut self, key: F)
    where
        T: Send,
        K: Ord + Send,
        F: Fn(&T) -> K + Sync,
    {
        let _call = trace::consumer("par_sort_by_cached_key");
        cached::sort(self, key);
    }

    #[track_caller]
    fn par_sort_unstable(&mut self)
    where
        T: Ord + Send,
    {
        let _call = trace::consumer("par_sort_unstable");
        sort(self, T::lt, Unstable);
    }

    #[track_caller]
    fn par_sort_unstable_by<F>(&mut self, compare: F)
    where
        T: Send,
        F: Fn(&T, &T) -> Ordering + Sync,
    {
        let _call = trace::consumer("par_sort_unstable_by");
        sort(self, by(compare), Unstable);
    }

    #[track_caller]
    fn par_sort_unstable_by_key<K, F>(&mut self, key: F)
    where
        T: Send,
        K: Ord,
        F: Fn(&T) -> K + Sync,
    {
        let _call = trace::consumer("par_sort_unstable_by_key");
        sort(self, by_key(key), Unstable);
    }
}

/// Whether an element is less than another: all that a sort asks.
fn by<T>(compare: impl Fn(&T, &T) -> Ordering + Sync) -> impl Fn(&T, &T) -> bool + Sync {
    move |a, b| compare(a, b) == Ordering::Less
}

fn by_key<T, K: Ord>(key: impl Fn(&T) -> K + Sync) -> impl Fn(&T, &T) -> bool + Sync {
    move |a, b| key(a).lt(&key(b))
}
