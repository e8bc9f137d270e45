//! What each loop cost an item the last time: a small table, keyed by the address of the loop's machine code.
//!
//! Threads read and write it as they like. Two loops may fall on the same place, and a tag may be read with another
//! loop's cost: then a call is begun at the wrong pace, and finds out by the clock.

use std::sync::atomic::{AtomicU32, Ordering};

const PLACES: usize = 1024;

static PLACE: [Place; PLACES] = [const { Place::new() }; PLACES];

/// Every so many calls a loop that was no faster when it was shared is shared again, to see.
const AGAIN: u32 = 32;

/// What is known of one loop.
struct Place {
    /// Tells the loops apart that fall on this place; 0 while nothing is known.
    tag: AtomicU32,
    /// What an item took the calling thread while it was alone.
    alone: Cost,
    /// What an item took all threads together.
    shared: Cost,
    calls: AtomicU32,
}

/// Nanoseconds an item, as the bits of an `f32`; 0 while unknown.
struct Cost {
    bits: AtomicU32,
}

/// A loop, as this table knows it.
#[derive(Clone, Copy)]
pub(super) struct Loop {
    place: &'static Place,
    tag: u32,
}

impl Place {
    const fn new() -> Place {
        Place {
            tag: AtomicU32::new(0),
            alone: Cost::unknown(),
            shared: Cost::unknown(),
            calls: AtomicU32::new(0),
        }
    }
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

    /// What disturbs a measurement makes it longer: a lower cost is believed at once, a higher one bit by bit.
    fn learn(&self, cost: f32) {
        let cost = match self.get() {
            Some(known) if known < cost => known + (cost - known).min(known) / 4.0,
            _ => cost,
        };
        self.bits.store(cost.to_bits(), Ordering::Relaxed);
    }
}

impl Loop {
    /// The loop whose code begins at this address.
    #[inline]
    pub(super) fn at(address: usize) -> Loop {
        // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Loop {
            place: &PLACE[(hash >> 54) as usize % PLACES],
            tag: (hash >> 16) as u32 | 1,
        }
    }

    #[inline]
    fn is_known(self) -> bool {
        self.place.tag.load(Ordering::Relaxed) == self.tag
    }

    /// Nanoseconds an item when the calling thread was alone, if it ever was.
    #[inline]
    pub(super) fn alone(self) -> Option<f32> {
        self.is_known().then(|| self.place.alone.get()).flatten()
    }

    /// Nanoseconds an item when the loop was shared, if it ever was.
    pub(super) fn shared(self) -> Option<f32> {
        self.is_known().then(|| self.place.shared.get()).flatten()
    }

    /// Whether it is time to share a loop again that was no faster for it: most are asked seldom.
    pub(super) fn is_to_be_tried(self) -> bool {
        self.place.calls.fetch_add(1, Ordering::Relaxed) % AGAIN == AGAIN - 1
    }

    pub(super) fn learn_alone(self, cost: f32) {
        self.make_known();
        self.place.alone.learn(cost);
    }

    pub(super) fn learn_shared(self, cost: f32) {
        self.make_known();
        self.place.shared.learn(cost);
    }

    /// Takes the place over from another loop.
    fn make_known(self) {
        if !self.is_known() {
            self.place.alone.bits.store(0, Ordering::Relaxed);
            self.place.shared.bits.store(0, Ordering::Relaxed);
            self.place.tag.store(self.tag, Ordering::Relaxed);
        }
    }
}
