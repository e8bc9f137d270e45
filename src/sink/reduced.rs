//! Reductions: one partial result for each block of the source, joined in order.
//!
//! Where a block begins and ends depends on the length of the source alone (see `drive/blocks.rs`), each is
//! gone through from left to right, and so are the partials. Whoever does which block when, the result is
//! put together in the same way, and floating-point numbers are rounded in the same way.

mod blocks_left;
mod by_turns;
mod joining;
mod loops;
mod of_chain;
mod reduction;
mod run;
mod split;

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::drive::{Claim, Deal, Options, Schedule, drive};
use crate::panic::{Payload, drop_first, let_go};
use crate::source::Pieces;
use joining::{Front, Joining, Part};
pub(crate) use reduction::{AnyThread, By, OwnThread, Reduction};

/// What ends a reduction before all items are put together, in a block or where two blocks are joined.
enum Ended<E> {
    Early(E),
    Panicked(Payload),
}

impl<E> Ended<E> {
    /// Nobody is to see it.
    fn let_go(self) {
        if let Ended::Panicked(panic) = self {
            let_go(panic);
        }
    }
}

/// A step of a reduction, and how it ended. Steps are not done in the order of their places: so a panic is
/// kept until it is known whether it is the first.
#[inline]
fn caught<E, T>(step: impl FnOnce() -> ControlFlow<E, T>) -> ControlFlow<Ended<E>, T> {
    match catch_unwind(AssertUnwindSafe(step)) {
        Ok(done) => done.map_break(Ended::Early),
        Err(panic) => ControlFlow::Break(Ended::Panicked(panic)),
    }
}

/// Reduces all items of a chain; nothing if there are none, and the first end by position if there is one.
#[track_caller]
pub(crate) fn reduce<P, R>(
    mut chain: P,
    mut options: Options,
    reduction: R,
) -> ControlFlow<R::End, Option<R::Partial>>
where
    P: Pieces + Sync,
    R: Reduction<P::Item>,
{
    options.set_horizon(R::MAY_END);
    let mut dealer = chain.open();
    let blocks = dealer.set_blocks(P::SHAPE.pauses, R::SPLITS);
    let joining = Joining::new(reduction, options.horizon());
    let reduced = Reduced {
        chain: &chain,
        joining: &joining,
        blocks,
        upper: dealer.upper(),
    };
    let driven = catch_unwind(AssertUnwindSafe(|| drive(&mut dealer, &reduced, &options)));
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(dealer)));
    let outcome = joining.into_outcome(driven.err(), dropped.err());
    drop_first(chain, outcome)
}

/// A chain that is being reduced.
struct Reduced<'c, P: Pieces, R: Reduction<P::Item>> {
    chain: &'c P,
    joining: &'c Joining<'c, P::Item, R>,
    blocks: <P::Claim as Claim>::Blocks,
    /// At most how many indices there are.
    upper: usize,
}
