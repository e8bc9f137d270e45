//! What each loop cost an item the last time: a small table, keyed by the address of the loop's machine
//! code and by the magnitude of its length.
//!
//! Threads read and write it as they like. Two loops may fall on the same entry, and a tag may be read with
//! another loop's cost: then a call is begun at the wrong pace, and finds out by the clock.

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};

use crate::pool::price_of_help;
use crate::tempo::{Beginning, Costs, Estimate, Knowledge, Turn};

/// Of 32 bytes each, in every program that has a loop.
const ENTRIES: usize = 1024;

static TABLE: [Entry; ENTRIES] = [const { Entry::new() }; ENTRIES];

/// The bits of a loop's hash from this one on are its tag.
const TAG: u32 = 20;

/// A tag that is odd is not 0.
const ODD: NonZero<u64> = NonZero::new(1 << TAG).expect("is not 0");

/// What is known of one loop.
struct Entry {
    /// Tells the loops apart that fall on this place; 0 while nothing is known.
    tag: AtomicU32,
    /// [`Knowledge::cost`], `alone` and `together`, as the bits of an `f32`.
    cost: AtomicU32,
    alone: AtomicU32,
    together: AtomicU32,
    /// [`Knowledge::whole`].
    whole: AtomicBool,
    /// [`Knowledge::uneven`].
    uneven: AtomicU8,
    /// [`Knowledge::doubtful`].
    doubtful: AtomicBool,
    /// [`Knowledge::failures`].
    failures: AtomicU32,
    /// Calls of which this table was asked whether to share them.
    calls: AtomicU32,
    /// How many items the last call turned out to have, if that was not known before; or about so many.
    items: AtomicU32,
}

fn estimate(bits: &AtomicU32) -> Estimate {
    Estimate::of(f32::from_bits(bits.load(Ordering::Relaxed)))
}

fn keep(bits: &AtomicU32, estimate: Estimate) {
    bits.store(estimate.or_zero().to_bits(), Ordering::Relaxed);
}

impl Entry {
    const fn new() -> Entry {
        Entry {
            tag: AtomicU32::new(0),
            cost: AtomicU32::new(0),
            alone: AtomicU32::new(0),
            together: AtomicU32::new(0),
            whole: AtomicBool::new(false),
            uneven: AtomicU8::new(0),
            doubtful: AtomicBool::new(false),
            failures: AtomicU32::new(0),
            calls: AtomicU32::new(0),
            items: AtomicU32::new(0),
        }
    }

    fn read(&self) -> Knowledge {
        Knowledge {
            cost: estimate(&self.cost),
            alone: estimate(&self.alone),
            together: estimate(&self.together),
            whole: self.whole.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            uneven: self.uneven.load(Ordering::Relaxed),
            doubtful: self.doubtful.load(Ordering::Relaxed),
        }
    }

    fn write(&self, known: Knowledge) {
        keep(&self.cost, known.cost);
        keep(&self.alone, known.alone);
        keep(&self.together, known.together);
        self.whole.store(known.whole, Ordering::Relaxed);
        self.failures.store(known.failures, Ordering::Relaxed);
        self.uneven.store(known.uneven, Ordering::Relaxed);
        self.doubtful.store(known.doubtful, Ordering::Relaxed);
    }
}

/// Takes all loops for new.
#[cfg(all(test, shuttle))]
pub(crate) fn forget_loops() {
    TABLE.iter().for_each(|entry| {
        entry.tag.store(0, Ordering::Relaxed);
        entry.calls.store(0, Ordering::Relaxed);
    });
}

/// A loop, as this table knows it.
#[derive(Clone, Copy)]
pub(crate) struct Loop {
    /// Of it are its place and its tag, which is not 0. (One number takes up a register, or little of the
    /// stack.)
    hash: NonZero<u64>,
}

impl Loop {
    /// The loop whose code begins at this address, over about `len` items.
    #[inline]
    pub(crate) fn of(address: usize, len: usize) -> Loop {
        // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4), twice: the
        // upper half of a product depends on all bits of the key, so it is mixed into the lower half before
        // the second.
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let magnitude = u64::from(len.checked_ilog2().unwrap_or(0));
        let key = (address as u64 ^ (magnitude << 56)).wrapping_mul(GOLDEN);
        let hash = (key ^ (key >> 32)).wrapping_mul(GOLDEN);
        Loop { hash: ODD | hash }
    }

