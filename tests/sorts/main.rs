//! Sorts: `std`'s are the oracle.

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

#[path = "../it/random.rs"]
mod random;

mod answers;
mod inputs;
mod losses;
