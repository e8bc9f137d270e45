//! A block whose items several threads make, since they are heavy, or may wait for each other.
//!
//! The items are put together in the order of a loop all the same. Who has made the next ones of a block puts
//! them to what came before, if that is there; else it leaves them for whoever brings it. Nobody waits.
//!
//! INVARIANT (met): what a block has come to so far, and the items that come next, never both lie here: who
//! brings one looks for the other under the lock.

mod pieces;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use std::collections::VecDeque;
use std::ops::ControlFlow::{Break, Continue};
use std::ops::Range;

use super::joining::KeptBy;
use super::run::ReducedRun;
use super::{By, Ended, Joining, Part, Reduction, caught};
use crate::panic::drop_quietly;

/// What of blocks that are split waits for something.
pub(super) struct Split<A, K, E> {
    /// What blocks have come to as far as they were put together: no more than there are threads.
    begun: Vec<Begun<A>>,
    /// By where they begin.
    early: VecDeque<Early<K, E>>,
}

impl<A, K, E> Default for Split<A, K, E> {
    fn default() -> Self {
        Split {
            begun: Vec::new(),
            early: VecDeque::new(),
        }
    }
}

pub(super) type EarlyOf<T, R> = Early<KeptBy<T, R>, <R as Reduction<T>>::End>;

/// The first items of a block, put together.
pub(super) struct Begun<A> {
    block: Range<usize>,
    /// Where the next item is.
    at: usize,
    partial: Option<A>,
}

/// Items that were made before those in front of them were put together, and what they ended in, if not all
/// were made.
pub(super) struct Early<K, E> {
    block: Range<usize>,
    range: Range<usize>,
    items: K,
    ended: Option<Ended<E>>,
}

impl<T, R: Reduction<T>> Joining<'_, T, R> {
    /// What is in front of the items from `at` on, if that is there: the right to put them to it.
    #[inline(never)]
    fn turn(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        block: &Range<usize>,
        at: usize,
    ) -> Option<Begun<R::Partial>> {
        if at == block.start {
            return Some(Begun {
                block: block.clone(),
                at,
                partial: None,
            });
        }
        run.begun
            .take_if(|begun| begun.at == at)
            .or_else(|| self.split.lock().take_begun(at))
    }

    /// Puts down what this seat has begun, and what it has made early, unless it goes on there: others wait
    /// for it, and what comes now may take long. Says whether that went well.
    #[inline(never)]
    pub(super) fn leave(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        early: &mut Option<EarlyOf<T, R>>,
        at: usize,
    ) -> bool {
        let begun = run.begun.take_if(|begun| begun.at != at);
        let well = begun.is_none_or(|begun| self.put_down(run, begun));
        let early = early.take_if(|early| early.range.end != at);
        early.is_none_or(|early| self.publish(run, early)) && well
    }

    /// A block was put together a little further. Says whether that went well.
    #[inline(never)]
    fn go_on(&self, run: &mut ReducedRun<'_, R::Partial>, begun: Begun<R::Partial>) -> bool {
        if begun.at == begun.block.end {
            return self.add_block(run, begun);
        }
        run.begun = Some(begun);
        true
    }

    fn add_block(&self, run: &mut ReducedRun<'_, R::Partial>, begun: Begun<R::Partial>) -> bool {
        let Begun { block, partial, .. } = begun;
        let Range { start, end } = block;
        self.add(
            run,
            Part {
                start,
                end,
                partial,
            },
        )
    }

    /// Leaves what a block has come to for whoever makes its next items; or puts those to it, where they are
    /// there already. Says whether that went well.
    pub(super) fn put_down(
        &self,
        run: &mut ReducedRun<'_, R::Partial>,
        mut begun: Begun<R::Partial>,
    ) -> bool {
        while begun.at < begun.block.end {
            let next = {
                let mut split = self.split.lock();
                match split.take_early(begun.at) {
                    Some(next) => next,
                    None => {
                        split.begun.push(begun);
                        return true;
                    }
                }
            };
            match self.put_early(begun, next) {
                Some(further) => begun = further,
                None => return false,
            }
        }
        self.add_block(run, begun)
    }

    /// Leaves items until it is their turn, and what they ended in. Says whether that went well.
    #[inline(never)]
    fn publish(&self, run: &mut ReducedRun<'_, R::Partial>, early: EarlyOf<T, R>) -> bool {
        let panicked = matches!(early.ended, Some(Ended::Panicked(_)));
        let (at, block) = (early.range.start, early.block.clone());
        if early.ended.is_some() {
            // Nothing behind these is begun any more.
            self.horizon.lower(at);
        }
        let turn = {
            let mut split = self.split.lock();
            let before = split.take_begun(at);
            match before {
                None => {
                    split.add_early(early);
                    None
                }
                Some(before) => Some((before, early)),
            }
        };
        debug_assert!(
            turn.as_ref()
                .is_none_or(|(before, _)| before.block == block)
        );
        let well = match turn {
            None => true,
            Some((before, early)) => match self.put_early(before, early) {
                Some(further) => self.put_down(run, further),
                None => false,
            },
        };
        if panicked {
            std::panic::resume_unwind(Box::new(()));
        }
        well
    }

    /// Puts items that were made early to what is in front of them now; nothing where that ends the sequence.
    fn put_early(
        &self,
        before: Begun<R::Partial>,
        early: EarlyOf<T, R>,
    ) -> Option<Begun<R::Partial>> {
        let Begun { block, partial, .. } = before;
        let Early {
            range,
            items,
            ended,
            ..
        } = early;
        let mut items = R::By::kept(items).into_iter();
        let step = |before, item| self.reduction.step(before, item).map_continue(Some);
        let made = caught(|| items.try_fold(partial, step));
        // What is behind an end is dropped, and the end stays.
        drop_quietly(items);
        let ended = match (made, ended) {
            (Continue(partial), None) => {
                let at = range.end;
                return Some(Begun { block, at, partial });
            }
            (Continue(partial), Some(ended)) => {
                drop_quietly(partial);
                ended
            }
            (Break(first), behind) => {
                behind.into_iter().for_each(Ended::let_go);
                first
            }
        };
        self.ends.add(range.start, ended, self.horizon);
        None
    }

    /// What a block came to that a source ended in.
    pub(super) fn last_block(&mut self) -> Option<Part<R::Partial>> {
        let Begun { block, at, partial } = self.split.get_mut().begun.pop()?;
        Some(Part {
            start: block.start,
            end: at,
            partial,
        })
    }
}

impl<A, K, E> Split<A, K, E> {
    fn take_begun(&mut self, at: usize) -> Option<Begun<A>> {
        let index = self.begun.iter().position(|begun| begun.at == at)?;
        Some(self.begun.swap_remove(index))
    }

    fn add_early(&mut self, early: Early<K, E>) {
        let at = early.range.start;
        let index = self.early.partition_point(|other| other.range.start < at);
        self.early.insert(index, early);
    }

    fn take_early(&mut self, at: usize) -> Option<Early<K, E>> {
        let found = self
            .early
            .binary_search_by_key(&at, |early| early.range.start);
        found.ok().and_then(|index| self.early.remove(index))
    }

    /// Whether nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.begun.is_empty() && self.early.is_empty()
    }

    /// Drops what lies behind the end of the sequence; nobody is to see how that goes.
    pub(super) fn let_go<T, B: By<T, Kept = K>>(&mut self) {
        for early in self.early.drain(..) {
            early.ended.into_iter().for_each(Ended::let_go);
            drop_quietly(B::kept(early.items));
        }
        self.begun.drain(..).for_each(drop_quietly);
    }
}
