//! Pieces that need not be whole blocks: the thread that is dealt one puts its items on, or makes them early.

use std::ops::ControlFlow::{Break, Continue};
use std::ops::Range;

use super::{Begun, Early, EarlyOf};
use crate::drive::Claim;
use crate::sink::reduced::blocks_left::BlocksLeft;
use crate::sink::reduced::run::ReducedRun;
use crate::sink::reduced::{By, Joining, Reduction};

impl<T, R: Reduction<T>> Joining<'_, T, R> {
    /// Reduces a piece that need not be whole blocks, and ends at `end`.
    #[inline(never)]
    pub(in crate::sink::reduced) fn take_split<C: Claim>(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        early: &mut Option<EarlyOf<T, R>>,
        end: usize,
        mut rest: BlocksLeft<'_, C, T, R>,
    ) {
        while let Some((block, at)) = rest.next_at() {
            // (Where a block begins, the last one may have ended early, with its source: that one is
            // another's.)
            let goes_on = if at == block.start { usize::MAX } else { at };
            // (What ends there may be behind this piece: then that is still wanted.)
            if !self.leave(run, early, goes_on) && self.horizon.is_before(at) {
                return;
            }
            let Some(claim) = rest.next_within_block() else {
                break;
            };
            let range = at..end.min(block.end);
            if range == block {
                let reduced = rest.chain.block(claim);
                if !self.add_reduced(run, block, reduced) {
                    return;
                }
                continue;
            }
            let made = match self.turn(run, &block, at) {
                Some(before) => self.put_on(run, before, range, claim, &mut rest),
                None => self.keep(run, early, block, range, claim, &mut rest),
            };
            if !made {
                return;
            }
        }
        self.hand_over_many(run);
    }

    /// Puts the items of a claim to those in front of them. Says whether that went well.
    #[inline]
    fn put_on<C: Claim>(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        before: Begun<R::Partial>,
        range: Range<usize>,
        claim: C,
        rest: &mut BlocksLeft<'_, C, T, R>,
    ) -> bool {
        let Begun { block, partial, .. } = before;
        match rest.chain.put_on(partial, claim) {
            Continue(partial) => {
                let at = range.end;
                self.go_on(run, Begun { block, at, partial })
            }
            Break(ended) => {
                self.end(range.start, ended);
                false
            }
        }
    }

    /// Makes the items of a claim, and keeps them until it is their turn. Says whether that went well.
    #[inline]
    fn keep<C: Claim>(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        early: &mut Option<EarlyOf<T, R>>,
        block: Range<usize>,
        range: Range<usize>,
        claim: C,
        rest: &mut BlocksLeft<'_, C, T, R>,
    ) -> bool {
        let (start, mut items) = match early.take() {
            Some(before) => (before.range.start, R::By::kept(before.items)),
            None => (range.start, Vec::new()),
        };
        let ended = rest.chain.make(claim, &mut items);
        let made = Early {
            block,
            range: start..range.end,
            items: R::By::keep(items),
            ended,
        };
        if made.ended.is_none() && range.end < made.block.end {
            *early = Some(made);
            return true;
        }
        self.publish(run, made)
    }
}
