//! A seat's part of a reduction: what it makes of blocks, before that is joined at the front.

use std::iter;
use std::ops::{ControlFlow, Range};

use super::by_turns::reduce_by_turns;
use super::split::{Begun, EarlyOf};
use super::{Front, Joining, Part, Reduced, Reduction, caught};
use crate::drive::{Blocks, Claim, Place, Work, open_block_len};
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::drop_first;
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
                if const { P::SHAPE.one_each } && len <= SHORT && !(run.by_turns && len > 1) =>
            {
                caught(|| reduce_short(self, run, claim, len, state, (&mut at, end)))
            }
            Some(Blocks::Growing) if const { P::SHAPE.pauses } => {
                caught(|| reduce_growing(self, run, claim, state, (&mut at, end)))
            }
            _ => return self.take_apart(run, state, end, claim),
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
        Reduced::take_split(self, run, state, early, &place, claim);
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

impl<P: Pieces + Sync, R: Reduction<P::Item>> Reduced<'_, P, R> {
    /// Reduces a piece that ends at `end`, each of its blocks by itself.
    #[inline]
    fn take_apart(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        state: &mut P::State,
        end: usize,
        claim: P::Claim,
    ) {
        let mut rest = BlocksLeft::of(self, claim);
        while let Some(block) = rest.next_block() {
            let range = block.at()..rest.claim.as_ref().map_or(end, Claim::at);
            if !self.take_block(run, state, range, block) {
                return;
            }
        }
        self.joining.hand_over_many(run);
    }

    /// Reduces a whole block. Says whether that went well.
    #[inline]
    pub(super) fn take_block(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        state: &mut P::State,
        range: Range<usize>,
        block: P::Claim,
    ) -> bool {
        let Range { start, end } = range;
        let reduced = match const { P::Claim::SPLITS && !R::SPLITS } && run.by_turns {
            true => reduce_by_turns(self, block, state),
            false => caught(|| reduce_block(self, block, state)),
        };
        match reduced {
            ControlFlow::Continue(partial) => {
                let part = Part {
                    start,
                    end,
                    partial,
                };
                self.joining.add(run, part)
            }
            ControlFlow::Break(ended) => {
                self.joining.end(start, ended);
                false
            }
        }
    }
}

multiversion! {
    if !R::MAY_END && side_by_side::<P::Item>();
    /// Reduces a block. It is long where the source is: it is left half-done once the sequence is known to
    /// end before it.
    fn reduce_block<P: Pieces, R: Reduction<P::Item>>(
        reduced: &Reduced<'_, P, R>,
        block: P::Claim,
        state: &mut P::State,
    ) -> ControlFlow<R::End, Option<R::Partial>> {
        let start = block.at();
        let Joining { reduction, horizon, .. } = &reduced.joining;
        let items = reduced.chain.piece(block, state);
        if R::MAY_END {
            let mut items = items.take_while(|_| !horizon.is_before(start));
            let block = reduction.block(&mut items);
            drop_first(items, block)
        } else {
            reduction.block(items)
        }
    }
}

/// The same for a piece of a chain that yields one item for each, dealt by blocks of so few, faster: block
/// by block they are taken from one iterator. Goes on from `at` to `end`, and says there how far it has
/// come.
#[inline(never)]
fn reduce_short<P: Pieces, R: Reduction<P::Item>>(
    reduced: &Reduced<'_, P, R>,
    run: &mut ReducedRun<'_, R::Partial>,
    claim: P::Claim,
    len: usize,
    state: &mut P::State,
    (at, end): (&mut usize, usize),
) -> ControlFlow<R::End> {
    let reduction = &reduced.joining.reduction;
    let mut piece = reduced.chain.piece(claim, state);
    if len == 1 {
        let mut blocks = piece.map(|item| (1, reduction.block(iter::once(item))));
        let end = put_together(&reduced.joining, run, &mut blocks, at);
        return drop_first(blocks, end);
    }
    let mut left = (end - *at).div_ceil(len);
    let mut blocks = iter::from_fn(|| {
        left = left.checked_sub(1)?;
        Some((len, reduction.block(piece.by_ref().take(len))))
    });
    let end = put_together(&reduced.joining, run, &mut blocks, at);
    drop_first(piece, end)
}

