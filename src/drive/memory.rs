//! What each loop cost an item the last time: a small table, keyed by the address of the loop's machine code.
//!
//! Threads read and write it as they like. Two loops may fall on the same place, and a tag may be read with another
//! loop's cost: then a call is begun at the wrong pace, and finds out by the clock.

use std::sync::atomic::{AtomicU32, Ordering};

const PLACES: usize = 1024;

static PLACE: [Place; PLACES] = [const { Place::new() }; PLACES];

/// What is known of one loop.
pub(super) struct Place {
    /// Tells the loops apart that fall on this place; 0 while nothing is known.
    tag: AtomicU32,
    /// Nanoseconds an item, as the bits of an `f32`.
    cost: AtomicU32,
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
            cost: AtomicU32::new(0),
        }
    }
}

impl Loop {
    /// The loop whose code begins at this address.
    pub(super) fn at(address: usize) -> Loop {
        // Fibonacci hashing (Knuth, The Art of Computer Programming, volume 3, section 6.4).
        let hash = (address as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = &PLACE[(hash >> 54) as usize % PLACES];
        Loop {
            place,
            tag: (hash >> 16) as u32 | 1,
        }
    }

    /// Nanoseconds an item, if the loop was met before.
    #[inline]
    pub(super) fn cost(self) -> Option<f32> {
        let known = self.place.tag.load(Ordering::Relaxed) == self.tag;
        known.then(|| f32::from_bits(self.place.cost.load(Ordering::Relaxed)))
    }

    /// Notes what an item cost this time. What disturbs a measurement makes it longer, so a lower cost is believed at
    /// once, and a higher one by half.
    pub(super) fn learn(self, cost: f32) {
        let cost = match self.cost() {
            Some(known) if known < cost => (known + cost) / 2.0,
            _ => cost,
        };
        self.place.cost.store(cost.to_bits(), Ordering::Relaxed);
        self.place.tag.store(self.tag, Ordering::Relaxed);
    }
}
