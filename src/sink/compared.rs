//! Where two chains differ first.

use std::ops::ControlFlow::{self, Break, Continue};

use super::{Whole, first_match};
use crate::drive::{Deal, Options, forgo_all};
use crate::panic::{FirstPanic, drop_first};
use crate::source::Pieces;
use crate::stage::Beside;
use crate::stream::in_one_as_it_comes;
use crate::sync::Mutex;

/// Where two chains differ.
pub(crate) enum Difference<R> {
    /// In a pair of items; and what that says.
    Pair(R),
    /// One has items that the other has not.
    LeftIsLonger,
    RightIsLonger,
}

/// The first difference, by position, that `look` finds in a pair of items, or that lies in the lengths.
///
/// If both chains have one item per index, both are computed side by side. Otherwise the left one's items
/// are computed in parallel and taken in order, and the right one's are made by the calling thread, one by
/// one: which goes with which is known only then.
#[track_caller]
pub(crate) fn first_difference<A, B, R, F>(
    left: A,
    mut right: B,
    options: Options,
    look: F,
) -> Option<Difference<R>>
where
    A: Pieces + Sync,
    A::Item: Send,
    B: Pieces + Sync,
    R: Send,
    F: Fn(A::Item, B::Item) -> Option<R> + Sync,
{
    if const { Beside::<A, B>::POSSIBLE } {
        let look = |both| match both {
            (Some(x), Some(y)) => look(x, y).map(Difference::Pair),
            (Some(_), None) => Some(Difference::LeftIsLonger),
            (None, Some(_)) => Some(Difference::RightIsLonger),
            (None, None) => None,
        };
        return first_match(Beside::new(left, right), options, look);
    }
    let dealer = right.open();
    let chain = &right;
    let right = Mutex::new(Some(Rest { chain, dealer }));
    in_one_as_it_comes(left, &options, OneByOne { right, look })
}

/// Compares items to those of a chain.
struct OneByOne<'c, B: Pieces, F> {
    right: Mutex<Option<Rest<'c, B>>>,
    look: F,
}

impl<T: Send, B, R, F> Whole<T> for OneByOne<'_, B, F>
where
    B: Pieces + Sync,
    R: Send,
    F: Fn(T, B::Item) -> Option<R> + Sync,
{
    type Output = Option<Difference<R>>;
    const MAY_END: bool = true;

    fn of(&self, mut lefts: impl Iterator<Item = T>) -> Self::Output {
        let mut right = self.right.lock().take().expect("is compared once");
        let mut left = lefts.next();
        let look = |item| {
            let Some(other) = left.take() else {
                return Break(Difference::RightIsLonger);
            };
            if let Some(found) = (self.look)(other, item) {
                return Break(Difference::Pair(found));
            }
            // Before the next one on the right is made, as in a loop.
            left = lefts.next();
            Continue(())
        };
        let difference = match right.one_by_one(look) {
            Break(difference) => Some(difference),
            Continue(()) => left.is_some().then_some(Difference::LeftIsLonger),
        };
        drop_first((left, right), difference)
    }
}

/// What is left of a chain. It is dropped when that is enough, or an item panics.
struct Rest<'c, P: Pieces> {
    chain: &'c P,
    dealer: P::Dealer,
}

impl<P: Pieces> Rest<'_, P> {
    /// Goes through the items on this thread, those of an index at a time, until that is enough.
    fn one_by_one<E>(&mut self, mut f: impl FnMut(P::Item) -> ControlFlow<E>) -> ControlFlow<E> {
        let mut state = self.chain.state();
        while let Some((_, claim)) = self.dealer.next(1) {
            self.chain.piece(claim, &mut state).try_for_each(&mut f)?;
        }
        Continue(())
    }
}

impl<P: Pieces> Drop for Rest<'_, P> {
    fn drop(&mut self) {
        let mut panics = FirstPanic::default();
        let chain = self.chain;
        forgo_all(&mut self.dealer, |claim| chain.forgo(claim), &mut panics);
        panics.go_on();
    }
}
