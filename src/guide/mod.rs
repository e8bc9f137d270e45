//! Coming from elsewhere: what the names that one knows are called here.
//!
//! | page | for whoever knows |
//! |---|---|
//! | [`from_python`] | `multiprocessing.Pool`, `AsyncResult`, `concurrent.futures` |
//!
//! These modules have no items. Their right-hand sides are programs: each example is compiled and run.

pub mod from_python;
