//! The loops of a stream's owner: the items of a piece go straight to whoever takes them.

use std::ops::ControlFlow::{self, Continue};

use crate::drive::Claim;
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::drop_first;
use crate::source::Pieces;

multiversion! {
    if size_of::<ControlFlow<E>>() == 0 && side_by_side::<P::Item>();
    /// Sends the results of a piece straight to `sink`.
    ///
    /// A function of its own, and one that has `sink` to itself meanwhile, so that the compiler knows that
    /// nothing `sink` writes to is a part of the chain or of `sink`: then the loop can keep in registers
    /// what they use.
    pub(super) fn straight<P: Pieces, E, S: FnMut(P::Item) -> ControlFlow<E>>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        sink: S,
    ) -> (ControlFlow<E>, S) {
        let mut sink = sink;
        let mut items = chain.piece(claim, state);
        let end = match P::Claim::LENDS {
            true => send(items, &mut sink),
            false => {
                let end = items.try_for_each(&mut sink);
                drop_first(items, end)
            }
        };
        (end, sink)
    }
}

multiversion! {
    if side_by_side::<P::Item>();
    /// Folds the items of a piece: a function of its own, as `straight` is.
    pub(super) fn fold_straight<P: Pieces, A, F: FnMut(A, P::Item) -> A>(
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
        init: A,
        f: F,
    ) -> (A, F) {
        let mut f = f;
        let folded = chain.piece(claim, state).fold(init, &mut f);
        (folded, f)
    }
}

/// Sends items that an iterator makes to `sink`, until that is enough. One that never has enough leaves the
/// loop to the iterator: that is up to twice as fast as asking for one item after another.
#[inline(always)]
fn send<T, E>(
    mut items: impl Iterator<Item = T>,
    sink: &mut impl FnMut(T) -> ControlFlow<E>,
) -> ControlFlow<E> {
    if size_of::<ControlFlow<E>>() > 0 {
        let end = items.try_for_each(sink);
        return drop_first(items, end);
    }
    items.for_each(|item| _ = sink(item));
    Continue(())
}
