//! What `reduce`, `fold` and their fallible kin do with a block, and with two neighbours.

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::mem::needs_drop;
use std::ops::ControlFlow::{self, Break, Continue};

use super::in_one::{Whole, few, in_one};
use super::reduced::{AnyThread, OwnThread, Reduction, reduce};
use crate::drive::Options;
use crate::source::Pieces;

/// By one operation on items.
pub(crate) struct Reduce<F>(pub(crate) F);

impl<T: Send, F: Fn(T, T) -> T + Sync> Reduction<T> for Reduce<F> {
    type Partial = T;
    type End = Infallible;
    const MAY_END: bool = false;
    type By = AnyThread;

    #[inline(always)]
    fn block(&self, items: impl Iterator<Item = T>) -> ControlFlow<Infallible, Option<T>> {
        Continue(items.reduce(&self.0))
    }

    #[inline]
    fn join(&self, left: T, right: T) -> ControlFlow<Infallible, T> {
        Continue((self.0)(left, right))
    }
}

impl<T: Send, F: Fn(T, T) -> T + Sync> Whole<T> for Reduce<F> {
    type Output = Option<T>;

    #[inline(always)]
    fn of(&self, items: impl Iterator<Item = T>) -> Option<T> {
        items.reduce(&self.0)
    }
}

/// The best of all items; `better` of two takes little, beside an item.
#[track_caller]
pub(crate) fn best<P, F>(chain: P, options: Options, better: F) -> Option<P::Item>
where
    P: Pieces + Sync,
    P::Item: Send,
    F: Fn(P::Item, P::Item) -> P::Item + Sync,
{
    if const { P::SHAPE.exact } {
        if let Some(len) = few(&chain) {
            return in_one(chain, &options, len, Reduce(better));
        }
    }
    let Continue(best) = reduce(chain, options, Reduce(better));
    best
}

/// By folding each block on its own, and merging what came of it.
///
/// The closure takes what is folded so far by value, and returns it: it moves in each step of the loop. The
/// compiler keeps numbers in registers meanwhile. What owns memory, such as a `Vec`, it keeps there only if
/// it sees each of its words be read or written alone; otherwise it copies two words at once, to the stack
/// and back. Such a copy stalls where one of the two was just written by `push`: 4 million pushes took 60
/// ms, and take 10.
///
/// So what may own memory is not begun by the first item, ahead of the loop. The loop begins with nothing,
/// and `init` is a part of it, which writes word by word; and what the loop ends with may be dropped, which
/// reads them (see [`if_any`]). Loops over numbers stay as they are: they would become longer.
pub(crate) struct Fold<I, F, M> {
    pub(crate) init: I,
    pub(crate) fold: F,
    pub(crate) merge: M,
}

impl<T, A, I, F, M> Reduction<T> for Fold<I, F, M>
where
    A: Send,
    I: Fn() -> A + Sync,
    F: Fn(A, T) -> A + Sync,
    M: Fn(A, A) -> A + Sync,
{
    type Partial = A;
    type End = Infallible;
    const MAY_END: bool = false;
    type By = OwnThread;

    #[inline(always)]
    fn block(&self, mut items: impl Iterator<Item = T>) -> ControlFlow<Infallible, Option<A>> {
        if needs_drop::<A>() {
            let mut any = false;
            let folded = items.fold(None, |before, item| {
                any = true;
                let before = match before {
                    Some(before) => before,
                    None => (self.init)(),
                };
                Some((self.fold)(before, item))
            });
            return Continue(if_any(folded, any));
        }
        Continue(items.next().map(|first| {
            let begun = (self.fold)((self.init)(), first);
            items.fold(begun, &self.fold)
        }))
    }

    fn step(&self, before: Option<A>, item: T) -> ControlFlow<Infallible, A> {
        Continue((self.fold)(before.unwrap_or_else(&self.init), item))
    }

    #[inline]
    fn join(&self, left: A, right: A) -> ControlFlow<Infallible, A> {
        Continue((self.merge)(left, right))
    }
}

/// By one operation on items, which may fail.
pub(crate) struct TryReduce<F>(pub(crate) F);

impl<T, E, F> Reduction<T> for TryReduce<F>
where
    T: Send,
    E: Send,
    F: Fn(T, T) -> Result<T, E> + Sync,
{
    type Partial = T;
    type End = E;
    const MAY_END: bool = true;
    type By = AnyThread;

    #[inline(always)]
    fn block(&self, mut items: impl Iterator<Item = T>) -> ControlFlow<E, Option<T>> {
        match items.next() {
            Some(first) => ended(items.try_fold(first, &self.0).map(Some)),
            None => Continue(None),
        }
    }

    #[inline]
    fn join(&self, left: T, right: T) -> ControlFlow<E, T> {
        ended((self.0)(left, right))
    }
}

/// As [`Fold`], where both steps may fail.
pub(crate) struct TryFold<I, F, M>(pub(crate) Fold<I, F, M>);

impl<T, A, E, I, F, M> Reduction<T> for TryFold<I, F, M>
where
    A: Send,
    E: Send,
    I: Fn() -> A + Sync,
    F: Fn(A, T) -> Result<A, E> + Sync,
    M: Fn(A, A) -> Result<A, E> + Sync,
{
    type Partial = A;
    type End = E;
    const MAY_END: bool = true;
    type By = OwnThread;

    #[inline(always)]
    fn block(&self, mut items: impl Iterator<Item = T>) -> ControlFlow<E, Option<A>> {
        let TryFold(Fold { init, fold, .. }) = self;
        if needs_drop::<A>() {
            let mut any = false;
            let folded = items.try_fold(None, |before, item| {
                any = true;
                let before = match before {
                    Some(before) => before,
                    None => init(),
                };
                fold(before, item).map(Some)
            });
            return ended(folded.map(|folded| if_any(folded, any)));
        }
        match items.next() {
            Some(first) => {
                let folded = fold(init(), first).and_then(|begun| items.try_fold(begun, fold));
                ended(folded.map(Some))
            }
            None => Continue(None),
        }
    }

    fn step(&self, before: Option<A>, item: T) -> ControlFlow<E, A> {
        let TryFold(Fold { init, fold, .. }) = self;
        ended(fold(before.unwrap_or_else(init), item))
    }

    #[inline]
    fn join(&self, left: A, right: A) -> ControlFlow<E, A> {
        ended((self.0.merge)(left, right))
    }
}

/// What was folded, if there was `any` item. It never is dropped here, but the compiler does not know, and
/// that is what this is for (see [`Fold`]). (`Option::filter` does the same, and becomes a part of the
/// loop's function too late.)
#[inline(always)]
fn if_any<A>(folded: Option<A>, any: bool) -> Option<A> {
    match folded {
        Some(folded) if any => Some(folded),
        _ => None,
    }
}

fn ended<A, E>(result: Result<A, E>) -> ControlFlow<E, A> {
    result.map_or_else(Break, Continue)
}
