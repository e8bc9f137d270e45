//! A block whose items may wait for each other, and so have to be under way at the same time.
//!
//! Each index of the block is done by a thread of its own, if so many come. Who has made its items waits
//! for its turn, puts them to what came before, and hands that on: so everything is put together in the
//! same order as by one thread, and items need not go from thread to thread.

use std::iter;
use std::ops::ControlFlow;
use std::ops::ControlFlow::{Break, Continue};

use super::{Ended, Reduced, Reduction, caught};
use crate::drive::Claim;
use crate::panic::drop_quietly;
use crate::pool::region;
use crate::source::Pieces;
use crate::sync::{AtomicUsize, Condvar, Mutex, Ordering};

/// A block whose indices are done by a thread each. They are begun in their order, so whoever waits for its
/// turn waits for what was begun.
struct Turns<'r, T, R: Reduction<T>> {
    reduction: &'r R,
    /// How many were begun.
    begun: AtomicUsize,
    turn: Mutex<Turn<R::Partial, R::End>>,
    passed: Condvar,
}

/// How far a block has been put together.
struct Turn<A, E> {
    /// Whose turn it is.
    index: usize,
    /// What came before, or how that ended.
    before: ControlFlow<Ended<E>, Option<A>>,
}

type Sent<P> = <<P as Pieces>::Claim as Claim>::Sent;

/// Reduces a block that has indices.
pub(super) fn reduce_by_turns<P, R>(
    reduced: &Reduced<'_, P, R>,
    mut block: P::Claim,
    state: &mut P::State,
) -> ControlFlow<Ended<R::End>, Option<R::Partial>>
where
    P: Pieces + Sync,
    R: Reduction<P::Item>,
{
    let chain = reduced.chain;
    let turns = Turns::new(&reduced.joining.reduction);
    let ones: Vec<Mutex<Option<Sent<P>>>> = iter::from_fn(|| block.split_one())
        .map(|one| Mutex::new(Some(one)))
        .collect();
    // One seat's part.
    let work = |state: &mut P::State| {
        while let Some((index, one)) = turns.begin(&ones) {
            let mut items = Vec::new();
            let made = caught(|| {
                let piece = chain.piece(P::Claim::of_sent(one), state);
                piece.for_each(|item| items.push(item));
                Continue(())
            });
            turns.put(index, items, made.break_value());
        }
    };
    region(
        ones.len(),
        ones.len() - 1,
        true,
        &mut || work(state),
        &|_seat| work(&mut chain.state()),
    );
    turns.turn.into_inner().before
}

impl<'r, T, R: Reduction<T>> Turns<'r, T, R> {
    fn new(reduction: &'r R) -> Self {
        Turns {
            reduction,
            begun: AtomicUsize::new(0),
            turn: Mutex::new(Turn {
                index: 0,
                before: Continue(None),
            }),
            passed: Condvar::new(),
        }
    }

    /// The next index that nobody has begun.
    fn begin<S>(&self, ones: &[Mutex<Option<S>>]) -> Option<(usize, S)> {
        let index = self.begun.fetch_add(1, Ordering::Relaxed);
        let one = ones.get(index)?.lock().take();
        Some((index, one.expect("taken once")))
    }

    /// Puts the items of an index to what came before, when it is its turn; and what they ended in, if not
    /// all were made. Does not panic.
    #[inline(never)]
    fn put(&self, index: usize, items: Vec<T>, ended: Option<Ended<R::End>>) {
        let before = {
            let mut turn = self.turn.lock();
            while turn.index != index {
                self.passed.wait(&mut turn);
            }
            std::mem::replace(&mut turn.before, Continue(None))
        };
        let step = |before, item| self.reduction.step(before, item).map_continue(Some);
        // What is dropped behind an end may panic, and is let go.
        let after = match before {
            Continue(before) => {
                let mut items = items.into_iter();
                let done = caught(|| items.try_fold(before, step));
                drop_quietly(items);
                match (done, ended) {
                    (Continue(done), Some(ended)) => {
                        drop_quietly(done);
                        Break(ended)
                    }
                    (done, behind) => {
                        behind.into_iter().for_each(Ended::let_go);
                        done
                    }
                }
            }
            Break(first) => {
                drop_quietly(items);
                ended.into_iter().for_each(Ended::let_go);
                Break(first)
            }
        };
        let mut turn = self.turn.lock();
        turn.index = index + 1;
        turn.before = after;
        self.passed.notify_all();
    }
}
