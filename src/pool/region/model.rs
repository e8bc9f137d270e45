//! A region as a whole: the real pool, which starts a thread for it, and lets that go again.
//!
//! `ABREAST_NUM_THREADS` is 1 here, so that every worker is one too many at rest, and the scene ends.

use super::*;
use crate::sync::model::{Signal, check};

/// A closure that outlives the scene, as a region's own does only if all goes well.
pub(in crate::pool) fn lend(help: impl Fn(usize) + Sync + 'static) -> Lent {
    Lent::new(Box::leak(Box::new(help)))
}

/// Runs a closure that was lent by `lend` as a guest would, for canaries that are no proper guests.
pub(in crate::pool) fn run(lent: &Lent, seat: usize) {
    // SAFETY: obligation 1: it lives for ever.
    unsafe { lent.run(seat) }
}

/// The parts wait for each other, so that the call hangs if nobody comes.
fn call(seats: usize) {
    let come = Signal::default();
    region(seats, 1, true, &mut || come.wait_for(seats - 1), &|_seat| {
        come.give()
    });
}

#[test]
fn a_worker_is_started_helps_and_ends() {
    check(|| call(2));
}

#[test]
fn the_next_call_comes_while_the_worker_ends() {
    check(|| {
        call(2);
        call(2);
    });
}
