//! Consumers that make one value of all items.

use std::cmp::Ordering;
use std::iter;
use std::marker::PhantomData;

use abreast::shares::{Indexed, OfBlock};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Begun, For, Spread, all, sent};
use crate::blocks::{Fold, Product, Reduce, Sum};

/// Reducing. As in `abreast`, a reduction goes through the source by blocks, whose bounds depend on the
/// number of indices alone; so it is rounded in the same way, and nothing need be commutative. Blocks are
/// done on any rank, and what they come to is put together on every one.
impl<P: Indexed + Sync> Spread<'_, P>
where
    P::Item: Send,
{
    /// Adds all items up, on every rank, with the bits of one machine.
    ///
    /// ```no_run
    /// use abreast::prelude::*;
    ///
    /// let world = abreast_mpi::World::start();
    /// let sum: f64 = world.par(|| (1..=100_u32).par_map(|x| 1.0 / f64::from(x))).sum();
    /// assert_eq!(sum, (1..=100_u32).par_map(|x| 1.0 / f64::from(x)).sum());
    /// ```
    ///
    /// # Panics
    ///
    /// On every rank with the first panic of the chain's closures by position, and if the sum overflows
    /// where sums do panic.
    #[track_caller]
    pub fn sum<S>(self) -> S
    where
        P::Item: Serialize + DeserializeOwned,
        S: iter::Sum<P::Item> + iter::Sum<S> + Serialize + DeserializeOwned + Send,
    {
        if self.is_alone() {
            return self.par.sum();
        }
        let begun = self.begin("sum", For::All);
        if begun.shares.in_one() {
            return all::<P::Item>(&begun.gather()).into_iter().sum();
        }
        let sums = begun.blocks(|| Sum(PhantomData)).into_iter();
        let sum = sums.reduce(|left: S, right| [left, right].into_iter().sum());
        sum.unwrap_or_else(|| iter::empty::<S>().sum())
    }

    /// Multiplies all items, on every rank, with the bits of one machine.
    ///
    /// # Panics
    ///
    /// As [`sum`](Spread::sum).
    #[track_caller]
    pub fn product<S>(self) -> S
    where
        P::Item: Serialize + DeserializeOwned,
        S: iter::Product<P::Item> + iter::Product<S> + Serialize + DeserializeOwned + Send,
    {
        if self.is_alone() {
            return self.par.product();
        }
        let begun = self.begin("product", For::All);
        if begun.shares.in_one() {
            return all::<P::Item>(&begun.gather()).into_iter().product();
        }
        let products = begun.blocks(|| Product(PhantomData)).into_iter();
        let product = products.reduce(|left: S, right| [left, right].into_iter().product());
        product.unwrap_or_else(|| iter::empty::<S>().product())
    }

    /// Puts all items together by `op`, two neighbours at a time, on every rank; `None` if there are none.
    ///
    /// `op` needs to be associative, and need not be commutative.
    ///
    /// # Panics
    ///
    /// On every rank with the first panic of the closures by position.
    #[track_caller]
    pub fn reduce(self, op: impl Fn(P::Item, P::Item) -> P::Item + Sync) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        self.reduce_as("reduce", op)
    }

    /// Folds the items of each block into what `init` makes, by `fold`, and puts the blocks together by
    /// `merge`, on every rank.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn fold<A>(
        self,
        init: impl Fn() -> A + Sync,
        fold: impl Fn(A, P::Item) -> A + Sync,
        merge: impl Fn(A, A) -> A + Sync,
    ) -> A
    where
        A: Serialize + DeserializeOwned + Send,
    {
        if self.is_alone() {
            return self.par.fold(init, fold, merge);
        }
        let blocks = self.begin("fold", For::All).blocks(|| Fold(&init, &fold));
        blocks
            .into_iter()
            .flatten()
            .reduce(merge)
            .unwrap_or_else(init)
    }

    /// The least item, on every rank; the first of them, if several are. `None` if there are no items.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn min(self) -> Option<P::Item>
    where
        P::Item: Ord + Serialize + DeserializeOwned,
    {
        self.reduce_as("min", Ord::min)
    }

    /// The greatest item, on every rank; the last of them, if several are. `None` if there are no items.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn max(self) -> Option<P::Item>
    where
        P::Item: Ord + Serialize + DeserializeOwned,
    {
        self.reduce_as("max", Ord::max)
    }

    /// As [`min`](Spread::min), by this comparison.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn min_by(self, compare: impl Fn(&P::Item, &P::Item) -> Ordering + Sync) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        self.reduce_as("min_by", |one, other| match compare(&one, &other) {
            Ordering::Greater => other,
            _ => one,
        })
    }

    /// As [`max`](Spread::max), by this comparison.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn max_by(self, compare: impl Fn(&P::Item, &P::Item) -> Ordering + Sync) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        self.reduce_as("max_by", |one, other| match compare(&one, &other) {
            Ordering::Greater => one,
            _ => other,
        })
    }

    /// As [`min`](Spread::min), by what `key` makes of an item; made anew for each comparison.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn min_by_key<K: Ord>(self, key: impl Fn(&P::Item) -> K + Sync) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        self.min_by(|one, other| key(one).cmp(&key(other)))
    }

    /// As [`max`](Spread::max), by what `key` makes of an item; made anew for each comparison.
    ///
    /// # Panics
    ///
    /// As [`reduce`](Spread::reduce).
    #[track_caller]
    pub fn max_by_key<K: Ord>(self, key: impl Fn(&P::Item) -> K + Sync) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        self.max_by(|one, other| key(one).cmp(&key(other)))
    }

    #[track_caller]
    fn reduce_as(
        self,
        consumer: &str,
        op: impl Fn(P::Item, P::Item) -> P::Item + Sync,
    ) -> Option<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        if self.is_alone() {
            return self.par.reduce(op);
        }
        let blocks = self.begin(consumer, For::All).blocks(|| Reduce(&op));
        blocks.into_iter().flatten().reduce(op)
    }
}

impl<P: Indexed + Sync> Begun<'_, P> {
    /// What each block comes to.
    fn blocks<B>(&self, by: impl Fn() -> B + Sync) -> Vec<B::Output>
    where
        B: OfBlock<P::Item>,
        B::Output: Serialize + DeserializeOwned + Send,
    {
        all(&self
            .by_blocks(|shares, blocks| sent(&shares.share_of_blocks(blocks, by()).collect_vec())))
    }
}
