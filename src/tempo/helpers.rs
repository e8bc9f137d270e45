//! Who is called, and when it is one more.

use super::constants::{
    DEAREST_HELPER, HEAVY, HOLDS_UP, LATE, LIGHT, LIGHT_ALONE, LIGHT_RESULT, LONG, LOOK_OF_A_JOIN,
    MOST_JOINS, SURE_AGAIN, SURE_AT_LAST, SURE_OF_LIGHT, SURER, TIMES_LATE,
};
use super::{Costs, Weight};

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
/// sharing, as is seen after so many in a row none of which was heavy. It takes `sure` of them to be sure.
pub(crate) fn is_too_light_to_share(cost: f32, in_a_row: usize, sure: usize) -> bool {
    cost < LIGHT && in_a_row >= sure
}

/// Whether items that cost so much each were worth a thread of their own.
pub(crate) fn is_heavy(cost: f32) -> bool {
    cost > HEAVY
}

/// After how many light items in a row a call is sure of them. Where items may wait, some say little; and
/// less where heavy ones came behind them in former calls.
pub(crate) fn sure_at_first(waiting: bool, costs: Costs) -> usize {
    match costs {
        Costs::Uneven => SURE_AGAIN,
        _ if waiting => SURE_OF_LIGHT,
        _ => 1,
    }
}

/// The same once heavy items have come when it was sure after so many.
pub(crate) fn surer(sure: usize) -> usize {
    sure.saturating_mul(SURER).clamp(SURE_AGAIN, SURE_AT_LAST)
}

/// What a stream's items are like, of which one costs so much, which is light as results go, or not; as is
/// seen after so many in a row, where it takes `sure` of them to be sure.
pub(crate) fn weight(
    cost: f32,
    light: bool,
    (in_a_row, sure): (usize, usize),
    waiting: bool,
    made: bool,
) -> Weight {
    match light && in_a_row >= sure {
        true if made && cost < LIGHT || waiting && cost < LIGHT_RESULT => Weight::Alone,
        true => Weight::Light,
        false => Weight::Heavy,
    }
}

/// Whether results that cost so much an item, of which there are so many for each, may cost more to hand
/// over. Items that have to be `made` are handed over one at a time.
pub(crate) fn is_light(cost: f32, results: f32, made: bool) -> bool {
    let light = if made { LIGHT_ALONE } else { LIGHT_RESULT };
    cost < light * results.max(1.0)
}

/// Whether whoever delivers results had better make none itself, if one costs so much, as far as is known:
/// what is ready meanwhile would wait for it. Items that have to be `made` may be long in coming; and where
/// items wait, light ones say little of those that follow.
pub(crate) fn holds_up(cost: Option<f32>, made: bool, waiting: bool) -> bool {
    made || waiting || cost.is_none_or(|cost| cost > HOLDS_UP)
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
        for (cost, in_a_row, sure, light) in [
            (0.99 * LIGHT, 1, 1, true),
            (LIGHT, 1, 1, false),
            (0.99 * LIGHT, 0, 1, false),
            (0.99 * LIGHT, SURE_OF_LIGHT - 1, SURE_OF_LIGHT, false),
            (0.99 * LIGHT, SURE_OF_LIGHT, SURE_OF_LIGHT, true),
        ] {
            assert_eq!(
                is_too_light_to_share(cost, in_a_row, sure),
                light,
                "{in_a_row} of {cost}, {sure}"
            );
        }
        assert!(is_heavy(1.01 * HEAVY) && !is_heavy(HEAVY));
        for (cost, results, made, light) in [
            (0.99 * LIGHT_RESULT, 1.0, false, true),
            (LIGHT_RESULT, 1.0, false, false),
            (0.99 * LIGHT_RESULT, 0.1, false, true),
            (1.99 * LIGHT_RESULT, 2.0, false, true),
            (0.99 * LIGHT_ALONE, 1.0, true, true),
            (LIGHT_ALONE, 1.0, true, false),
        ] {
            assert_eq!(
                is_light(cost, results, made),
                light,
                "{cost}, {results}, {made}"
            );
        }
    }

    #[test]
    fn a_stream_of_light_items_may_be_its_owners_alone() {
        for (cost, light, seen, waiting, made, weight_of_it) in [
            (100.0, true, (1, 1), false, false, Weight::Light),
            (100.0, true, (64, 64), true, false, Weight::Alone),
            (LIGHT_RESULT, true, (64, 64), true, false, Weight::Light),
            (100.0, true, (63, 64), true, false, Weight::Heavy),
            (0.99 * LIGHT, true, (1, 1), false, true, Weight::Alone),
            (0.99 * LIGHT, true, (255, 256), false, true, Weight::Heavy),
            (LIGHT, true, (1, 1), false, true, Weight::Light),
            (LIGHT_ALONE, false, (1, 1), false, true, Weight::Heavy),
        ] {
            let is = weight(cost, light, seen, waiting, made);
            assert_eq!(is, weight_of_it, "{seen:?} of {cost}, {waiting}, {made}");
        }
    }

    #[test]
    fn who_was_surprised_is_not_sure_so_soon() {
        for (waiting, costs, sure) in [
            (false, Costs::Unknown, 1),
            (false, Costs::Even, 1),
            (false, Costs::Uneven, SURE_AGAIN),
            (true, Costs::Unknown, SURE_OF_LIGHT),
            (true, Costs::Even, SURE_OF_LIGHT),
            (true, Costs::Uneven, SURE_AGAIN),
        ] {
            assert_eq!(sure_at_first(waiting, costs), sure, "{waiting}, {costs:?}");
        }
        for (sure, then) in [(1, 256), (64, 256), (256, 1_024), (1_024, 1_024)] {
            assert_eq!(surer(sure), then, "{sure}");
        }
    }

    #[test]
    fn who_delivers_makes_nothing_that_may_take_long() {
        for (cost, made, waiting, holds) in [
            (None, false, false, true),
            (Some(HOLDS_UP), false, false, false),
            (Some(1.01 * HOLDS_UP), false, false, true),
            (Some(1.0), true, false, true),
            (Some(1.0), false, true, true),
        ] {
            let is = holds_up(cost, made, waiting);
            assert_eq!(is, holds, "{cost:?}, {made}, {waiting}");
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
