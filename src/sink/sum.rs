//! Sums and products.

use std::iter;
use std::marker::PhantomData;
use std::ops::ControlFlow::{self, Break, Continue};

use super::in_one::Whole;
use super::reduced::{AnyThread, Reduction};

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
    const MAY_END: bool = has_spare_values::<S>();

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
    const MAY_END: bool = has_spare_values::<S>();

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

/// Whether a sum of such items is to be expected to end before the last: of what can be an error or
/// nothing. There is no asking for that, but such a type has values to spare, and numbers have none. (If
/// that is wrong, an end is found a little later, or a loop takes a little longer.)
pub(crate) const fn may_end<T, X: Total<T>>() -> bool {
    has_spare_values::<T>() && has_spare_values::<X::Output>()
}

const fn has_spare_values<T>() -> bool {
    size_of::<Option<T>>() == size_of::<T>()
}

/// A total of totals. One that ends before its last item, such as a sum of `Result`s at an error, ends the
/// whole.
pub(crate) struct ByBlocks<X>(pub(crate) X);

impl<T: Send, X: Total<T>> Reduction<T> for ByBlocks<X> {
    type Partial = X::Output;
    type End = X::Output;
    const MAY_END: bool = may_end::<T, X>();
    const SHORT: bool = false;
    type By = AnyThread;

    #[inline(always)]
    fn block(
        &self,
        items: impl Iterator<Item = T>,
    ) -> ControlFlow<Self::End, Option<Self::Partial>> {
        let mut to_the_end = false;
        let reached = &mut to_the_end;
        // The first hands on every way to go through the items, the second only those of `next` and of who
        // takes all; but loops over slices become part of the second alone.
        let total = if <Self as Reduction<T>>::MAY_END {
            self.0.of(items.chain(iter::from_fn(|| {
                *reached = true;
                None
            })))
        } else {
            self.0.of(ToTheEnd { items, reached })
        };
        if to_the_end {
            Continue(Some(total))
        } else {
            Break(total)
        }
    }

    #[inline]
    fn join(
        &self,
        left: Self::Partial,
        right: Self::Partial,
    ) -> ControlFlow<Self::End, Self::Partial> {
        Continue(X::of_both(left, right))
    }

    fn end(&self, before: Option<Self::Partial>, end: Self::End) -> Self::End {
        match before {
            Some(before) => X::of_both(before, end),
            None => end,
        }
    }
}

/// Items, and whether they were taken to the end.
struct ToTheEnd<'r, I> {
    items: I,
    reached: &'r mut bool,
}

impl<I: Iterator> Iterator for ToTheEnd<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let next = self.items.next();
        *self.reached = next.is_none();
        next
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }

    #[inline(always)]
    fn fold<A, F: FnMut(A, I::Item) -> A>(self, init: A, add: F) -> A {
        let total = self.items.fold(init, add);
        *self.reached = true;
        total
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn what_is_added_up_has_as_many_items_as_there_are() {
        let (mut none, mut items) = (false, [1, 2, 3].into_iter());
        let reached = &mut none;
        let mut all = ToTheEnd {
            items: items.by_ref(),
            reached,
        };
        assert_eq!(all.size_hint(), (3, Some(3)));
        assert_eq!(all.by_ref().count(), 3);
        assert!(none);
    }
}
