//! How many items to take at a time, by the clock.

use std::time::{Duration, Instant};

/// How long a piece should last: long against the few dozen nanoseconds that dealing it costs, short against a call.
const STRIDE: Duration = Duration::from_micros(10);

/// How much larger the next piece may be than the last: one quick item says little about the next thousand.
const GROWTH: usize = 8;

/// One seat's measure of the loop that it is in.
pub(super) struct Pace {
    want: usize,
    began: Instant,
    /// All items that were measured, and how long they took.
    pub(super) items: usize,
    pub(super) took: Duration,
}

impl Pace {
    /// Begins with one item, which may last a second.
    pub(super) fn new() -> Pace {
        Pace {
            want: 1,
            began: Instant::now(),
            items: 0,
            took: Duration::ZERO,
        }
    }

    /// How many items to take next.
    pub(super) fn want(&self) -> usize {
        self.want
    }

    pub(super) fn begin(&mut self) {
        self.began = Instant::now();
    }

    /// A piece of `n` items is done.
    pub(super) fn end(&mut self, n: usize) {
        let took = self.began.elapsed();
        self.items += n;
        self.took += took;
        let fitting = n as u128 * STRIDE.as_nanos() / took.as_nanos().max(1);
        let most = self.want.saturating_mul(GROWTH);
        self.want = usize::try_from(fitting).map_or(most, |n| n.clamp(1, most));
    }
}
