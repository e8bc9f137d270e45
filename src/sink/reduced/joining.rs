//! What blocks have come to, joined from left to right as soon as all before them are there.

#[cfg(test)]
mod tests;

use std::ops::ControlFlow;
use std::panic::resume_unwind;

use super::run::ReducedRun;
use super::split::Split;
use super::{By, Ended, Reduction, caught};
use crate::drive::{Ends, Horizon};
use crate::panic::{Payload, drop_first, let_go};
use crate::sync::Mutex;
use crate::waiting::Waiting;

/// What has become of the blocks, and how they are joined: whatever chain the items come from.
pub(super) struct Joining<'h, T, R: Reduction<T>> {
    pub(super) reduction: R,
    pub(super) front: Mutex<Front<R::Partial>>,
    pub(super) split: Mutex<SplitOf<T, R>>,
    pub(super) ends: Ends<Ended<R::End>>,
    pub(super) horizon: &'h Horizon,
}

pub(super) type KeptBy<T, R> = <<R as Reduction<T>>::By as By<T>>::Kept;

type SplitOf<T, R> = Split<<R as Reduction<T>>::Partial, KeptBy<T, R>, <R as Reduction<T>>::End>;

/// What the partials are joined to, one after the other, once all before them are there.
pub(super) struct Front<T> {
    /// The position up to which everything is joined.
    end: usize,
    joined: Option<T>,
    /// Somebody is joining, outside the lock; or has failed to, and nobody is to go on.
    busy: bool,
    /// Partials that wait for those before them, by where they start.
    waiting: Waiting<Part<T>>,
}

/// What became of the items from `start` to `end`.
pub(super) struct Part<T> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) partial: Option<T>,
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
    pub(super) fn add(&mut self, part: Part<T>) {
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

impl<'h, T, R: Reduction<T>> Joining<'h, T, R> {
    pub(super) fn new(reduction: R, horizon: &'h Horizon) -> Self {
        Joining {
            reduction,
            front: Mutex::default(),
            split: Mutex::default(),
            ends: Ends::new(),
            horizon,
        }
    }

    /// Joins neighbours; answers nothing where that ends the sequence.
    #[inline]
    pub(super) fn join(
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
    pub(super) fn end(&self, at: usize, ended: Ended<R::End>) {
        let panicked = matches!(ended, Ended::Panicked(_));
        self.ends.add(at, ended, self.horizon);
        if panicked {
            resume_unwind(Box::new(()));
        }
    }

    /// Leaves a seat's parts at the front, and joins what can be joined there, unless somebody else is at it.
    pub(super) fn hand_over(&self, run: &mut ReducedRun<'_, R::Partial>) {
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
    pub(super) fn into_outcome(
        mut self,
        driven: Option<Payload>,
        dropped: Option<Payload>,
    ) -> ControlFlow<R::End, Option<R::Partial>> {
        let outcome = self.outcome(driven, dropped);
        drop_first((self.reduction, self.front, self.split), outcome)
    }

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
        let (first, others) = std::mem::take(&mut self.ends).into_first();
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
            None => {
                debug_assert!(waiting.is_empty(), "a part is missing before another");
                ControlFlow::Continue(joined)
            }
        };
        drop_first(waiting, finished)
    }
}
