//! Calls in a row: whether this thread makes one soon after the other.

use std::cell::Cell;

use super::{Clock, Loop};
use crate::pool::{call_to_stand_by, price_awake};
use crate::tempo::Row;

thread_local! {
    /// The calls that it has begun alone, and when it was the last time.
    static ROW: Cell<(Row, Option<Clock>)> = const { Cell::new((Row::new(), None)) };
}

/// A call of a known loop, over so many items, begins alone. Has a helper stand by for those that follow, if
/// that is worth it, and the loop may pay.
pub(super) fn call_for_the_next(known: Loop, items: usize) {
    let Some(cost) = known.cost() else { return };
    let whole = cost * items as f32;
    if one_more().is_worth_waking(whole, price_awake() as f32) && known.is_tried() {
        call_to_stand_by();
    }
}

/// A call begins. Says how many came before it, each soon after the other.
fn one_more() -> Row {
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
