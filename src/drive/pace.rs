//! How many items to take at a time, by the clock.

use super::Clock;

/// How many nanoseconds a piece should last: long against the few dozen that dealing it costs, short against a call.
const STRIDE: f32 = 10_000.0;

/// The same where items have to be made first, by one thread at a time: the iterator and its lock go from processor to
/// processor, and of many threads none is to find the others in its way.
const STRIDE_IN_TURN: f32 = 40_000.0;

/// How many nanoseconds a piece should last, by what the loop's items usually cost, where those just done cost far less:
/// the dear ones are still to come, maybe side by side, and a piece in progress cannot be shared.
const UNEVEN: f32 = 4_000.0;

/// The same of many hands: a piece is longer in comparison the more threads are to share the rest, and none waits for another
/// to be dealt to.
const UNEVEN_LEAST: f32 = 1_000.0;

/// How much larger the next piece may be than the last: one quick item says little about the next thousand.
const GROWTH: usize = 8;

/// How much of what was measured before counts beside the next piece.
const FADING: f32 = 0.75;

/// One seat's measure of the loop that it is in.
pub(crate) struct Pace {
    want: usize,
    /// How long a piece should last.
    stride: f32,
    /// What an item of this loop usually costs.
    usual: Option<f32>,
    /// How long a piece of an uneven loop should last.
    uneven: f32,
    clock: Clock,
    items: usize,
    nanos: f32,
    lately: Lately,
}

/// What an item cost lately: what was measured before counts for less after each piece.
#[derive(Default)]
pub(super) struct Lately {
    items: f32,
    nanos: f32,
}

impl Lately {
    /// So many items took so many nanoseconds.
    pub(super) fn add(&mut self, items: usize, nanos: f32) {
        self.items = FADING * self.items + items as f32;
        self.nanos = FADING * self.nanos + nanos;
    }

    /// In nanoseconds, once there was an item.
    pub(super) fn cost(&self) -> f32 {
        self.nanos / self.items
    }
}

impl Pace {
    /// Begins with one item, which may last a second.
    pub(crate) fn new(usual: Option<f32>, hands: usize) -> Pace {
        Pace {
            want: 1,
            stride: STRIDE,
            usual,
            uneven: (2.0 * UNEVEN / hands as f32).clamp(UNEVEN_LEAST, UNEVEN),
            clock: Clock::start(),
            items: 0,
            nanos: 0.0,
            lately: Lately::default(),
        }
    }

    /// Where items are made by one thread at a time: `tried` of them were done today already, and say what to begin with.
    pub(crate) fn in_turn(self, tried: usize, cost: f32) -> Pace {
        let fitting = (STRIDE_IN_TURN / cost) as usize;
        Pace {
            want: tried.min(fitting).max(1),
            stride: STRIDE_IN_TURN,
            ..self
        }
    }

    /// How many items to take next.
    pub(crate) fn want(&self) -> usize {
        self.want
    }

    pub(crate) fn begin(&mut self) {
        self.clock = Clock::start();
    }

    /// A piece of `n` items is done, which took so many nanoseconds to make before.
    pub(crate) fn end(&mut self, n: usize, making: f32) {
        self.end_after(n, making + self.clock.nanos());
    }

    /// A piece of `n` items is done, which took so many nanoseconds.
    pub(crate) fn end_after(&mut self, n: usize, nanos: f32) {
        self.items += n;
        self.nanos += nanos;
        let cost = nanos / n as f32;
        self.lately.add(n, nanos);
        let fitting = match self.usual {
            Some(usual) if cost < usual / 2.0 => self.uneven / usual,
            _ => self.stride / cost,
        };
        self.want = (fitting as usize).clamp(1, self.want.saturating_mul(GROWTH));
    }

    /// What an item cost on the average, in nanoseconds; nothing before the first was measured.
    pub(crate) fn cost(&self) -> Option<f32> {
        (self.items > 0).then(|| self.nanos / self.items as f32)
    }

    /// What an item cost lately, in nanoseconds; nothing before the first was measured.
    pub(crate) fn lately(&self) -> Option<f32> {
        (self.items > 0).then(|| self.lately.cost())
    }

    /// All items that were measured, and how many nanoseconds they took.
    pub(crate) fn done(&self) -> (usize, f32) {
        (self.items, self.nanos)
    }
}
