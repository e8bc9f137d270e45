//! Reductions: one partial result for each block of the source, joined in order.
//!
//! Where a block begins and ends depends on the length of the source alone (see `drive/blocks.rs`), each is
//! gone through from left to right, and so are the partials. Whoever does which block when, the result is
//! put together in the same way, and floating-point numbers are rounded in the same way.

mod by_turns;
mod run;
mod split;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::iter;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::drive::{Claim, Deal, Ends, Horizon, Options, Schedule, drive};
use crate::panic::{Payload, drop_first, let_go};
use crate::source::Pieces;
use crate::sync::{Arc, Mutex};
use crate::waiting::Waiting;
use run::ReducedRun;
use split::Split;

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
    let new = || Arc::new(Horizon::new(R::MAY_END));
    let horizon = Arc::clone(options.horizon.get_or_insert_with(new));
    let mut dealer = chain.open();
    let blocks = dealer.set_blocks(P::SHAPE.pauses, R::SPLITS);
    let mut reduced = Reduced {
        chain: &chain,
        joining: Joining {
            reduction,
            front: Mutex::default(),
            split: Mutex::default(),
            ends: Ends::new(),
            horizon: &horizon,
        },
        blocks,
        upper: dealer.upper(),
    };
    let driven = catch_unwind(AssertUnwindSafe(|| drive(&mut dealer, &reduced, &options)));
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(dealer)));
    let outcome = reduced.joining.outcome(driven.err(), dropped.err());
    let Joining {
        reduction,
        front,
        split,
        ..
    } = reduced.joining;
    drop_first((reduction, front, split, chain), outcome)
}

/// A chain that is being reduced.
struct Reduced<'c, P: Pieces, R: Reduction<P::Item>> {
    chain: &'c P,
    joining: Joining<'c, P::Item, R>,
    blocks: <P::Claim as Claim>::Blocks,
    /// At most how many indices there are.
    upper: usize,
}

/// What has become of the blocks, and how they are joined: whatever chain the items come from.
struct Joining<'h, T, R: Reduction<T>> {
    reduction: R,
    front: Mutex<Front<R::Partial>>,
    split: Mutex<SplitOf<T, R>>,
    ends: Ends<Ended<R::End>>,
    horizon: &'h Horizon,
}

type KeptBy<T, R> = <<R as Reduction<T>>::By as By<T>>::Kept;

type SplitOf<T, R> = Split<<R as Reduction<T>>::Partial, KeptBy<T, R>, <R as Reduction<T>>::End>;

/// What the partials are joined to, one after the other, once all before them are there.
struct Front<T> {
    /// The position up to which everything is joined.
    end: usize,
    joined: Option<T>,
    /// Somebody is joining, outside the lock; or has failed to, and nobody is to go on.
    busy: bool,
    /// Partials that wait for those before them, by where they start.
    waiting: Waiting<Part<T>>,
}

/// What became of the items from `start` to `end`.
struct Part<T> {
    start: usize,
    end: usize,
    partial: Option<T>,
}

impl<T> Default for Front<T> {
    fn default() -> Self {
        Front {
            end: 0,
            joined: None,
            busy: false,
            waiting: Waiting::new(),
        }
    }
}

impl<T> Front<T> {
    fn add(&mut self, part: Part<T>) {
        if part.start == self.end && self.joined.is_none() && !self.busy {
            self.end = part.end;
            self.joined = part.partial;
        } else {
            self.waiting.add(part.start, part);
        }
    }

    /// The part that is to be joined next, if it is there.
    fn next(&mut self) -> Option<Part<T>> {
        let part = self.waiting.take(self.end)?;
        self.end = part.end;
        Some(part)
    }
}

