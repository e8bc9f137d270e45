//! What each loop cost an item the last time: a small table, keyed by the address of the loop's machine code and by the
//! magnitude of its length.
//!
//! Threads read and write it as they like. Two loops may fall on the same place, and a tag may be read with another
//! loop's cost: then a call is begun at the wrong pace, and finds out by the clock.

use std::num::NonZero;
use std::sync::atomic::{AtomicU32, Ordering};

/// Of 32 bytes each, in every program that has a loop.
const PLACES: usize = 1024;

static PLACE: [Place; PLACES] = [const { Place::new() }; PLACES];

/// A loop that is never faster for being shared is shared again every two to the power of this calls, to see; and one that
/// always is faster is begun alone as seldom.
const SELDOM: u32 = 5;

/// Sharing a loop paid if it took less than such a part of what it takes alone, and was a loss if it took more than such a part.
const FASTER: f32 = 0.95;

/// Whether sharing paid, if an item took so long alone and together.
pub(crate) fn pays(alone: f32, together: f32) -> bool {
    together < FASTER * alone
}

const SLOWER: f32 = 1.05;

/// One in so many quick calls is checked for being quick still.
const CHECKED: u32 = 16;

/// The bits of a loop's hash from this one on are its tag.
const TAG: u32 = 20;

/// A tag that is odd is not 0.
const ODD: NonZero<u64> = NonZero::new(1 << TAG).expect("is not 0");

/// How a call is to go.
pub(crate) enum Turn {
    /// Shared at once.
    Shared,
    /// Alone.
    Alone,
    /// Shared, but begun alone, to have something to compare that to.
    Compared,
}

/// How a shared call went. All times are in nanoseconds.
pub(crate) struct SharedCall {
    pub(crate) items: f32,
    /// What the items took the threads that made and did them.
    pub(crate) nanos: f32,
    /// How long those threads were there, waiting for something to do included.
    pub(crate) there: f32,
    /// How long the call took, with what the calling thread did alone before.
    pub(crate) together: f32,
    /// What a call for help costs.
    pub(crate) price: f32,
}

/// What is known of one loop.
struct Place {
    /// Tells the loops apart that fall on this place; 0 while nothing is known.
    tag: AtomicU32,
    /// What an item takes the thread that does it.
    cost: Cost,
    /// What an item takes if the calling thread is alone.
    alone: Cost,
    /// What an item takes all threads together, if the loop is shared.
    together: Cost,
    /// Whether `alone` is from whole calls, rather than from how they began.
    whole: AtomicU32,
    /// How many times in a row the loop was no faster for being shared.
    failures: AtomicU32,
    /// Calls of which this table was asked whether to share them.
    calls: AtomicU32,
    /// How many items the last call turned out to have, if that was not known before; or about so many.
    items: AtomicU32,
}

/// Nanoseconds, as the bits of an `f32`; 0 while unknown.
struct Cost {
    bits: AtomicU32,
}

impl Cost {
    const fn unknown() -> Cost {
        Cost {
            bits: AtomicU32::new(0),
        }
    }

    #[inline]
    fn get(&self) -> Option<f32> {
        let cost = f32::from_bits(self.bits.load(Ordering::Relaxed));
        (cost > 0.0).then_some(cost)
    }

    fn set(&self, cost: f32) {
        self.bits.store(cost.to_bits(), Ordering::Relaxed);
    }

    /// What disturbs a measurement makes it longer: a lower cost is believed at once, and a higher one by half.
    fn learn(&self, cost: f32) {
        self.learn_by(0.5, cost);
    }

    /// Believes a lower cost at once, and a higher one in part.
    fn learn_by(&self, part: f32, cost: f32) {
        self.set(match self.get() {
            Some(known) if known < cost => known + part * (cost - known),
            _ => cost,
        });
    }
}

impl Place {
    const fn new() -> Place {
        Place {
            tag: AtomicU32::new(0),
            cost: Cost::unknown(),
            alone: Cost::unknown(),
            together: Cost::unknown(),
            whole: AtomicU32::new(0),
            failures: AtomicU32::new(0),
            calls: AtomicU32::new(0),
            items: AtomicU32::new(0),
        }
    }

