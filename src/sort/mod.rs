//! Sorting slices.
//!
//! What an element is compared by is all that differs between the methods: so all of them come down to
//! [`sort`](way::sort), with the stable way or the unstable one.

mod cached;
#[allow(unsafe_code, reason = "moves elements to a buffer and back")]
mod merge;
mod of_slice;
mod order;
#[allow(unsafe_code, reason = "moves elements to a buffer and back")]
mod split;
mod stable;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;
mod unstable;
mod way;

use std::cmp::Ordering;

/// Slices that are sorted by several threads at once.
///
/// Each method does what the standard library's without `par_` does. The stable ones keep equal elements
/// in their order, and allocate as much as half the slice (and up to 16 KiB for each thread, if those are
/// more than that leaves room for); the others allocate nothing that grows with the slice. A slice that
/// is short, given what a comparison takes, is left to the standard library's method, which for stable
/// sorts may allocate as much as the slice; so is, by a stable sort, any slice within
/// `with_threads(1, …)`, and one of at most 512 KiB that has few different values and is cheap to
/// compare. A slice that is in order already, or in the reverse one, is not sorted but looked
/// at.
///
/// ```
/// use abreast::prelude::*;
///
/// let mut words = ["side", "by", "side"];
/// words.par_sort();
/// assert_eq!(words, ["by", "side", "side"]);
/// ```
///
/// Elements go from thread to thread:
///
/// ```compile_fail,E0277
/// use abreast::prelude::*;
/// use std::rc::Rc;
///
/// let mut shared = vec![Rc::new(2), Rc::new(1)];
/// shared.par_sort(); // `Rc<i32>` cannot be sent between threads
/// ```
///
/// # Which comparison
///
/// They are made on several threads at once, in no order that one could rely on. If one panics, or if
/// they contradict each other, the slice has each of its elements once afterwards, in some order. With
/// comparisons that contradict each other a method may panic, as the standard library's do.
///
/// # Source
///
/// The stable ones divide the slice into as many parts as there are threads, and merge these in parallel:
/// each merge is cut in two where its output is half full, as long as it is large (*merge path*: Deo and
/// Sarkar 1991). Within such a part they are a stable quicksort, both sides of which are sorted at the
/// same time, or more merges where there are runs in order, down to parts for the standard library's
/// `sort_by`. The unstable ones are a quicksort (Hoare 1961, with the partition by Lomuto), down to parts
/// for the standard library's `sort_unstable_by`.
pub trait ParallelSort: sealed::Sealed {
    /// What is sorted.
    type Item;

    /// Sorts the slice, and keeps equal elements in their order.
    ///
    /// See [`ParallelSort`] for the memory that it takes, and where it comes from.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut numbers = [4, -5, 1, -3];
    /// numbers.par_sort();
    /// assert_eq!(numbers, [-5, -3, 1, 4]);
    /// ```
    ///
    /// # Panics
    ///
    /// With the panic of a comparison. May panic if comparisons contradict each other.
    fn par_sort(&mut self)
    where
        Self::Item: Ord + Send;

    /// Sorts the slice by what `compare` says, and keeps equal elements in their order.
    ///
    /// See [`ParallelSort`] for the memory that it takes, and where it comes from.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut floats = [5.0, 4.0, 1.0];
    /// floats.par_sort_by(f64::total_cmp);
    /// assert_eq!(floats, [1.0, 4.0, 5.0]);
    /// ```
    ///
    /// # Panics
    ///
    /// With a panic of `compare`. May panic if what it says contradicts itself.
    fn par_sort_by<F>(&mut self, compare: F)
    where
        Self::Item: Send,
        F: Fn(&Self::Item, &Self::Item) -> Ordering + Sync;

