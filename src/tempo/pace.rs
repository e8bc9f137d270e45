//! How many items to take at a time.

use super::constants::{
    FADING, LARGER_PIECE, LEAST_PIECE_OF_UNEVEN_ITEMS, PIECE, PIECE_OF_MADE_ITEMS,
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

    /// Whether nobody could expect that so many items take so many nanoseconds: by those before, or else by what
    /// is usual.
    pub(super) fn is_surprised_by(&self, items: usize, nanos: f32, usual: Option<f32>) -> bool {
        let expected = match self.items > 0.0 {
            true => Some(self.cost()),
            false => usual,
        };
        expected.is_some_and(|cost| is_surprise(nanos, items as f32 * cost))
    }
}

/// Whether so many nanoseconds are a surprise for who expected so many.
pub(super) fn is_surprise(nanos: f32, expected: f32) -> bool {
    nanos > SURPRISE && nanos > TIMES_EXPECTED * expected
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

    /// How many nanoseconds the longest piece took that was a surprise, confirmed by the next one or not; 0 if
    /// none was.
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

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// How many items are wanted after each of these pieces, whose items cost so much.
    fn wants(mut pace: Pace, costs: &[f32]) -> Vec<usize> {
        wants_of(&mut pace, costs)
    }

    fn wants_of(pace: &mut Pace, costs: &[f32]) -> Vec<usize> {
        let wants = costs.iter().map(|cost| {
            let n = pace.want();
            pace.end(n, cost * n as f32);
            pace.want()
        });
        wants.collect()
    }

    #[test]
    fn a_piece_lasts_some_microseconds() {
        for (what, costs, expected) in [
            (
                "cheap",
                &[1.0; 6][..],
                &[8, 64, 512, 4096, 10_000, 10_000][..],
            ),
            ("middling", &[100.0; 4], &[8, 64, 100, 100]),
            ("heavy", &[1e6; 3], &[1, 1, 1]),
            (
                "jumps up",
                &[1.0, 1.0, 1.0, 5_000.0, 1.0],
                &[8, 64, 512, 2, 16],
            ),
            ("jumps down", &[1e6, 1e6, 10.0, 10.0], &[1, 1, 8, 64]),
            ("nothing at all", &[1e-9; 3], &[8, 64, 512]),
        ] {
            assert_eq!(wants(Pace::new(None, 4), costs), expected, "{what}");
        }
    }

    #[test]
    fn what_is_cheaper_than_usual_may_have_the_dear_ones_behind_it() {
        for (ranges, want) in [(1, 4), (2, 4), (4, 2), (8, 1), (1000, 1)] {
            let pace = Pace::new(Some(1_000.0), ranges);
            assert_eq!(wants(pace, &[1.0; 3])[2], want, "{ranges} ranges");
        }
        // As usual, or nearly.
        let pace = Pace::new(Some(1_000.0), 4);
        assert_eq!(wants(pace, &[500.0; 3]), [8, 20, 20]);
    }

    #[test]
    fn made_items_are_taken_by_more_at_a_time() {
        for (tried, cost, want) in [
            (0, 0.0, 1),
            (1, 1e6, 1),
            (50, 100.0, 50),
            (5000, 100.0, 400),
        ] {
            let pace = Pace::new(None, 1).in_turn(tried, cost);
            assert_eq!(pace.want(), want, "{tried} of {cost}");
        }
        let pace = Pace::new(None, 1).in_turn(100, 100.0);
        assert_eq!(wants(pace, &[100.0; 2]), [400, 400]);
    }

    #[test]
    fn heavy_items_side_by_side_are_a_surprise_behind_light_ones() {
        for (what, costs, surprises, steady) in [
            ("even", &[10.0; 4][..], 0, (585, 5_850.0)),
            ("the first", &[1e9, 1e9], 0, (2, 2e9)),
            (
                "heavy ones behind light ones",
                &[1.0, 1.0, 1e6, 1e6],
                1,
                (1, 1e6),
            ),
            (
                "one heavy one, or a disturbance",
                &[1.0, 1.0, 1e6, 1.0],
                0,
                (1, 1.0),
            ),
            (
                "a jump, but a short one",
                &[1.0, 1.0, 500.0],
                0,
                (73, 32_009.0),
            ),
            ("cold", &[1.0, 1.0, 1_000.0, 1.0], 0, (83, 64_019.0)),
            (
                "again",
                &[1.0, 1.0, 1e6, 1e6, 1.0, 1.0, 1.0, 1.0, 1.0, 1e6, 1e6],
                2,
                (1, 1e6),
            ),
        ] {
            let mut pace = Pace::new(None, 4);
            wants_of(&mut pace, costs);
            let (items, nanos) = steady;
            assert_eq!(
                (pace.surprises(), pace.steady()),
                (surprises, Steady { items, nanos }),
                "{what}"
            );
        }
    }

    #[test]
    fn heavy_items_at_the_very_beginning_are_a_surprise_where_that_is_not_usual() {
        for (usual, costs, surprises) in [
            (None, [1e6, 1e6], 0),
            (Some(1.0), [1e6, 1e6], 1),
            (Some(1.0), [1e6, 1.0], 0),
            (Some(1e6), [1e6, 1e6], 0),
        ] {
            let mut pace = Pace::new(usual, 4);
            wants_of(&mut pace, &costs);
            assert_eq!(pace.surprises(), surprises, "{costs:?}, usually {usual:?}");
        }
    }

    #[test]
    fn one_heavy_item_that_is_known_to_be_one_is_enough() {
        let mut pace = Pace::new(None, 4);
        wants_of(&mut pace, &[1.0, 1.0]);
        assert!(!pace.is_surprised());
        wants_of(&mut pace, &[1e6]);
        assert!(pace.is_surprised());
        pace.was_heavy();
        assert_eq!(pace.surprises(), 1);
        wants_of(&mut pace, &[1.0]);
        assert!(!pace.is_surprised());
    }

    #[test]
    fn what_was_measured_lately_counts_for_more() {
        let mut pace = Pace::new(None, 1);
        assert_eq!((pace.cost(), pace.lately()), (None, None));
        pace.end(10, 100.0);
        pace.end(10, 400.0);
        assert_eq!(pace.done(), (20, 500.0));
        assert_eq!(pace.cost(), Some(25.0));
        assert_eq!(pace.lately(), Some((75.0 + 400.0) / 17.5));
    }
}
