//! A chain's results, part by part: batches that are made already, and rights to make some.

use std::mem::take;
use std::panic::resume_unwind;
use std::vec;

use super::Shared;
use crate::panic::{Payload, let_go};
use crate::source::Pieces;
use crate::stream::owner::{Owner, ToTake};

/// A chain's results, part by part.
pub(super) struct Parts<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    pub(super) shared: S,
    pub(super) owner: Owner<P>,
    pub(super) in_order: bool,
    /// What is due next, made already, as far as it was not taken yet.
    pub(super) made: vec::IntoIter<P::Item>,
    /// Of how many items of the source the last part is.
    pub(super) len: usize,
    /// The panic that comes behind it.
    pub(super) panic: Option<Payload>,
    pub(super) over: bool,
}

impl<P, S> Parts<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    /// The next part that is not empty: it is made already, or else this is the right to make it.
    #[cold]
    #[inline(never)]
    pub(super) fn go_on(&mut self) -> Option<ToTake<P>> {
        let (flow, calls) = (self.shared.flow(), self.shared.calls());
        // Its memory is the next one's, and still in the nearest cache.
        self.made = Vec::new().into_iter();
        while !self.over {
            flow.deliver(take(&mut self.len));
            // Also by a panic in here.
            self.over = true;
            if let Some(panic) = self.panic.take() {
                resume_unwind(panic);
            }
            match self.owner.next_part(flow, calls, self.in_order) {
                Some(ToTake::Made(mut batch)) => {
                    self.over = false;
                    self.panic = batch.panic.take();
                    self.len = batch.len;
                    if !batch.items.is_empty() {
                        self.made = take(&mut batch.items).into_iter();
                        break;
                    }
                }
                Some(ToTake::Span(span)) => {
                    self.over = false;
                    self.len = span.range().len();
                    return Some(ToTake::Span(span));
                }
                Some(lent) => {
                    self.over = false;
                    return Some(lent);
                }
                None => {
                    self.owner.learn(flow);
                    if let Some(panic) = self.shared.dismiss() {
                        resume_unwind(panic);
                    }
                    break;
                }
            }
        }
        None
    }

    /// How many items follow, if the last part has those that are made, and what so many indices yield.
    pub(super) fn size_hint(&self, to_make: usize) -> (usize, Option<usize>) {
        let (flow, made) = (self.shared.flow(), self.made.len());
        match flow.chain().indices() {
            _ if self.over => (made, Some(made)),
            Some(all) if P::SHAPE.exact => {
                let taken = self.len - made - to_make;
                let left = all - flow.delivered() - taken;
                (left, Some(left))
            }
            _ => (made, None),
        }
    }
}

impl<P, S> Drop for Parts<P, S>
where
    P: Pieces + Sync,
    P::Item: Send,
    S: Shared<P>,
{
    fn drop(&mut self) {
        self.owner.leave(self.shared.flow());
        if let Some(panic) = self.panic.take() {
            let_go(panic);
        }
    }
}
