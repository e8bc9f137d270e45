//! How many items to take at a time.

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use super::constants::{
    FADING, LARGER_PIECE, LEAST_DOUBT, LEAST_PIECE_OF_UNEVEN_ITEMS, PIECE, PIECE_OF_MADE_ITEMS,
    PIECE_OF_UNEVEN_ITEMS, SURPRISE, TIMES_EXPECTED,
};

/// One seat's measure of the loop that it is in.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    want: usize,
    /// How long a piece should last, in nanoseconds.
    piece: f32,
    /// What an item of this loop usually costs.
    usual: Option<f32>,
    /// How long a piece of an uneven loop should last.
    uneven: f32,
    items: usize,
    nanos: f32,
    lately: Lately,
    /// What an item cost before the last piece, if that took far longer than was to be expected.
    before: Option<f32>,
    /// How many times that was so of the next piece, too, and since how many nanoseconds of none.
    surprises: u32,
    /// How long the longest piece took that was a surprise.
    longest_surprise: f32,
    steady: Steady,
}

/// What an item cost lately: what was measured before counts for less after each piece.
#[derive(Clone, Default, Debug)]
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

    /// Whether nobody could expect that so many items take so many nanoseconds: by those before, or else by
    /// what is usual. (The first may be the first to touch their memory.)
    pub(super) fn is_surprised_by(&self, items: usize, nanos: f32, usual: Option<f32>) -> bool {
        let expected = match self.items > 0.0 {
            true => Some(self.cost()),
            false => usual.filter(|_| nanos > LEAST_DOUBT),
        };
        expected.is_some_and(|cost| is_surprise(nanos, items as f32 * cost))
    }
}

/// Whether so many nanoseconds are a surprise for who expected so many.
pub(super) fn is_surprise(nanos: f32, expected: f32) -> bool {
    nanos > SURPRISE && nanos > TIMES_EXPECTED * expected
}

/// How many items are done in so many nanoseconds, if it is known what one usually costs.
pub(crate) fn items_in(nanos: f32, usual: Option<f32>) -> usize {
    usual.map_or(0, |usual| (nanos / usual) as usize)
}

/// So many items in a row have cost about what was to be expected, or less, and took so many nanoseconds.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(crate) struct Steady {
    pub(crate) items: usize,
    pub(super) nanos: f32,
}

impl Pace {
    /// Begins with one item, which may last a second. An item of this loop usually costs so much, and its
    /// threads are dealt to from so many ranges.
    pub(crate) fn new(usual: Option<f32>, ranges: usize) -> Pace {
        let uneven = 2.0 * PIECE_OF_UNEVEN_ITEMS / ranges as f32;
        Pace {
            want: 1,
            piece: PIECE,
            usual,
            uneven: uneven.clamp(LEAST_PIECE_OF_UNEVEN_ITEMS, PIECE_OF_UNEVEN_ITEMS),
            items: 0,
            nanos: 0.0,
            lately: Lately::default(),
            before: None,
            surprises: 0,
            longest_surprise: 0.0,
            steady: Steady::default(),
        }
    }

    /// Where former calls were even: begins with as many items as usually fit.
    pub(crate) fn even(self) -> Pace {
        Pace {
            want: items_in(self.piece, self.usual).max(1),
            ..self
        }
    }

    /// Where items are made by one thread at a time: `tried` of them were done today already, and say what
    /// to begin with.
    pub(crate) fn in_turn(self, tried: usize, cost: f32) -> Pace {
        let fitting = (PIECE_OF_MADE_ITEMS / cost) as usize;
        Pace {
            want: tried.min(fitting).max(1),
            piece: PIECE_OF_MADE_ITEMS,
            ..self
        }
    }

    /// Whether the last piece took far longer than was to be expected.
    pub(crate) fn is_surprised(&self) -> bool {
        self.before.is_some()
    }

    /// That was no disturbance, so nothing else has to show that there are heavy items.
    pub(crate) fn was_heavy(&mut self) {
        self.surprises += 1;
    }

    /// How many items to take next.
    pub(crate) fn want(&self) -> usize {
        self.want
    }

    /// A piece of `n` items is done, which took so many nanoseconds.
    pub(crate) fn end(&mut self, n: usize, nanos: f32) {
        self.items += n;
        self.nanos += nanos;
        let cost = nanos / n as f32;
        // One piece may have been disturbed, or have a single heavy item, which nobody can share.
        if self.before.is_some_and(|before| is_surprise(cost, before)) {
            self.surprises += 1;
        }
        self.before = None;
        self.steady.items += n;
        self.steady.nanos += nanos;
        if self.lately.is_surprised_by(n, nanos, self.usual) {
            let first = self.items == n;
            let before = self.usual.filter(|_| first);
            self.before = before.or_else(|| Some(self.lately.cost()));
            self.longest_surprise = self.longest_surprise.max(nanos);
            self.steady = Steady::default();
        }
        self.lately.add(n, nanos);
        let fitting = match self.usual {
            Some(usual) if cost < usual / 2.0 => self.uneven / usual,
            _ => self.piece / cost,
        };
        self.want = (fitting as usize).clamp(1, self.want.saturating_mul(LARGER_PIECE));
    }

    /// What an item cost on the average, in nanoseconds; nothing before the first was measured.
    pub(crate) fn cost(&self) -> Option<f32> {
        (self.items > 0).then(|| self.nanos / self.items as f32)
    }

    /// What an item cost lately, in nanoseconds; nothing before the first was measured.
    pub(crate) fn lately(&self) -> Option<f32> {
        (self.items > 0).then(|| self.lately.cost())
    }

    /// How many times heavy items came side by side behind light ones.
    pub(crate) fn surprises(&self) -> u32 {
        self.surprises
    }

    /// How many nanoseconds the longest piece took that was a surprise, confirmed by the next one or not; 0
    /// if none was.
    pub(crate) fn longest_surprise(&self) -> f32 {
        self.longest_surprise
    }

    /// Since when items have cost about what was to be expected.
    pub(crate) fn steady(&self) -> Steady {
        self.steady
    }

    /// All items that were measured, and how many nanoseconds they took.
    pub(crate) fn done(&self) -> (usize, f32) {
        (self.items, self.nanos)
    }
}
