//! Calls in a row: a helper that sleeps may be too dear for one of them, and not for all.

use super::constants::{CALLS_IN_A_ROW, CALLS_UNTIL_AGAIN, NEXT_CALL};

/// How many calls came soon after each other.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Row(u32);

impl Row {
    pub(crate) const fn new() -> Row {
        Row(0)
    }

    /// One more call begins, so many nanoseconds after the last one, if there was one.
    pub(crate) fn after(self, nanos: Option<f32>) -> Row {
        match nanos {
            Some(nanos) if nanos < NEXT_CALL => Row(self.0.saturating_add(1)),
            _ => Row(0),
        }
    }

    /// Whether to wake a helper for the next ones, if this one takes so long alone, and one that is awake
    /// costs so much. If it has gone to sleep again, or has not come, that is tried once more after a
    /// while.
    pub(crate) fn is_worth_waking(self, whole: f32, price_awake: f32) -> bool {
        whole > 2.0 * price_awake && self.0 % CALLS_UNTIL_AGAIN == CALLS_IN_A_ROW
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    /// The row after so many calls, one every so many nanoseconds.
    fn row(calls: u32, nanos: f32) -> Row {
        (0..calls).fold(Row::new(), |row, _| row.after(Some(nanos)))
    }

    #[test]
    fn a_helper_is_woken_for_calls_that_follow_each_other() {
        for (what, row, whole, price, wakes) in [
            ("the first", Row::new(), 1e5, 1e3, false),
            ("in a row", row(CALLS_IN_A_ROW, 2e4), 1e4, 1e3, true),
            (
                "the next one",
                row(CALLS_IN_A_ROW + 1, 2e4),
                1e4,
                1e3,
                false,
            ),
            (
                "again",
                row(CALLS_IN_A_ROW + CALLS_UNTIL_AGAIN, 2e4),
                1e4,
                1e3,
                true,
            ),
            ("too short", row(CALLS_IN_A_ROW, 2e4), 1_900.0, 1e3, false),
            (
                "now and then",
                row(CALLS_IN_A_ROW, 2.0 * NEXT_CALL),
                1e4,
                1e3,
                false,
            ),
        ] {
            assert_eq!(row.is_worth_waking(whole, price), wakes, "{what}");
        }
        assert_eq!(row(5, 10.0).after(None), Row::new());
    }
}
