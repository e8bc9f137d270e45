//! Results on their way to the owner.

use std::ops::Range;

use crate::multiversion::{multiversion, side_by_side};
use crate::panic::{Payload, let_go};
use crate::sink::Buffer as _;
use crate::source::Pieces;
use crate::sync::{Arc, AtomicBool};

/// The results of some neighbouring items, and the panic in which they end.
pub(super) struct Batch<T> {
    pub(super) start: usize,
    /// How many items of the source they are of.
    pub(super) len: usize,
    pub(super) items: Vec<T>,
    /// How many nanoseconds a helper took for it.
    pub(super) nanos: f32,
    /// Whether the helper has waited meanwhile, if that is known.
    pub(super) waited: Option<bool>,
    pub(super) panic: Option<Payload>,
    /// More results of these items follow, once this says that these here were taken.
    pub(super) more: Option<Arc<AtomicBool>>,
}

impl<T> Batch<T> {
    /// Of the items in this range, none of whose results follow.
    pub(super) fn of(range: Range<usize>, items: Vec<T>, panic: Option<Payload>) -> Batch<T> {
        Batch {
            start: range.start,
            len: range.len(),
            items,
            nanos: 0.0,
            waited: None,
            panic,
            more: None,
        }
    }
}

impl<T> Drop for Batch<T> {
    fn drop(&mut self) {
        if let Some(panic) = self.panic.take() {
            let_go(panic);
        }
    }
}

multiversion! {
    if side_by_side::<P::Item>();
    /// A function of its own, as `straight` is.
    pub(super) fn fill<P: Pieces>(
        items: &mut Vec<P::Item>,
        chain: &P,
        claim: P::Claim,
        state: &mut P::State,
    ) {
        items.take_in(chain.piece(claim, state));
    }
}
