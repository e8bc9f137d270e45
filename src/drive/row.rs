//! Calls in a row: whether this thread makes one soon after the other.

use std::cell::Cell;

use super::Clock;
use crate::tempo::Row;

thread_local! {
    /// The calls that it has begun alone, and when it was the last time.
    static ROW: Cell<(Row, Option<Clock>)> = const { Cell::new((Row::new(), None)) };
}

/// A call begins. Says how many came before it, each soon after the other.
pub(super) fn one_more() -> Row {
    let now = Clock::start();
    let one_more = |row: &Cell<(Row, Option<Clock>)>| {
        let (calls, before) = row.get();
        let calls = calls.after(before.map(|before| before.nanos_at_a_glance()));
        row.set((calls, Some(now)));
        calls
    };
    // A thread whose thread-locals are gone makes no more than a few.
    ROW.try_with(one_more).unwrap_or(Row::new())
}
