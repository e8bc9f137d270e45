//! The crate's behaviour, seen through its public API, beside the same chain on `std`'s iterators.

mod adapters;
mod adversaries;
mod answers;
mod arithmetic;
mod bad_input;
mod balance;
mod collecting;
mod comparing;
mod destructors;
mod early;
mod ends;
mod entering;
mod given_back;
mod in_their_place;
mod light_streams;
mod panics;
mod pulled;
mod random;
mod reductions;
mod rows;
mod shares;
mod streams;
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;
mod texts;
mod threads;
mod waiting;