    #[inline]
    fn entry(self) -> &'static Entry {
        &TABLE[(self.hash.get() >> 52) as usize % ENTRIES]
    }

    #[inline]
    fn tag(self) -> u32 {
        (self.hash.get() >> TAG) as u32
    }

    /// Whether the loop was met before.
    #[inline]
    pub(crate) fn is_known(self) -> bool {
        self.entry().tag.load(Ordering::Relaxed) == self.tag()
    }

    /// What an item of a loop takes the thread that does it, in nanoseconds, if that is known.
    #[inline]
    pub(crate) fn cost(self) -> Option<f32> {
        let cost = estimate(&self.entry().cost).get();
        cost.filter(|_| self.is_known())
    }

    /// What an item takes the calling thread if it is alone, in nanoseconds; endless if that is not known.
    #[inline]
    pub(crate) fn takes(self) -> f32 {
        match estimate(&self.entry().alone).get() {
            Some(alone) if self.is_known() => alone,
            _ => f32::INFINITY,
        }
    }

    /// What former calls have shown.
    pub(crate) fn costs(self) -> Costs {
        match self.entry().uneven.load(Ordering::Relaxed) {
            _ if !self.is_known() => Costs::Unknown,
            0 => Costs::Even,
            _ => Costs::Uneven,
        }
    }

    /// About how many items the last call of a known loop turned out to have; 0 if that was known before.
    pub(crate) fn items(self) -> usize {
        self.entry().items.load(Ordering::Relaxed) as usize
    }

    /// Notes how many items a call turned out to have. That alone makes no loop known: a call may have had
    /// none.
    pub(crate) fn learn_items(self, items: usize) {
        if self.is_known() {
            let items = u32::try_from(items).unwrap_or(u32::MAX);
            self.entry().items.store(items, Ordering::Relaxed);
        }
    }

    /// How a call begins of which so many items are left; is that `certain`?
    pub(crate) fn beginning(self, left: usize, certain: bool) -> Beginning {
        let Some(cost) = self.cost() else {
            // It may be two items of a second each.
            return Beginning::Shared;
        };
        let entry = self.entry();
        let whole = cost * left as f32;
        Beginning::of(whole, price_of_help() as f32, certain, || {
            let calls = entry.calls.fetch_add(1, Ordering::Relaxed);
            entry.read().turn(calls)
        })
    }

    /// Whether the next call is to be shared at once, and nothing else is to be found out. Then it counts.
    pub(crate) fn is_shared_next(self) -> bool {
        let entry = self.entry();
        let calls = entry.calls.load(Ordering::Relaxed);
        let shared = self.is_known() && entry.read().turn(calls) == Turn::Shared;
        if shared {
            // As in `is_to_be_checked`.
            entry.calls.store(calls.wrapping_add(1), Ordering::Relaxed);
        }
        shared
    }

    /// Whether the next call is one of those that are shared, as far as former ones say.
    pub(crate) fn is_tried(self) -> bool {
        let entry = self.entry();
        let calls = entry.calls.load(Ordering::Relaxed);
        entry.read().is_tried(calls)
    }

    /// Whether a call that was quick as always is to look at the clock once more: now and then one does.
    #[inline]
    pub(crate) fn is_to_be_checked(self) -> bool {
        // Threads at it at once may miss a call, which does not matter.
        let calls = self.entry().calls.load(Ordering::Relaxed);
        let next = calls.wrapping_add(1);
        self.entry().calls.store(next, Ordering::Relaxed);
        Knowledge::is_to_be_checked(calls)
    }

    /// [`Knowledge::learn_alone`].
    pub(crate) fn learn_alone(self, cost: f32) {
        self.learn(|known| known.learn_alone(cost));
    }

    /// Takes in what a call has shown, and the place over from another loop.
    pub(crate) fn learn(self, what: impl FnOnce(&mut Knowledge)) {
        let entry = self.entry();
        let mut known = match self.is_known() {
            true => entry.read(),
            false => {
                entry.items.store(0, Ordering::Relaxed);
                Knowledge::default()
            }
        };
        what(&mut known);
        entry.write(known);
        entry.tag.store(self.tag(), Ordering::Relaxed);
    }
}
