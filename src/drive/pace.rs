//! How many items to take at a time, by the clock.

use std::time::Instant;

/// How many nanoseconds a piece should last: long against the few dozen that dealing it costs, short against a call.
const STRIDE: f32 = 10_000.0;

/// How much larger the next piece may be than the last: one quick item says little about the next thousand.
const GROWTH: usize = 8;

/// A look at the clock, to be followed by others.
pub(super) struct Clock {
    began: Instant,
}

impl Clock {
    pub(super) fn start() -> Clock {
        Clock {
            began: Instant::now(),
        }
    }

    /// Nanoseconds since the start, never 0.
    pub(super) fn nanos(&self) -> f32 {
        let took = self.began.elapsed();
        (took.as_secs() * 1_000_000_000 + u64::from(took.subsec_nanos())).max(1) as f32
    }
}

/// So many items took so long.
#[derive(Clone, Copy, Default)]
pub(super) struct Measured {
    items: f32,
    pub(super) nanos: f32,
}

impl Measured {
    pub(super) fn new(items: usize, nanos: f32) -> Measured {
        Measured {
            items: items as f32,
            nanos,
        }
    }

    pub(super) fn add(&mut self, other: Measured) {
        self.items += other.items;
        self.nanos += other.nanos;
    }

    /// Nanoseconds an item.
    pub(super) fn cost(&self) -> Option<f32> {
        (self.items > 0.0).then(|| self.nanos / self.items)
    }
}

/// One seat's measure of the loop that it is in.
pub(super) struct Pace {
    want: usize,
    clock: Clock,
    measured: Measured,
}

impl Pace {
    /// Begins with one item, which may last a second.
    pub(super) fn new() -> Pace {
        Pace {
            want: 1,
            clock: Clock::start(),
            measured: Measured::default(),
        }
    }

    /// How many items to take next.
    pub(super) fn want(&self) -> usize {
        self.want
    }

    pub(super) fn begin(&mut self) {
        self.clock = Clock::start();
    }

    /// A piece of `n` items is done.
    pub(super) fn end(&mut self, n: usize) {
        let piece = Measured::new(n, self.clock.nanos());
        self.measured.add(piece);
        let fitting = (piece.items * STRIDE / piece.nanos) as usize;
        self.want = fitting.clamp(1, self.want.saturating_mul(GROWTH));
    }

    pub(super) fn measured(&self) -> Measured {
        self.measured
    }
}
