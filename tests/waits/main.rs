//! Items that wait for each other, wherever their chain ends.

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

mod ends;
mod reductions;
mod sources;
mod uneven;
