//! Coming from elsewhere: what the names that one knows are called here.
//!
//! | page | for whoever knows |
//! |---|---|
//! | [`from_python`] | `multiprocessing.Pool`, `AsyncResult`, `concurrent.futures` |
//! | [`from_rayon`] | rayon's prelude: iterators |
//! | [`from_rayon::slices`] | its slices, strings, drains, and functions that make iterators |
//! | [`from_rayon::threads`] | rayon-core: `join`, `scope`, `spawn`, pools |
//! | [`past_one_machine`] | one machine, and needs more of them: MPI, Slurm, HyperQueue, Kubernetes |
//!
//! These modules have no items. Their right-hand sides are programs: each example is compiled and run.

pub mod from_python;
pub mod from_rayon;
pub mod past_one_machine;
