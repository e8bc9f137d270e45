//! What is recorded of calls, and what that says. (Built with the feature `trace`.)

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

mod planted;
mod program;
mod recorded;
mod sorts;
mod ways;
mod written;
