//! Sums and products.

use std::iter;
use std::marker::PhantomData;
use std::ops::ControlFlow;

use super::in_one::{Whole, few, in_one};
use super::reduced::{Reduction, reduce};
use crate::drive::Options;
use crate::source::Pieces;

/// What many items come to.
pub(crate) trait Total<T>: Whole<T> + Default {
    /// Of two totals.
    fn of_both(left: Self::Output, right: Self::Output) -> Self::Output;
}

/// [`Iterator::sum`].
pub(crate) struct Sum<S>(PhantomData<fn() -> S>);

impl<S> Default for Sum<S> {
    fn default() -> Self {
        Sum(PhantomData)
    }
}

impl<T, S: iter::Sum<T> + Send> Whole<T> for Sum<S> {
    type Output = S;

    #[inline(always)]
    fn of(&self, items: impl Iterator<Item = T>) -> S {
        items.sum()
    }
}

impl<T, S: iter::Sum<T> + iter::Sum<S> + Send> Total<T> for Sum<S> {
    #[inline]
    fn of_both(left: S, right: S) -> S {
        [left, right].into_iter().sum()
    }
}

/// [`Iterator::product`].
pub(crate) struct Product<S>(PhantomData<fn() -> S>);

impl<S> Default for Product<S> {
    fn default() -> Self {
        Product(PhantomData)
    }
}

impl<T, S: iter::Product<T> + Send> Whole<T> for Product<S> {
    type Output = S;

    #[inline(always)]
    fn of(&self, items: impl Iterator<Item = T>) -> S {
        items.product()
    }
}

impl<T, S: iter::Product<T> + iter::Product<S> + Send> Total<T> for Product<S> {
    #[inline]
    fn of_both(left: S, right: S) -> S {
        [left, right].into_iter().product()
    }
}

/// What all items of a chain come to.
pub(crate) fn total<X, P>(chain: P, options: Options) -> X::Output
where
    X: Total<P::Item>,
    P: Pieces + Sync,
    P::Item: Send,
{
    if let Some(len) = few(&chain) {
        return in_one(chain, &options, len, X::default());
    }
    let ControlFlow::Continue(total) = reduce(chain, options, ByBlocks(X::default()));
    total.unwrap_or_else(|| X::default().of(iter::empty()))
}

/// A total of totals.
struct ByBlocks<X>(X);

impl<T, X: Total<T>> Reduction<T> for ByBlocks<X> {
    type Partial = X::Output;
    type End = std::convert::Infallible;
    const MAY_END: bool = false;

    #[inline(always)]
    fn block(
        &self,
        items: impl Iterator<Item = T>,
    ) -> ControlFlow<Self::End, Option<Self::Partial>> {
        ControlFlow::Continue(Some(self.0.of(items)))
    }

    #[inline]
    fn join(
        &self,
        left: Self::Partial,
        right: Self::Partial,
    ) -> ControlFlow<Self::End, Self::Partial> {
        ControlFlow::Continue(X::of_both(left, right))
    }
}
