//! Who is called, and when it is one more.

use super::constants::{
    DEAREST_HELPER, LATE, LIGHT, LIGHT_RESULT, LONG, LOOK_OF_A_JOIN, MOST_JOINS, TIMES_LATE,
};

/// How helpers are called for what is left of a call.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Helpers {
    /// So many at once.
    pub(crate) called: usize,
    /// And one more after so many nanoseconds, if none has come by then.
    pub(crate) patience: f32,
}

impl Helpers {
    /// For a call of so many seats, of which so many items are left that usually cost so much each, if that
    /// is known. One helper costs `price`.
    pub(crate) fn of(seats: usize, left: usize, usual: Option<f32>, price: f32) -> Helpers {
        let late = (TIMES_LATE * price).max(LATE);
        let long = usual.is_none_or(|usual| usual * left as f32 > LONG * late);
        Helpers {
            // A loop never seen may be ten items that cost nothing.
            called: if usual.is_some() { seats - 1 } else { 1 },
            patience: if long { late } else { f32::INFINITY },
        }
    }
}

/// Whether items that have to be made, and cost so much with all that is done with them, are not worth
/// gathering for others.
pub(crate) fn is_too_light_to_gather(cost: f32) -> bool {
    cost < LIGHT
}

/// Whether results that cost so much an item, of which there are so many for each, may cost more to hand
/// over.
pub(crate) fn is_light(cost: f32, results: f32) -> bool {
    cost < LIGHT_RESULT * results.max(1.0)
}

/// What a helper costs, in nanoseconds, if it was `known`, and now measured.
pub(crate) fn price_after(known: usize, measured: usize) -> usize {
    (7 * known + measured.min(DEAREST_HELPER)) / 8
}

/// After how many joins the next look at the clock is due, if it was `joins` so far, and those took so long.
pub(crate) fn joins_between_looks(joins: u32, nanos: f32) -> u32 {
    if nanos < LOOK_OF_A_JOIN {
        (2 * joins).min(MOST_JOINS)
    } else if nanos > 4.0 * LOOK_OF_A_JOIN {
        (joins / 2).max(1)
    } else {
        joins
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn one_more_helper_is_called_where_the_call_is_long() {
        for (what, left, usual, price, called, patience) in [
            ("never seen", 10, None, 10_000.0, 1, LATE),
            ("short", 100, Some(1_000.0), 10_000.0, 7, f32::INFINITY),
            ("long", 301, Some(1_000.0), 10_000.0, 7, LATE),
            (
                "helpers are dear",
                301,
                Some(1_000.0),
                50_000.0,
                7,
                f32::INFINITY,
            ),
            (
                "long, and helpers are dear",
                1_000,
                Some(1_000.0),
                50_000.0,
                7,
                200_000.0,
            ),
        ] {
            let helpers = Helpers::of(8, left, usual, price);
            assert_eq!(helpers, Helpers { called, patience }, "{what}");
        }
    }

    #[test]
    fn light_is_what_costs_more_to_hand_over() {
        assert!(is_too_light_to_gather(5.9) && !is_too_light_to_gather(6.0));
        for (cost, results, light) in [
            (199.0, 1.0, true),
            (200.0, 1.0, false),
            (199.0, 0.1, true),
            (399.0, 2.0, true),
        ] {
            assert_eq!(is_light(cost, results), light, "{cost}, {results}");
        }
    }

    #[test]
    fn the_price_of_a_helper_follows_what_is_measured() {
        for (known, measured, price) in [
            (8_000, 8_000, 8_000),
            (8_000, 16_000, 9_000),
            (8_000, 0, 7_000),
            (8_000, 1 << 30, 13_250),
        ] {
            assert_eq!(
                price_after(known, measured),
                price,
                "{known}, then {measured}"
            );
        }
    }

    #[test]
    fn joins_look_at_the_clock_every_microsecond_or_so() {
        for (joins, nanos, next) in [
            (1, 10.0, 2),
            (200, 10.0, MOST_JOINS),
            (64, 2_000.0, 64),
            (64, 5_000.0, 32),
            (1, 1e6, 1),
        ] {
            assert_eq!(
                joins_between_looks(joins, nanos),
                next,
                "{joins} in {nanos}"
            );
        }
    }
}
