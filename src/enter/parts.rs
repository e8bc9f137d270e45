//! Parts of slices, between elements that a closure tells.

use crate::chain::Par;
use crate::source::{ChunkBy, Cut, Split, SplitInclusive};

/// Parts of a slice, between elements that a closure tells, dealt by elements: any thread can begin anywhere
/// in it.
///
/// (Parts of a given length are the slice's own `chunks`, `windows` and the like, which have `par_map`.) The
/// closures run on whichever thread looks for the beginning or the end of a part, and may be called more
/// than once for an element. Options such as [`min_len`](Par::min_len) and [`window`](Par::window) count
/// elements.
pub trait ParallelSlice<T> {
    /// What lies between elements that `separates`, as [`slice::split`] yields it.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let sums = [1, 2, 0, 3, 0].par_split(|x| *x == 0).map(|part| part.iter().sum::<i32>());
    /// assert_eq!(sums.collect_vec(), [3, 3, 0]);
    /// ```
    fn par_split<F>(&self, separates: F) -> Par<Cut<Split<'_, T, F>>>
    where
        F: Fn(&T) -> bool + Sync;

    /// The same with the separators, each at the end of its part, as [`slice::split_inclusive`] yields it.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let parts = [1, 2, 0, 3, 0];
    /// assert_eq!(parts.par_split_inclusive(|x| *x == 0).collect_vec(), [&[1, 2, 0][..], &[3, 0]]);
    /// ```
    fn par_split_inclusive<F>(&self, ends: F) -> Par<Cut<SplitInclusive<'_, T, F>>>
    where
        F: Fn(&T) -> bool + Sync;

    /// Neighbours that all belong `together`, each with the next, as [`slice::chunk_by`] yields them.
    ///
    /// Lazy: nothing runs before the chain is consumed.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let runs = [1, 1, 2, 3, 3].par_chunk_by(|x, y| x == y).map(|run| (run[0], run.len()));
    /// assert_eq!(runs.collect_vec(), [(1, 2), (2, 1), (3, 2)]);
    /// ```
    fn par_chunk_by<F>(&self, together: F) -> Par<Cut<ChunkBy<'_, T, F>>>
    where
        F: Fn(&T, &T) -> bool + Sync;
}

impl<T> ParallelSlice<T> for [T] {
    fn par_split<F>(&self, separates: F) -> Par<Cut<Split<'_, T, F>>>
    where
        F: Fn(&T) -> bool + Sync,
    {
        Par::new(Cut::new(Split::new(self, separates)))
    }

    fn par_split_inclusive<F>(&self, ends: F) -> Par<Cut<SplitInclusive<'_, T, F>>>
    where
        F: Fn(&T) -> bool + Sync,
    {
        Par::new(Cut::new(SplitInclusive::new(self, ends)))
    }

    fn par_chunk_by<F>(&self, together: F) -> Par<Cut<ChunkBy<'_, T, F>>>
    where
        F: Fn(&T, &T) -> bool + Sync,
    {
        Par::new(Cut::new(ChunkBy::new(self, together)))
    }
}
