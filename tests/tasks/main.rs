//! Tasks: in the background, in scopes, joined, awaited, cancelled.

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

mod joins;
mod scopes;
mod spawned;