    /// Notes what an item took all threads together, and says what it usually takes them.
    fn learn_together(&self, together: f32) -> f32 {
        // Helpers may come late three times in a row.
        self.together.learn_by(0.25, together);
        self.together.get().unwrap_or(together)
    }
}

/// Takes all loops for new.
#[cfg(all(test, shuttle))]
pub(crate) fn forget_loops() {
    PLACE.iter().for_each(|place| {
        place.tag.store(0, Ordering::Relaxed);
        place.calls.store(0, Ordering::Relaxed);
    });
}

/// A loop, as this table knows it.
#[derive(Clone, Copy)]
pub(crate) struct Loop {
    /// Of it are its place and its tag, which is not 0. (One number takes up a register, or little of the stack.)
    hash: NonZero<u64>,
}

impl Loop {
    /// The loop whose code begins at this address, over about `len` items.
    #[inline]
    pub(crate) fn of(address: usize, len: usize) -> Loop {
        // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4), twice: the upper half of a
        // product depends on all bits of the key, so it is mixed into the lower half before the second.
        const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
        let magnitude = u64::from(len.checked_ilog2().unwrap_or(0));
        let key = (address as u64 ^ (magnitude << 56)).wrapping_mul(GOLDEN);
        let hash = (key ^ (key >> 32)).wrapping_mul(GOLDEN);
        Loop { hash: ODD | hash }
    }

