//! Adapters that go by the positions of items.

use crate::chain::Par;
use crate::enter::IntoParallel;
use crate::source::{Exact, Pieces};
use crate::stage::{Chunked, Enumerated, Reversed, Skipped, Stepped, Taken, Zipped};

/// # Adapters that go by position
///
/// All are lazy, and need a chain that yields one item per index: see [`Exact`].
impl<P: Pieces> Par<P> {
    /// Yields each item with its index.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!(["a", "b"].par().enumerate().collect_vec(), [(0, "a"), (1, "b")]);
    /// ```
    pub fn enumerate(self) -> Par<Enumerated<P>>
    where
        P: Exact,
    {
        self.with_chain(Enumerated::new)
    }

    /// Yields pairs of an item and one of `other`, as many as the shorter of the two has items.
    ///
    /// Lazy. Items that have no partner are dropped, and nothing is computed from them.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// let (a, b) = ([1, 2, 3], [10, 20, 30]);
    /// let sums = a.par().zip(&b).map(|(x, y)| x + y).collect_vec();
    /// assert_eq!(sums, [11, 22, 33]);
    /// ```
    pub fn zip<C>(self, other: C) -> Par<Zipped<P, C::Pieces>>
    where
        P: Exact,
        C: IntoParallel<Pieces: Exact>,
    {
        self.with_other(other.par(), Zipped::new)
    }

    /// Yields the last item first.
    ///
    /// Lazy.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..3).par().rev().collect_vec(), [2, 1, 0]);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are more items than `usize::MAX`.
    #[track_caller]
    pub fn rev(self) -> Par<Reversed<P>>
    where
        P: Exact,
    {
        if self.chain.indices().is_none() {
            let (most, many) = (usize::MAX, self.chain.many());
            let many = many.map_or("more".to_string(), |many| many.to_string());
            panic!("rev goes through {most} items at most, and got {many}");
        }
        self.with_chain(Reversed::new)
    }

    /// Leaves out the first `n` items.
    ///
    /// Lazy. As in `std`, they are computed and dropped, by the thread that makes the first item behind
    /// them. So that they are not computed, call `skip` before [`map`](Par::map): then nobody goes
    /// through them one by one.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..5).par().skip(3).collect_vec(), [3, 4]);
    /// ```
    pub fn skip(self, n: usize) -> Par<Skipped<P>>
    where
        P: Exact,
    {
        self.with_chain(|chain| Skipped::new(chain, n))
    }

    /// Leaves out all but the first `n` items.
    ///
    /// Lazy. The others are dropped, and nothing is computed from them.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..5).par().take(2).collect_vec(), [0, 1]);
    /// ```
    pub fn take(self, n: usize) -> Par<Taken<P>>
    where
        P: Exact,
    {
        self.with_chain(|chain| Taken::new(chain, n))
    }

    /// Yields the first item, and every `step`-th after it.
    ///
    /// Lazy. As in `std`, what is left out is computed, and dropped; but if a [`take`](Par::take)
    /// follows, nothing behind its last item is computed. Where nothing has to be computed, a step takes
    /// no longer than an item.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..7).par().step_by(3).collect_vec(), [0, 3, 6]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `step` is 0.
    #[track_caller]
    pub fn step_by(self, step: usize) -> Par<Stepped<P>>
    where
        P: Exact,
    {
        assert!(step > 0, "step_by needs a step of at least 1, and got 0");
        self.with_chain(|chain| Stepped::new(chain, step, usize::MAX))
    }

    /// Yields vectors of `n` items each; the last one may be shorter.
    ///
    /// Lazy. To work on parts of a slice without copying, use the slice's own `chunks`, which has `par_map`
    /// too.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!((0..5).par().chunks(2).collect_vec(), [vec![0, 1], vec![2, 3], vec![4]]);
    /// ```
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    pub fn chunks(self, n: usize) -> Par<Chunked<P>>
    where
        P: Exact,
    {
        assert!(n > 0, "chunks needs a length of at least 1, and got 0");
        self.with_chain(|chain| Chunked::new(chain, n))
    }
}