impl<T, R: Reduction<T>> Joining<'_, T, R> {
    /// Joins neighbours; answers nothing where that ends the sequence.
    #[inline]
    fn join(
        &self,
        left: Option<R::Partial>,
        right: Part<R::Partial>,
    ) -> Option<Option<R::Partial>> {
        let (left, item) = match (left, right.partial) {
            (Some(left), Some(item)) => (left, item),
            (left, item) => return Some(left.or(item)),
        };
        match caught(|| self.reduction.join(left, item)) {
            ControlFlow::Continue(joined) => Some(Some(joined)),
            ControlFlow::Break(ended) => {
                self.end(right.start, ended);
                None
            }
        }
    }

    /// Notes what ended the sequence here. If it was a panic, the loop is told by another one, which
    /// carries nothing.
    fn end(&self, at: usize, ended: Ended<R::End>) {
        let panicked = matches!(ended, Ended::Panicked(_));
        self.ends.add(at, ended, self.horizon);
        if panicked {
            resume_unwind(Box::new(()));
        }
    }

    /// Leaves a seat's parts at the front, and joins what can be joined there, unless somebody else is at it.
    fn hand_over(&self, run: &mut ReducedRun<'_, R::Partial>) {
        let mut front = self.front.lock();
        run.drain().for_each(|part| front.add(part));
        if std::mem::replace(&mut front.busy, true) {
            return;
        }
        while let Some(part) = front.next() {
            let left = front.joined.take();
            drop(front);
            let joined = self.join(left, part);
            front = self.front.lock();
            match joined {
                Some(joined) => front.joined = joined,
                None => return,
            }
        }
        front.busy = false;
    }

    /// Whether there is nothing left to join, as where one thread did it all.
    fn is_joined(&mut self) -> bool {
        let waits = !self.front.get_mut().waiting.is_empty();
        self.ends.is_empty() && !waits && self.split.get_mut().is_empty()
    }

    /// What the items come to, or the first of these panics, if nothing ends them before: what came of the
    /// loop, and of dropping its dealer.
    #[inline(never)]
    fn outcome(
        &mut self,
        driven: Option<Payload>,
        dropped: Option<Payload>,
    ) -> ControlFlow<R::End, Option<R::Partial>> {
        if driven.is_none() && dropped.is_none() && self.is_joined() {
            return ControlFlow::Continue(self.front.get_mut().joined.take());
        }
        let finished = self.finish();
        let mut panics = driven.into_iter().chain(dropped);
        let (ended, _unwanted) = match finished {
            ControlFlow::Break(ended) => (ended, None),
            ControlFlow::Continue(reduced) => match panics.next() {
                None => return ControlFlow::Continue(reduced),
                Some(panic) => (Ended::Panicked(panic), reduced),
            },
        };
        panics.for_each(let_go);
        match ended {
            Ended::Early(end) => ControlFlow::Break(end),
            Ended::Panicked(panic) => resume_unwind(panic),
        }
    }

    /// Joins the rest. Everything before the first end is there.
    fn finish(&mut self) -> ControlFlow<Ended<R::End>, Option<R::Partial>> {
        let (first, others) = std::mem::replace(&mut self.ends, Ends::new()).into_first();
        others.into_iter().for_each(|(_, ended)| ended.let_go());
        if first.is_none() {
            while let Some(last) = self.last_block() {
                self.front.get_mut().add(last);
            }
        }
        self.split.get_mut().let_go::<T, R::By>();
        let end = first.as_ref().map_or(usize::MAX, |&(at, _)| at);
        let mut front = std::mem::take(self.front.get_mut());
        while let Some(part) = front.next() {
            if part.start > end {
                break;
            }
            front.joined = match (front.joined, part.partial) {
                (Some(left), Some(right)) => match caught(|| self.reduction.join(left, right)) {
                    ControlFlow::Continue(joined) => Some(joined),
                    ControlFlow::Break(sooner) => {
                        first.into_iter().for_each(|(_, ended)| ended.let_go());
                        return drop_first(front.waiting, ControlFlow::Break(sooner));
                    }
                },
                (left, right) => left.or(right),
            };
        }
        let Front {
            joined, waiting, ..
        } = front;
        let finished = match first {
            Some((_, Ended::Early(end))) => {
                caught(|| ControlFlow::Break(self.reduction.end(joined, end)))
            }
            Some((_, panicked)) => drop_first(joined, ControlFlow::Break(panicked)),
            None => ControlFlow::Continue(joined),
        };
        drop_first(waiting, finished)
    }
}
