//! The loops of a reduction: over a block, and over short blocks that are taken from one iterator.

use std::iter;
use std::ops::ControlFlow;

use super::run::ReducedRun;
use super::{Joining, Part, Reduced, Reduction};
use crate::drive::{Claim, open_block_len};
use crate::multiversion::{multiversion, side_by_side};
use crate::panic::drop_first;
use crate::source::Pieces;

multiversion! {
    if !R::MAY_END && side_by_side::<P::Item>();
    /// Reduces a block. It is long where the source is: it is left half-done once the sequence is known to
    /// end before it.
    pub(super) fn reduce_block<P: Pieces, R: Reduction<P::Item>>(
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

/// Reduces a piece of a chain that yields one item for each, dealt by blocks of so few: faster, since block
/// by block they are taken from one iterator. Goes on from `at` to `end`, and says there how far it has
/// come.
#[inline(never)]
pub(super) fn reduce_short<P: Pieces, R: Reduction<P::Item>>(
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
        let end = put_together(reduced.joining, run, &mut blocks, at);
        return drop_first(blocks, end);
    }
    let mut left = (end - *at).div_ceil(len);
    let mut blocks = iter::from_fn(|| {
        left = left.checked_sub(1)?;
        Some((len, reduction.block(piece.by_ref().take(len))))
    });
    let end = put_together(reduced.joining, run, &mut blocks, at);
    drop_first(piece, end)
}

/// The same where the blocks grow, there may be fewer than were dealt, and the piece pauses after each.
#[inline(never)]
pub(super) fn reduce_growing<P: Pieces, R: Reduction<P::Item>>(
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
    let end = put_together(reduced.joining, run, &mut blocks, at);
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