    /// Sorts the slice by a key of each element, and keeps elements with equal keys in their order.
    ///
    /// A key is made for each comparison. Where that takes long, see
    /// [`par_sort_by_cached_key`](ParallelSort::par_sort_by_cached_key). See [`ParallelSort`] for the
    /// memory that it takes, and where it comes from.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut numbers = [4, -5, 1, 5];
    /// numbers.par_sort_by_key(|x: &i32| x.abs());
    /// assert_eq!(numbers, [1, 4, -5, 5]);
    /// ```
    ///
    /// # Panics
    ///
    /// With a panic of `key` or of a comparison. May panic if comparisons contradict each other.
    fn par_sort_by_key<K, F>(&mut self, key: F)
    where
        Self::Item: Send,
        K: Ord,
        F: Fn(&Self::Item) -> K + Sync;

    /// Sorts the slice by a key of each element, which is made once, and keeps elements with equal keys
    /// in their order.
    ///
    /// The keys are made in parallel, and kept to the end, each with a number: that is how much memory it
    /// takes. The keys are then sorted as by [`par_sort_unstable`](ParallelSort::par_sort_unstable), and
    /// their elements moved to their places by the calling thread. (A *Schwartzian transform*, as in the
    /// standard library.)
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut numbers = [-3, 22, 100];
    /// numbers.par_sort_by_cached_key(|x: &i32| x.to_string());
    /// assert_eq!(numbers, [-3, 100, 22]);
    /// ```
    ///
    /// # Panics
    ///
    /// With the panic of `key` for the first element for which it panics: the slice is as it was. Or with
    /// the panic of a comparison. May panic if comparisons contradict each other.
    fn par_sort_by_cached_key<K, F>(&mut self, key: F)
    where
        Self::Item: Send,
        K: Ord + Send,
        F: Fn(&Self::Item) -> K + Sync;

    /// Sorts the slice, in place. Equal elements are in some order then, which is not that of `std`'s
    /// method, but the same each time, on any number of threads.
    ///
    /// See [`ParallelSort`] for where it comes from.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut numbers = [4, -5, 1, -3];
    /// numbers.par_sort_unstable();
    /// assert_eq!(numbers, [-5, -3, 1, 4]);
    /// ```
    ///
    /// # Panics
    ///
    /// With the panic of a comparison. May panic if comparisons contradict each other.
    fn par_sort_unstable(&mut self)
    where
        Self::Item: Ord + Send;

    /// Sorts the slice by what `compare` says, in place. Equal elements are in some order then, which is not
    /// that of `std`'s method, but the same each time, on any number of threads.
    ///
    /// See [`ParallelSort`] for where it comes from.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut numbers = [4, 1, 3];
    /// numbers.par_sort_unstable_by(|a: &i32, b: &i32| b.cmp(a));
    /// assert_eq!(numbers, [4, 3, 1]);
    /// ```
    ///
    /// # Panics
    ///
    /// With a panic of `compare`. May panic if what it says contradicts itself.
    fn par_sort_unstable_by<F>(&mut self, compare: F)
    where
        Self::Item: Send,
        F: Fn(&Self::Item, &Self::Item) -> Ordering + Sync;

    /// Sorts the slice by a key of each element, in place. Elements with equal keys are in some order then,
    /// which is not that of `std`'s method, but the same each time, on any number of threads.
    ///
    /// A key is made for each comparison. See [`ParallelSort`] for where it comes from.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let mut numbers = [4, -5, 1];
    /// numbers.par_sort_unstable_by_key(|x: &i32| x.abs());
    /// assert_eq!(numbers, [1, 4, -5]);
    /// ```
    ///
    /// # Panics
    ///
    /// With a panic of `key` or of a comparison. May panic if comparisons contradict each other.
    fn par_sort_unstable_by_key<K, F>(&mut self, key: F)
    where
        Self::Item: Send,
        K: Ord,
        F: Fn(&Self::Item) -> K + Sync;
}

mod sealed {
    /// Is there for slices only.
    pub trait Sealed {}
    impl<T> Sealed for [T] {}
}
