//! Results are made of a piece: all of them, or so many at a time.

use std::mem::take;
use std::ops::ControlFlow::{Break, Continue};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Flow, InPortions, YIELD};
use crate::drive::Place;
use crate::panic::drop_quietly;
use crate::pool::stir_owner;
use crate::source::Pieces;
use crate::stream::batch::{Batch, fill};
use crate::sync::{Arc, AtomicBool, Ordering};
use crate::tempo::{self, BATCH, MOST_IN_FLIGHT};

impl<P: Pieces> Flow<P> {
    /// Of how many items there are as many results as a batch should have.
    pub(in crate::stream) fn batch(&self) -> usize {
        let yields = self.yields.load(Ordering::Relaxed);
        tempo::batch_len(YIELD, yields)
    }

    /// About how many results so many items have, and a few more; no more than can be told.
    pub(super) fn results_of(&self, items: usize) -> usize {
        let yields = self.yields.load(Ordering::Relaxed);
        let results = items.saturating_mul(yields) / YIELD;
        match P::SHAPE.exact {
            true => items,
            false => (results + results / 8).min(2 * BATCH),
        }
    }

    /// The most items to deal at a time.
    pub(super) fn most(&self, window: usize) -> usize {
        if self.paused.load(Ordering::Relaxed) {
            // The owner's, as good as all.
            return (window / 2).max(1);
        }
        tempo::most_at_a_time(window, self.seats, self.batch())
    }

    /// Computes the results of a piece, behind items that have cost so much `lately`; or of what is not heavy
    /// of it: what is left is given back. If that panics, the batch ends there, and nothing behind what was
    /// passed over is dealt.
    pub(in crate::stream) fn make(
        &self,
        place: Place,
        claim: P::Claim,
        state: &mut P::State,
        lately: Option<f32>,
    ) -> Batch<P::Item> {
        let mut items = Vec::new();
        // Whether or not there is so much memory is seen when the results are there.
        let _ = items.try_reserve_exact(self.results_of(place.range().len()));
        let mut piece = InPortions::of(self, place, claim, lately);
        let done = catch_unwind(AssertUnwindSafe(|| {
            while let Some(claim) = piece.next() {
                fill(&mut items, &self.chain, claim, state);
            }
        }));
        let (panic, range) = (done.err(), piece.done());
        drop_quietly(piece);
        if panic.is_some() {
            self.stop();
        }
        if const { !P::SHAPE.exact } {
            let yields = items.len().saturating_mul(YIELD) / range.len().max(1);
            self.yields.store(yields, Ordering::Relaxed);
        }
        Batch::of(range, items, panic)
    }

    /// The same on a helper's thread, where items may yield any number of results: so many at a time as a
    /// window has room for. The helper waits until the owner has taken those before it makes the next ones.
    pub(super) fn make_by_parts(
        &self,
        place: &Place,
        claim: P::Claim,
        state: &mut P::State,
    ) -> Batch<P::Item> {
        let range = place.range();
        let most = self
            .asked
            .unwrap_or(MOST_IN_FLIGHT)
            .clamp(1, MOST_IN_FLIGHT);
        let (mut items, mut made) = (Vec::new(), 0_usize);
        let done = catch_unwind(AssertUnwindSafe(|| {
            let mut piece = self.chain.piece(claim, state);
            loop {
                let full = piece.try_for_each(|item| {
                    items.push(item);
                    if items.len() < most {
                        Continue(())
                    } else {
                        Break(())
                    }
                });
                made += items.len();
                if full.is_continue() || !self.hand_over(range.start, take(&mut items)) {
                    break;
                }
            }
        }));
        let panic = done.err();
        if panic.is_some() {
            self.stop();
        }
        let yields = made.saturating_mul(YIELD) / range.len().max(1);
        self.yields.store(yields, Ordering::Relaxed);
        Batch::of(range, items, panic)
    }

    /// Sends results of which more follow, waits until they are taken, and says whether more are wanted.
    pub(super) fn hand_over(&self, start: usize, items: Vec<P::Item>) -> bool {
        let taken = Arc::new(AtomicBool::new(false));
        let batch = Batch {
            start,
            len: 0,
            items,
            nanos: 0.0,
            waited: None,
            panic: None,
            more: Some(Arc::clone(&taken)),
        };
        if self.sender.send(batch).is_err() {
            return false;
        }
        stir_owner();
        let mut held = self.held.lock();
        while !taken.load(Ordering::Relaxed) && !self.stopped.load(Ordering::SeqCst) {
            self.taken.wait(&mut held);
        }
        !self.stopped.load(Ordering::SeqCst)
    }

    /// The results of a batch are taken: whoever waits for that, since more follow, goes on.
    pub(in crate::stream) fn take(&self, batch: &mut Batch<P::Item>) {
        if let Some(taken) = batch.more.take() {
            let _held = self.held.lock();
            taken.store(true, Ordering::Relaxed);
            self.taken.notify_all();
        }
    }
}
