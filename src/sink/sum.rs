//! Sums and products.

use std::iter;
use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::gathered::{Gathered, GatheredRun};
use super::reduced::{Reduction, reduce};
use super::{Run, Sink, pour};
use crate::drive::{Options, Place};
use crate::panic::{Payload, let_go};
use crate::source::Pieces;
use crate::sync::Mutex;

/// What many items come to.
pub(crate) trait Total<T>: Sync {
    type Output: Send;

    fn of(items: impl Iterator<Item = T>) -> Self::Output;
    fn of_both(left: Self::Output, right: Self::Output) -> Self::Output;
}

/// [`Iterator::sum`].
pub(crate) struct Sum<S>(PhantomData<fn() -> S>);

impl<T, S: iter::Sum<T> + iter::Sum<S> + Send> Total<T> for Sum<S> {
    type Output = S;

    #[inline(always)]
    fn of(items: impl Iterator<Item = T>) -> S {
        items.sum()
    }

    #[inline]
    fn of_both(left: S, right: S) -> S {
        [left, right].into_iter().sum()
    }
}

/// [`Iterator::product`].
pub(crate) struct Product<S>(PhantomData<fn() -> S>);

impl<T, S: iter::Product<T> + iter::Product<S> + Send> Total<T> for Product<S> {
    type Output = S;

    #[inline(always)]
    fn of(items: impl Iterator<Item = T>) -> S {
        items.product()
    }

    #[inline]
    fn of_both(left: S, right: S) -> S {
        [left, right].into_iter().product()
    }
}

/// So few items are put together in the very order of a plain loop: of so few, one thread may as well do all the adding.
const FEW: usize = 4096;

/// What all items of a chain come to.
pub(crate) fn total<X, P>(mut chain: P, options: &Options) -> X::Output
where
    X: Total<P::Item>,
    P: Pieces + Sync,
    P::Item: Send,
{
    match chain.indices() {
        Some(len) if P::EXACT && len <= FEW => {
            let sink = InOne::<_, X> {
                len,
                gathered: Gathered::with_room(len, 0),
                total: Mutex::default(),
            };
            let poured = catch_unwind(AssertUnwindSafe(|| pour(&mut chain, options, &sink)));
            if let Err(panic) = poured {
                go_on_with::<X, _>(panic, sink.gathered);
            }
            let total = sink.total.into_inner();
            total.unwrap_or_else(|| X::of(sink.gathered.into_batches().flatten()))
        }
        _ => {
            let by_blocks = ByBlocks::<X>(PhantomData);
            let ControlFlow::Continue(total) = reduce(chain, options.clone(), by_blocks);
            total.unwrap_or_else(|| X::of(iter::empty()))
        }
    }
}

/// Goes on with a panic that came up while items were gathered; or with another, if a loop, which adds up as it goes, would
/// have come to that sooner.
#[cold]
fn go_on_with<X: Total<T>, T>(panic: Payload, gathered: Gathered<Vec<T>>) -> ! {
    let total = catch_unwind(AssertUnwindSafe(|| X::of(gathered.up_to_a_gap())));
    match total {
        Ok(_) => resume_unwind(panic),
        Err(sooner) => {
            let_go(panic);
            resume_unwind(sooner)
        }
    }
}

/// A total of totals.
struct ByBlocks<X>(PhantomData<fn() -> X>);

impl<T, X: Total<T>> Reduction<T> for ByBlocks<X> {
    type Partial = X::Output;
    type End = std::convert::Infallible;
    const MAY_END: bool = false;

    #[inline(always)]
    fn block(
        &self,
        items: impl Iterator<Item = T>,
    ) -> ControlFlow<Self::End, Option<Self::Partial>> {
        ControlFlow::Continue(Some(X::of(items)))
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

/// All items in one total: by the seat that does the last piece, if it has done all before; or else of what was gathered.
struct InOne<T, X: Total<T>> {
    len: usize,
    gathered: Gathered<Vec<T>>,
    total: Mutex<Option<X::Output>>,
}

impl<T: Send, X: Total<T>> Sink<T> for InOne<T, X> {
    type Run<'s>
        = InOneRun<'s, T, X>
    where
        Self: 's;

    fn run(&self) -> InOneRun<'_, T, X> {
        InOneRun {
            sink: self,
            gathered: self.gathered.run(),
        }
    }
}

struct InOneRun<'s, T, X: Total<T>> {
    sink: &'s InOne<T, X>,
    gathered: GatheredRun<'s, Vec<T>>,
}

impl<T, X: Total<T>> Run<T> for InOneRun<'_, T, X> {
    #[inline(always)]
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>) {
        let range = place.range();
        if range.end == self.sink.len {
            if let Some(before) = self.gathered.take_back_all_before(range.start) {
                let total = X::of(before.into_iter().chain(piece));
                *self.sink.total.lock() = Some(total);
                return;
            }
        }
        self.gathered.take(place, piece);
    }
}
