//! A block whose items may wait for each other, and so have to be under way at the same time.
//!
//! Each index of the block is done by a thread of its own, if so many come. Who has made its items waits for its turn, puts them
//! to what came before, and hands that on: so everything is put together in the same order as by one thread, and items need not
//! go from thread to thread.

use std::iter;
use std::ops::ControlFlow;
use std::ops::ControlFlow::{Break, Continue};

use super::{Ended, Reduced, Reduction, caught};
use crate::drive::Claim;
use crate::panic::drop_quietly;
use crate::pool::region;
use crate::source::Pieces;
use crate::sync::{AtomicUsize, Condvar, Mutex, Ordering};

/// How far a block has been put together.
struct Turn<T, E> {
    /// Whose turn it is.
    index: usize,
    /// What came before, or how that ended.
    before: ControlFlow<Ended<E>, Option<T>>,
}

struct ByTurns<'c, P: Pieces, R: Reduction<P::Item>> {
    reduced: &'c Reduced<'c, P, R>,
    /// One index each, to be begun in this order: so whoever waits for its turn waits for what was begun.
    ones: Vec<Mutex<Option<Sent<P>>>>,
    next: AtomicUsize,
    turn: Mutex<Turn<R::Partial, R::End>>,
    passed: Condvar,
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
    let ones = iter::from_fn(|| block.split_one());
    let block = ByTurns {
        reduced,
        ones: ones.map(|one| Mutex::new(Some(one))).collect(),
        next: AtomicUsize::new(0),
        turn: Mutex::new(Turn {
            index: 0,
            before: Continue(None),
        }),
        passed: Condvar::new(),
    };
    let seats = block.ones.len();
    region(
        seats,
        seats - 1,
        true,
        &mut || block.work(state),
        &|_seat| block.work(&mut reduced.chain.state()),
    );
    block.turn.into_inner().before
}

impl<P, R> ByTurns<'_, P, R>
where
    P: Pieces + Sync,
    R: Reduction<P::Item>,
{
    /// One seat's part: does not panic.
    fn work(&self, state: &mut P::State) {
        loop {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = self.ones.get(index) else {
                return;
            };
            let one = one.lock().take().expect("taken once");
            let claim = P::Claim::of_sent(one);
            let mut items = Vec::new();
            let made = caught(|| {
                let piece = self.reduced.chain.piece(claim, state);
                piece.for_each(|item| items.push(item));
                Continue(())
            });
            self.put(index, items, made.break_value());
        }
    }

    /// Puts the items of an index to what came before, when it is its turn; and what they ended in, if not all were made.
    fn put(&self, index: usize, items: Vec<P::Item>, ended: Option<Ended<R::End>>) {
        let before = {
            let mut turn = self.turn.lock();
            while turn.index != index {
                self.passed.wait(&mut turn);
            }
            std::mem::replace(&mut turn.before, Continue(None))
        };
        let step = |before, item| self.reduced.reduction.step(before, item).map_continue(Some);
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