/// The same where the blocks grow, there may be fewer than were dealt, and the piece pauses after each.
#[inline(never)]
fn reduce_growing<P: Pieces, R: Reduction<P::Item>>(
    reduced: &Reduced<'_, P, R>,
    run: &mut ReducedRun<'_, R::Partial>,
    claim: P::Claim,
    state: &mut P::State,
    (at, end): (&mut usize, usize),
) -> ControlFlow<R::End> {
    let reduction = &reduced.joining.reduction;
    let mut start = *at;
    let mut piece = reduced.chain.piece(claim, state);
    let mut blocks = iter::from_fn(|| {
        if start >= end {
            return None;
        }
        let len = open_block_len(start);
        start += len;
        let block = match piece.next() {
            Some(first) if len == 1 => {
                let block = reduction.block(iter::once(first));
                // To the pause.
                piece.next();
                block
            }
            Some(first) => reduction.block(iter::once(first).chain(piece.by_ref().fuse())),
            None if P::SHAPE.one_each || piece.size_hint().1 == Some(0) => return None,
            None => ControlFlow::Continue(None),
        };
        Some((len, block))
    });
    let end = put_together(&reduced.joining, run, &mut blocks, at);
    drop_first(piece, end)
}

/// What a block is reduced to, and of how many items.
type Block<T, E> = (usize, ControlFlow<E, Option<T>>);

/// Joins what blocks are reduced to, from `at` on, to what is in front of them, if all that is this seat's.
#[inline(always)]
fn put_together<T, R: Reduction<T>>(
    joining: &Joining<'_, T, R>,
    run: &mut ReducedRun<'_, R::Partial>,
    blocks: &mut impl Iterator<Item = Block<R::Partial, R::End>>,
    at: &mut usize,
) -> ControlFlow<R::End> {
    let mut prefix = match &run.prefix {
        None if *at == 0 => None,
        Some(prefix) if prefix.end == *at => run.prefix.take().and_then(|part| part.partial),
        _ => {
            for (len, partial) in blocks {
                let (start, end, partial) = (*at, *at + len, partial?);
                run.others.push(Part {
                    start,
                    end,
                    partial,
                });
                if R::MAY_END && joining.horizon.is_before(end) {
                    break;
                }
                *at = end;
            }
            return ControlFlow::Continue(());
        }
    };
    let mut end = ControlFlow::Continue(());
    for (len, partial) in blocks {
        let partial = match partial {
            ControlFlow::Continue(partial) => partial,
            ControlFlow::Break(early) => {
                end = ControlFlow::Break(early);
                break;
            }
        };
        // (If it panics, what was put together so far is not missed: nothing that comes before this can end
        // it sooner.)
        prefix = match (prefix, partial) {
            (Some(left), Some(right)) => Some(joining.reduction.join(left, right)?),
            (left, right) => left.or(right),
        };
        *at += len;
    }
    // (The last block of all may be shorter than the others: there is nothing behind it.)
    run.prefix = Some(Part {
        start: 0,
        end: *at,
        partial: prefix,
    });
    end
}

/// The blocks of a piece that are still to be done. They are dropped if that does not come to pass.
pub(super) struct BlocksLeft<'c, P: Pieces> {
    chain: &'c P,
    claim: Option<P::Claim>,
    dealt_by: <P::Claim as Claim>::Blocks,
}

impl<'c, P: Pieces> BlocksLeft<'c, P> {
    #[inline]
    pub(super) fn of<R: Reduction<P::Item>>(reduced: &Reduced<'c, P, R>, claim: P::Claim) -> Self {
        BlocksLeft {
            chain: reduced.chain,
            claim: Some(claim),
            dealt_by: reduced.blocks,
        }
    }

    /// What is left of a block that need not be whole: that block, where the part begins, and the right to
    /// it.
    #[inline]
    pub(super) fn next_within_block(&mut self) -> Option<(Range<usize>, usize, P::Claim)> {
        let claim = self.claim.take()?;
        let (at, block) = (claim.at(), claim.block(self.dealt_by));
        let (part, rest) = claim.split_front(block.end - at);
        self.claim = rest;
        Some((block, at, part))
    }

    #[inline]
    fn next_block(&mut self) -> Option<P::Claim> {
        let (block, rest) = self.claim.take()?.split_block(self.dealt_by);
        self.claim = rest;
        Some(block)
    }
}

impl<P: Pieces> Drop for BlocksLeft<'_, P> {
    fn drop(&mut self) {
        if let Some(claim) = self.claim.take() {
            self.chain.forgo(claim);
        }
    }
}
