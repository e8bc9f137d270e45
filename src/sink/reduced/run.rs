//! A seat's part of a reduction: what it makes of blocks, before that is joined at the front.

use std::ops::{ControlFlow, Range};

use super::blocks_left::BlocksLeft;
use super::loops::{reduce_growing, reduce_short};
use super::of_chain::{OfThis, Reduces};
use super::split::{Begun, EarlyOf};
use super::{Front, Joining, Part, Reduced, Reduction, caught};
use crate::drive::{Blocks, Claim, Place, Work};
use crate::pool::team;
use crate::source::Pieces;
use crate::sync::Mutex;

/// Blocks of so few items are taken from one iterator.
const SHORT: usize = 8;

/// How many parts a seat keeps before it hands them over.
const KEPT: usize = 16;

/// What one seat has made of its blocks.
pub(super) struct ReducedRun<'c, T> {
    pub(super) front: &'c Mutex<Front<T>>,
    /// Everything from the beginning on: there is nothing to wait for.
    pub(super) prefix: Option<Part<T>>,
    pub(super) others: Vec<Part<T>>,
    /// The block that it is at, if that is split.
    pub(super) begun: Option<Begun<T>>,
    /// There is to be a thread for each item: they may wait for each other.
    pub(super) by_turns: bool,
}

impl<'c, T> ReducedRun<'c, T> {
    /// Of a chain of at most so many indices.
    #[inline(never)]
    fn new(front: &'c Mutex<Front<T>>, upper: usize) -> Self {
        ReducedRun {
            front,
            prefix: None,
            others: Vec::new(),
            begun: None,
            by_turns: team().has_one_each(upper),
        }
    }

    pub(super) fn drain(&mut self) -> impl Iterator<Item = Part<T>> {
        self.prefix.take().into_iter().chain(self.others.drain(..))
    }
}

/// Also when a panic unwinds; nothing is joined here.
impl<T> Drop for ReducedRun<'_, T> {
    #[inline(never)]
    fn drop(&mut self) {
        let mut front = self.front.lock();
        self.drain().for_each(|part| front.add(part));
    }
}

impl<T, R: Reduction<T>> Joining<'_, T, R> {
    /// Adds what a block has come to, and joins it to what is in front of it, if all that is this seat's.
    /// Says whether that went well.
    #[inline(never)]
    pub(super) fn add(&self, run: &mut ReducedRun<'_, R::Partial>, part: Part<R::Partial>) -> bool {
        match &mut run.prefix {
            None if part.start == 0 => run.prefix = Some(part),
            Some(prefix) if prefix.end == part.start => {
                prefix.end = part.end;
                match self.join(prefix.partial.take(), part) {
                    Some(joined) => prefix.partial = joined,
                    None => return false,
                }
            }
            _ => run.others.push(part),
        }
        true
    }

    /// Adds what a whole block has come to. Says whether that went well.
    #[inline]
    pub(super) fn add_reduced(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        block: Range<usize>,
        reduced: Reduces<R::Partial, R::End>,
    ) -> bool {
        let Range { start, end } = block;
        match reduced {
            ControlFlow::Continue(partial) => {
                let part = Part {
                    start,
                    end,
                    partial,
                };
                self.add(run, part)
            }
            ControlFlow::Break(ended) => {
                self.end(start, ended);
                false
            }
        }
    }

    /// Reduces a piece that ends at `end`, each of its blocks by itself.
    #[inline(never)]
    fn take_apart<C: Claim>(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        end: usize,
        mut rest: BlocksLeft<'_, C, T, R>,
    ) {
        while let Some(block) = rest.next_block() {
            let range = block.at()..rest.claim.as_ref().map_or(end, Claim::at);
            let reduced = rest.chain.block(block);
            if !self.add_reduced(run, range, reduced) {
                return;
            }
        }
        self.hand_over_many(run);
    }

    /// Hands a seat's parts over, if there are many.
    #[inline]
    pub(super) fn hand_over_many(&self, run: &mut ReducedRun<'_, R::Partial>) {
        if run.others.len() >= KEPT {
            self.hand_over(run);
        }
    }
}