    #[inline]
    fn place(self) -> &'static Place {
        &PLACE[(self.hash.get() >> 52) as usize % PLACES]
    }

    #[inline]
    fn tag(self) -> u32 {
        (self.hash.get() >> TAG) as u32
    }

    /// Whether the loop was met before.
    #[inline]
    pub(crate) fn is_known(self) -> bool {
        self.place().tag.load(Ordering::Relaxed) == self.tag()
    }

    /// What an item of a known loop takes the thread that does it, in nanoseconds.
    #[inline]
    pub(crate) fn cost(self) -> Option<f32> {
        self.place().cost.get()
    }

    /// What an item takes the calling thread if it is alone, in nanoseconds; endless if that is not known.
    #[inline]
    pub(crate) fn takes(self) -> f32 {
        match self.place().alone.get() {
            Some(alone) if self.is_known() => alone,
            _ => f32::INFINITY,
        }
    }

    /// About how many items the last call of a known loop turned out to have; 0 if that was known before.
    pub(crate) fn items(self) -> usize {
        self.place().items.load(Ordering::Relaxed) as usize
    }

    /// Notes how many items a call turned out to have. That alone makes no loop known: a call may have had none.
    pub(crate) fn learn_items(self, items: usize) {
        if self.is_known() {
            let items = u32::try_from(items).unwrap_or(u32::MAX);
            self.place().items.store(items, Ordering::Relaxed);
        }
    }

    /// How the next call of a loop that is long enough to be shared is to go: shared if that pays, and alone the more often
    /// the more often in a row it did not.
    pub(crate) fn turn(self) -> Turn {
        let calls = self.place().calls.fetch_add(1, Ordering::Relaxed);
        let failures = self.place().failures.load(Ordering::Relaxed);
        let seldom = 1 << SELDOM;
        if self.place().alone.get().is_none() || (failures == 0 && calls % seldom == seldom - 1) {
            Turn::Compared
        } else if calls % (1 << failures.min(SELDOM)) == 0 {
            Turn::Shared
        } else {
            Turn::Alone
        }
    }

    /// Whether a call that was quick as always is to look at the clock once more: now and then one does.
    #[inline]
    pub(crate) fn is_to_be_checked(self) -> bool {
        // Threads at it at once may miss a call, which does not matter.
        let calls = self.place().calls.load(Ordering::Relaxed);
        self.place()
            .calls
            .store(calls.wrapping_add(1), Ordering::Relaxed);
        calls % CHECKED == 0
    }

    /// Notes what an item took the calling thread alone, in a whole call.
    pub(crate) fn learn_alone(self, cost: f32) {
        self.make_known();
        let place = self.place();
        let another = place.alone.get().is_none_or(|alone| cost > 2.0 * alone);
        let faster = place
            .together
            .get()
            .is_some_and(|together| together < 0.75 * cost);
        if another || faster {
            // Another loop by now, as it were; or sharing did pay, and what it was compared to was wrong.
            place.failures.store(0, Ordering::Relaxed);
        }
        place.cost.learn(cost);
        place.alone.set(cost);
        place.whole.store(1, Ordering::Relaxed);
    }

    /// Notes what an item took the calling thread alone as a call began; for `long`, or only as long as caches are cold.
    pub(crate) fn learn_beginning(self, cost: f32, long: bool) {
        self.make_known();
        let place = self.place();
        let alone = place.alone.get();
        // For certain another loop by now: a beginning may just have been disturbed.
        let another = alone.is_none_or(|alone| cost > 8.0 * alone);
        if place.whole.load(Ordering::Relaxed) == 0 {
            if long || another || alone.is_some_and(|alone| cost < alone) {
                // No more than it took where several threads were at it.
                place
                    .alone
                    .learn(cost.min(place.cost.get().unwrap_or(cost)));
            }
        } else if another {
            // What it takes is to be seen.
            place.failures.store(0, Ordering::Relaxed);
            place.alone.set(0.0);
            place.whole.store(0, Ordering::Relaxed);
        }
    }

    /// Notes how a shared call went.
    pub(crate) fn learn_shared(self, call: SharedCall) {
        self.make_known();
        let place = self.place();
        let (cost, together) = (call.nanos / call.items, call.together / call.items);
        let short = call.together < 5.0 * call.price;
        let heavy = cost > 10.0 * call.price;
        let crowded = call.there > 1.33 * call.together;
        place.cost.learn(cost);
        if place.alone.get().is_some_and(|alone| cost < alone) {
            // Company makes no item cheaper: something disturbed the thread when it was alone.
            place.alone.set(cost);
        }
        let usual = place.learn_together(together);
        // Of what it takes alone.
        let part = place.alone.get().map_or(0.0, |alone| usual / alone);
        if part < FASTER {
            place.failures.store(0, Ordering::Relaxed);
        } else if short || (crowded && !heavy && part > SLOWER) {
            // It is too short, or several threads were at it and were in each other's way. Where a long call took as long as ever,
            // its helpers came too late to matter, or had no processor of their own, which says nothing of the loop; nor does
            // anything where items are so heavy that a call alone, to compare to, would be a loss.
            place.failures.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Notes how a stream went: what it took a thread to make an item, and how long until one was delivered, alone and
    /// together, as far as that is known.
    pub(crate) fn learn_stream(self, cost: f32, alone: Option<f32>, together: Option<f32>) {
        self.make_known();
        let place = self.place();
        place.cost.learn(cost);
        if let Some(alone) = alone {
            place.alone.learn(alone);
        }
        let Some(together) = together else {
            return;
        };
        let usual = place.learn_together(together);
        match place.alone.get() {
            None => {}
            Some(alone) if pays(alone, usual) => place.failures.store(0, Ordering::Relaxed),
            // Where it took as long as ever, its helpers may have come too late to matter.
            Some(alone) if usual < SLOWER * alone => {
                place.failures.fetch_max(1, Ordering::Relaxed);
            }
            Some(_) => {
                place.failures.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Takes the place over from another loop.
    fn make_known(self) {
        if !self.is_known() {
            let place = self.place();
            place.cost.set(0.0);
            place.alone.set(0.0);
            place.together.set(0.0);
            place.whole.store(0, Ordering::Relaxed);
            place.failures.store(0, Ordering::Relaxed);
            place.items.store(0, Ordering::Relaxed);
            place.tag.store(self.tag(), Ordering::Relaxed);
        }
    }
}
