//! Consumers that compare two chains.

use std::cmp::Ordering;

use crate::chain::Par;
use crate::enter::IntoParallel;
use crate::sink::{Difference, first_difference};
use crate::source::Pieces;
use crate::trace;

/// # Comparing
///
/// With another chain, item by item, as in `std`. All of these block until the first difference by
/// position is found; then everything before it was done, and little beyond it.
///
/// The other one may be whatever is [`IntoParallel`]. If both yield one item per index (as [`Exact`] says),
/// both are computed side by side. Otherwise the items of this one are computed in parallel, and those of
/// the other by the calling thread, one by one, as they are needed.
///
/// [`Exact`]: crate::Exact
impl<P: Pieces> Par<P> {
    /// How the items compare to those of `other`: by the first pair that is not equal, or else by how many
    /// there are.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use std::cmp::Ordering;
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([1, 2, 9].par().cmp([1, 3]), Ordering::Less);
    /// assert_eq!([1, 2, 9].par().cmp([1, 2]), Ordering::Greater);
    /// ```
    ///
    /// # Panics
    ///
    /// With the first panic of the chains' closures by position, unless a difference comes before it.
    #[track_caller]
    pub fn cmp<C>(self, other: C) -> Ordering
    where
        P: Sync,
        P::Item: Ord + Send,
        C: IntoParallel<Item = P::Item, Pieces: Sync>,
    {
        let _call = trace::consumer("cmp");
        let look = |x: P::Item, y: P::Item| Some(x.cmp(&y)).filter(|order| order.is_ne());
        self.difference(other, look)
            .map_or(Ordering::Equal, Difference::order)
    }

    /// As [`cmp`](Par::cmp), for items that may not be comparable: `None` if the first pair that is not
    /// equal is such a one.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert_eq!([1.0, f64::NAN].par().partial_cmp([1.0, 2.0]), None);
    /// assert!([0.5, f64::NAN].par().partial_cmp([1.0, 2.0]).unwrap().is_lt());
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn partial_cmp<C>(self, other: C) -> Option<Ordering>
    where
        P: Sync,
        P::Item: PartialOrd<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("partial_cmp");
        let look = |x: P::Item, y: C::Item| match x.partial_cmp(&y) {
            Some(Ordering::Equal) => None,
            order => Some(order),
        };
        match self.difference(other, look) {
            Some(Difference::Pair(order)) => order,
            Some(Difference::LeftIsLonger) => Some(Ordering::Greater),
            Some(Difference::RightIsLonger) => Some(Ordering::Less),
            None => Some(Ordering::Equal),
        }
    }

    /// Whether the items are equal to those of `other`, and as many.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!((0..3).par_map(|x| x * x).eq([0, 1, 4]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn eq<C>(self, other: C) -> bool
    where
        P: Sync,
        P::Item: PartialEq<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("eq");
        let differ = |x: P::Item, y: C::Item| if x == y { None } else { Some(()) };
        self.difference(other, differ).is_none()
    }

    /// Whether an item is not equal to that of `other`, or one has more items.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!((0..3).par().ne(0..4));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn ne<C>(self, other: C) -> bool
    where
        P: Sync,
        P::Item: PartialEq<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("ne");
        !self.eq(other)
    }

    /// Whether the items are less than those of `other`, in the order of [`partial_cmp`](Par::partial_cmp).
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!("abc".bytes().par().lt("abd".bytes()));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn lt<C>(self, other: C) -> bool
    where
        P: Sync,
        P::Item: PartialOrd<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("lt");
        self.partial_cmp(other).is_some_and(Ordering::is_lt)
    }

    /// Whether the items are less than those of `other`, or equal.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!([1, 2].par().le([1, 2]));
    /// assert!(![f64::NAN].par().le([f64::NAN]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn le<C>(self, other: C) -> bool
    where
        P: Sync,
        P::Item: PartialOrd<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("le");
        self.partial_cmp(other).is_some_and(Ordering::is_le)
    }

    /// Whether the items are greater than those of `other`.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!([1, 2].par().gt([1]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn gt<C>(self, other: C) -> bool
    where
        P: Sync,
        P::Item: PartialOrd<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("gt");
        self.partial_cmp(other).is_some_and(Ordering::is_gt)
    }

    /// Whether the items are greater than those of `other`, or equal.
    ///
    /// Blocks until that is known.
    ///
    /// ```
    /// use abreast::prelude::*;
    ///
    /// assert!([1, 2].par().ge([1, 2]));
    /// ```
    ///
    /// # Panics
    ///
    /// As [`cmp`](Par::cmp).
    #[track_caller]
    pub fn ge<C>(self, other: C) -> bool
    where
        P: Sync,
        P::Item: PartialOrd<C::Item> + Send,
        C: IntoParallel<Pieces: Sync>,
    {
        let _call = trace::consumer("ge");
        self.partial_cmp(other).is_some_and(Ordering::is_ge)
    }

    /// The first difference, where `look` finds one in two items, or one chain ends.
    #[track_caller]
    fn difference<C, R, F>(self, other: C, look: F) -> Option<Difference<R>>
    where
        P: Sync,
        P::Item: Send,
        C: IntoParallel<Pieces: Sync>,
        R: Send,
        F: Fn(P::Item, C::Item) -> Option<R> + Sync,
    {
        let both = self.with_other(other.par(), |left, right| (left, right));
        let (left, right) = both.chain;
        first_difference(left, right, both.options, look)
    }
}

impl Difference<Ordering> {
    fn order(self) -> Ordering {
        match self {
            Difference::Pair(order) => order,
            Difference::LeftIsLonger => Ordering::Greater,
            Difference::RightIsLonger => Ordering::Less,
        }
    }
}
