//! What a reduction is: a step from item to item within a block, and a join of what blocks have come to.

use std::convert::Infallible;
use std::iter;
use std::ops::ControlFlow;

use crate::panic::drop_first;

/// What a reduction makes of items, and of what it has made of them.
pub(crate) trait Reduction<T>: Sync {
    type Partial: Send;
    /// What may end it early.
    type End: Send;
    /// Whether that is to be expected, so that a thread in the middle of a block looks out for an end
    /// before it.
    const MAY_END: bool;
    /// Who may put items to what came before them in their block: any thread, or the one that made them.
    type By: By<T>;
    /// Whether a block may be split. Not where it may end: who makes items before it is their turn goes on
    /// behind an end that lies among them, and a loop does not.
    const SPLITS: bool = Self::By::ANY && !Self::MAY_END;

    /// Whether blocks of an exact chain may be short. Not where others make [`in_one`](super::super::in_one)
    /// what few items come to.
    const SHORT: bool = true;

    /// Of a block's items; nothing if there are none.
    fn block(
        &self,
        items: impl Iterator<Item = T>,
    ) -> ControlFlow<Self::End, Option<Self::Partial>>;

    /// Of what came before in the same block, if anything did, and the next item.
    fn step(
        &self,
        before: Option<Self::Partial>,
        item: T,
    ) -> ControlFlow<Self::End, Self::Partial> {
        match (before, self.block(iter::once(item))) {
            (Some(before), ControlFlow::Continue(Some(one))) => self.join(before, one),
            (before, ControlFlow::Continue(one)) => {
                ControlFlow::Continue(before.or(one).expect("made of an item"))
            }
            (before, ControlFlow::Break(end)) => ControlFlow::Break(self.end(before, end)),
        }
    }

    /// Of neighbours.
    fn join(
        &self,
        left: Self::Partial,
        right: Self::Partial,
    ) -> ControlFlow<Self::End, Self::Partial>;

    /// What the end of a block comes to, together with everything before it.
    fn end(&self, before: Option<Self::Partial>, end: Self::End) -> Self::End {
        drop_first(before, end)
    }
}

/// Who may put items to what came before them.
pub(crate) trait By<T> {
    /// Whether any thread may.
    const ANY: bool;
    /// Items on their way.
    type Kept: Send;

    fn keep(items: Vec<T>) -> Self::Kept;
    fn kept(items: Self::Kept) -> Vec<T>;
}

/// Any thread: such items can be sent.
pub(crate) struct AnyThread;

impl<T: Send> By<T> for AnyThread {
    const ANY: bool = true;
    type Kept = Vec<T>;

    fn keep(items: Vec<T>) -> Vec<T> {
        items
    }

    fn kept(items: Vec<T>) -> Vec<T> {
        items
    }
}

/// The thread that made them.
pub(crate) struct OwnThread;

impl<T> By<T> for OwnThread {
    const ANY: bool = false;
    type Kept = Infallible;

    fn keep(_: Vec<T>) -> Infallible {
        unreachable!("a block of such items is not split")
    }

    fn kept(items: Infallible) -> Vec<T> {
        match items {}
    }
}
