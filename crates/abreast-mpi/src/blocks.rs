//! Reductions: what each block of a chain comes to, on whichever rank, and all of those from left to right.
//!
//! Blocks begin and end where they do on one machine, which depends on the number of indices alone.

use std::iter;
use std::marker::PhantomData;

use abreast::shares::OfBlock;

/// [`Iterator::sum`].
pub(crate) struct Sum<S>(pub PhantomData<fn() -> S>);

impl<T, S: iter::Sum<T>> OfBlock<T> for Sum<S> {
    type Output = S;

    fn of(&self, items: impl Iterator<Item = T>) -> S {
        items.sum()
    }
}

/// [`Iterator::product`].
pub(crate) struct Product<S>(pub PhantomData<fn() -> S>);

impl<T, S: iter::Product<T>> OfBlock<T> for Product<S> {
    type Output = S;

    fn of(&self, items: impl Iterator<Item = T>) -> S {
        items.product()
    }
}

/// [`Iterator::reduce`].
pub(crate) struct Reduce<'f, F>(pub &'f F);

impl<T, F: Fn(T, T) -> T + Sync> OfBlock<T> for Reduce<'_, F> {
    type Output = Option<T>;

    fn of(&self, items: impl Iterator<Item = T>) -> Option<T> {
        items.reduce(self.0)
    }
}

/// [`Iterator::fold`]; nothing of no items.
pub(crate) struct Fold<'f, I, F>(pub &'f I, pub &'f F);

impl<T, A, I: Fn() -> A + Sync, F: Fn(A, T) -> A + Sync> OfBlock<T> for Fold<'_, I, F> {
    type Output = Option<A>;

    fn of(&self, mut items: impl Iterator<Item = T>) -> Option<A> {
        let first = items.next()?;
        Some(items.fold((self.1)((self.0)(), first), self.1))
    }
}
