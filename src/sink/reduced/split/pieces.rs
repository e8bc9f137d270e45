//! Pieces that need not be whole blocks: the thread that is dealt one puts its items on, or makes them early.

use std::ops::ControlFlow::{Break, Continue};
use std::ops::Range;

use super::{Begun, Early, EarlyOf};
use crate::drive::Place;
use crate::panic::drop_first;
use crate::sink::reduced::blocks_left::BlocksLeft;
use crate::sink::reduced::run::ReducedRun;
use crate::sink::reduced::{By, Reduced, Reduction, caught};
use crate::source::Pieces;

impl<P, R> Reduced<'_, P, R>
where
    P: Pieces + Sync,
    R: Reduction<P::Item>,
{
    /// Reduces a piece that need not be whole blocks.
    #[inline]
    pub(in crate::sink::reduced) fn take_split(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        state: &mut P::State,
        early: &mut Option<EarlyOf<P::Item, R>>,
        place: &Place,
        claim: P::Claim,
    ) {
        let end = place.range().end;
        let mut rest = BlocksLeft::of(self, claim);
        while let Some((block, at)) = rest.next_at() {
            // (Where a block begins, the last one may have ended early, with its source: that one is
            // another's.)
            let goes_on = if at == block.start { usize::MAX } else { at };
            // (What ends there may be behind this piece: then that is still wanted.)
            if !self.joining.leave(run, early, goes_on) && self.joining.horizon.is_before(at) {
                return;
            }
            let Some(claim) = rest.next_within_block() else {
                break;
            };
            let range = at..end.min(block.end);
            if range == block {
                if !self.take_block(run, state, block, claim) {
                    return;
                }
                continue;
            }
            let made = match self.joining.turn(run, &block, at) {
                Some(before) => self.put_on(run, state, before, range, claim),
                None => self.keep(run, state, early, block, range, claim),
            };
            if !made {
                return;
            }
        }
        self.joining.hand_over_many(run);
    }

    /// Puts the items of a claim to those in front of them. Says whether that went well.
    #[inline]
    fn put_on(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        state: &mut P::State,
        before: Begun<R::Partial>,
        range: Range<usize>,
        claim: P::Claim,
    ) -> bool {
        let Begun { block, partial, .. } = before;
        let made = caught(|| {
            let mut items = self.chain.piece(claim, state);
            let step = |before, item| self.joining.reduction.step(before, item).map_continue(Some);
            let made = items.try_fold(partial, step);
            drop_first(items, made)
        });
        match made {
            Continue(partial) => {
                let at = range.end;
                self.joining.go_on(run, Begun { block, at, partial })
            }
            Break(ended) => {
                self.joining.end(range.start, ended);
                false
            }
        }
    }

    /// Makes the items of a claim, and keeps them until it is their turn. Says whether that went well.
    #[inline]
    fn keep(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        state: &mut P::State,
        early: &mut Option<EarlyOf<P::Item, R>>,
        block: Range<usize>,
        range: Range<usize>,
        claim: P::Claim,
    ) -> bool {
        let (start, mut items) = match early.take() {
            Some(before) => (before.range.start, R::By::kept(before.items)),
            None => (range.start, Vec::new()),
        };
        let made = caught(|| {
            let piece = self.chain.piece(claim, state);
            piece.for_each(|item| items.push(item));
            Continue(())
        });
        let made = Early {
            block,
            range: start..range.end,
            items: R::By::keep(items),
            ended: made.break_value(),
        };
        if made.ended.is_none() && range.end < made.block.end {
            *early = Some(made);
            return true;
        }
        self.joining.publish(run, made)
    }
}
