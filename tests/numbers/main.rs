//! Numbers at their ends: lengths, steps, counts of threads and of items that are as large as numbers get.

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

mod extremes;
#[cfg(target_pointer_width = "64")]
mod messages;
mod steps;