impl<P, R> Work for Reduced<'_, P, R>
where
    P: Pieces + Sync,
    R: Reduction<P::Item>,
{
    type Claim = P::Claim;
    const KEEPS: bool = size_of::<P::State>() > 0;
    type Run<'r>
        = (
        ReducedRun<'r, R::Partial>,
        P::State,
        Option<EarlyOf<P::Item, R>>,
    )
    where
        Self: 'r;

    fn run(&self) -> Self::Run<'_> {
        let run = ReducedRun::new(&self.joining.front, self.upper);
        (run, self.chain.state(), None)
    }

    #[inline(always)]
    fn take<'r>(&'r self, (run, state, _): &mut Self::Run<'r>, place: Place, claim: P::Claim) {
        let Range { start, end } = place.range();
        let mut at = start;
        let reduced = match claim.blocks(self.blocks) {
            Some(Blocks::Of(len))
                if const { P::SHAPE.one_each && R::SHORT }
                    && len <= SHORT
                    && !(run.by_turns && len > 1) =>
            {
                caught(|| reduce_short(self, run, claim, len, state, (&mut at, end)))
            }
            Some(Blocks::Growing) if const { P::SHAPE.pauses } => {
                caught(|| reduce_growing(self, run, claim, state, (&mut at, end)))
            }
            _ => {
                let mut chain = self.chain_on(run, state);
                let blocks = self.blocks_of(&mut chain, claim);
                return self.joining.take_apart(run, end, blocks);
            }
        };
        match reduced {
            ControlFlow::Break(ended) => self.joining.end(at, ended),
            ControlFlow::Continue(()) => self.joining.hand_over_many(run),
        }
    }

    fn forgo(&self, claim: P::Claim) {
        self.chain.forgo(claim);
    }

    const SPLITS: bool = R::SPLITS;

    fn take_split<'r>(&'r self, all: &mut Self::Run<'r>, place: Place, claim: P::Claim) {
        let (run, state, early) = &mut *all;
        let whole = matches!(claim.blocks(self.blocks), Some(Blocks::Growing));
        if const { P::SHAPE.pauses } && whole {
            if self.joining.leave(run, early, usize::MAX) {
                self.take(all, place, claim);
            }
            return;
        }
        let mut chain = self.chain_on(run, state);
        let blocks = self.blocks_of(&mut chain, claim);
        let end = place.range().end;
        self.joining.take_split(run, early, end, blocks);
    }

    /// What it has reduced stays: blocks may be split, and others wait for that.
    fn renew<'r>(&'r self, run: &mut Option<Self::Run<'r>>) {
        if let Some((_, state, _)) = run {
            *state = self.chain.state();
        }
    }

    fn close<'r>(&'r self, (run, _, early): &mut Self::Run<'r>) {
        self.joining.leave(run, early, usize::MAX);
    }
}

impl<'c, P: Pieces + Sync, R: Reduction<P::Item>> Reduced<'c, P, R> {
    /// The chain, on one thread.
    pub(super) fn chain_on<'m>(
        &'m self,
        run: &ReducedRun<'_, R::Partial>,
        state: &'m mut P::State,
    ) -> OfThis<'m, 'c, P, R> {
        OfThis {
            reduced: self,
            state,
            by_turns: run.by_turns,
        }
    }

    pub(super) fn blocks_of<'m>(
        &self,
        chain: &'m mut OfThis<'_, '_, P, R>,
        claim: P::Claim,
    ) -> BlocksLeft<'m, P::Claim, P::Item, R> {
        BlocksLeft {
            chain,
            claim: Some(claim),
            dealt_by: self.blocks,
        }
    }
}
