//! What a thread takes when it is its turn to pull: one item, a batch, or the iterator itself on loan.

use std::ops::DerefMut;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::pull::{Items, Pull};
use super::well::Well;
use super::{ALONE, Puller};
use crate::drive::{Clock, Place, end_of_open_block, open_block_len};
use crate::sync::pause;

/// How often a thread tries for its turn to pull before it goes to sleep over it. A turn lasts some
/// microseconds, and going to sleep and waking up takes many. (In a scene, where nothing takes time, few
/// do.)
const TRIES: usize = if cfg!(all(test, shuttle)) { 2 } else { 1000 };

impl<I> Puller<I> {
    fn my_turn(&self) -> impl DerefMut<Target = Well<I>> {
        for _ in 0..TRIES {
            if let Some(well) = self.well.try_lock() {
                return well;
            }
            pause();
        }
        self.well.lock()
    }
}

impl<I: Iterator> Puller<I> {
    /// How many items a thread that wants `n` should have, so that all come to their end at about the same
    /// time: as far as it is known how many there are. (Guided self-scheduling: Polychronopoulos and Kuck
    /// 1987.)
    fn share(&self, well: &Well<I>, n: usize) -> usize {
        let known = self.expected.saturating_sub(well.at);
        match well.size_hint().0.max(known) {
            left if left > 0 && self.seats > 1 => {
                n.min((left / self.seats.saturating_mul(2)).max(n / 16))
            }
            _ => n,
        }
    }

    /// The next item, for the thread that is to do it now.
    pub(super) fn pull_one(&self) -> Option<(Place, Pull<I>)> {
        let mut well = self.my_turn();
        // It may be on loan, to a thread that others have not heard of yet.
        well.iter.as_ref()?;
        let at = well.at;
        let block = self.split.then(|| well.block());
        let clock = Clock::start();
        let items = match catch_unwind(AssertUnwindSafe(|| well.pull_one())) {
            Ok(item) => Items::One(item?),
            Err(panic) => well.panicked(panic),
        };
        drop(well);
        let mut claim = Pull::of(at, items, false);
        claim.making = clock.nanos_at_a_glance();
        claim.block = block.unwrap_or(claim.block);
        Some((Place::dealt(at..at + 1), claim))
    }

    /// Whether items are pulled one at a time.
    pub(super) fn is_one_at_a_time(&self) -> bool {
        self.min_len == 1 && !self.batches && (!self.in_blocks || self.split)
    }

    /// The next `n` items, or a little more: at least the smallest number, and whole blocks, if it is to be
    /// blocks.
    pub(super) fn pull(&self, n: usize) -> Option<(Place, Pull<I>)> {
        let mut well = self.my_turn();
        // It may be on loan, to a thread that others have not heard of yet.
        well.iter.as_ref()?;
        let n = self.share(&well, n).max(self.min_len);
        let at = well.at;
        let (n, growing) = match self.split {
            true => (n.min(well.block().end - at), false),
            false => self.blocks_together(at, n),
        };
        let block = self.split.then(|| well.block());
        let clock = Clock::start();
        let mut batches = Vec::new();
        let end = at.saturating_add(n);
        while well.at < end && !well.dry {
            let len = match self.in_blocks && !growing && !self.split {
                true => open_block_len(well.at),
                false => n,
            };
            let (batch, panic) = well.pull(len);
            if batch.len() > 0 || panic.is_some() {
                batches.push(Items::Batch(batch, panic));
            }
        }
        let place = Place::dealt(at..well.at);
        let making = clock.nanos_at_a_glance();
        let mut claim = Pull::of_batches(at, making, batches, growing)?;
        claim.block = block.unwrap_or(claim.block);
        Some((place, claim))
    }

    /// How many items to deal from this position on if `n` are wanted; and whether they are several blocks
    /// together, as long as those are short. Longer ones are gone through faster if each is a piece of its
    /// own.
    fn blocks_together(&self, at: usize, n: usize) -> (usize, bool) {
        if !self.in_blocks || !self.pauses || self.is_one_enough(at) {
            return (n, false);
        }
        let least = at.saturating_add(self.min_len);
        let enough = at.saturating_add(n).min(ALONE).max(least);
        (end_of_open_block(at, enough) - at, true)
    }

    /// Whether the block that begins here is long enough for a piece.
    pub(super) fn is_one_enough(&self, at: usize) -> bool {
        at >= ALONE && self.min_len <= open_block_len(at)
    }

    /// The next `n` items, which are not made before they are wanted. The first one is: there is one.
    pub(super) fn on_loan(&self, n: usize) -> Option<(Place, Pull<I>)> {
        let mut well = self.well.lock();
        let at = well.at;
        // Where blocks are split, no more of one than was wanted: what is lent, nobody else can take.
        let (n, growing) = match self.split {
            true => (n.min(well.block().end - at), false),
            false => self.blocks_together(at, n.max(self.min_len)),
        };
        let block = self.split.then(|| well.block());
        let n = match self.in_blocks && !growing && !self.split {
            true => open_block_len(at),
            false => n,
        };
        let (place, items) = match catch_unwind(AssertUnwindSafe(|| well.pull_one())) {
            Ok(None) => return None,
            Ok(Some(first)) => {
                let others = well.lend(&self.well, n - 1, self.portions);
                (at..at.saturating_add(n), Items::Lent(first, others))
            }
            Err(panic) => (at..at + 1, well.panicked(panic)),
        };
        let mut claim = Pull::of(at, items, growing);
        claim.block = block.unwrap_or(claim.block);
        Some((Place::dealt(place), claim))
    }
}
