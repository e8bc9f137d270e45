//! Law 4: nothing lost, whatever a destructor does, and wherever a stream ends.

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

mod answers;
mod streams;
