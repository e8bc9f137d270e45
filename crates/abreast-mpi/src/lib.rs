//! Past one machine: a chain of [`abreast`] on all ranks of an MPI program, with the answer of a loop.
//!
//! Every rank runs the same program, and makes the same chain, so no closure is ever sent; results are, by
//! `serde`. Rank 0 deals chunks of indices, and computes as well. Each rank does its chunks with its own
//! threads.
//!
//! ```no_run
//! use abreast::prelude::*;
//! use abreast_mpi::World;
//!
//! let world = World::start();
//! let roots = world.par(|| (0..1_000_000_u32).par_map(|x| f64::from(x).sqrt())).collect_vec();
//! assert_eq!(roots[9], 3.0); // on every rank
//! ```
//!
//! # Laws
//!
//! 1. **Same answer.** What is collected is in order, and the error or the panic that comes back is the first
//!    by position, on every rank. A sum of floating-point numbers has the bits that it has on one machine.
//! 2. **All ranks call.** A consumer returns on a rank once it is over on all of them. Ranks that are at
//!    different calls end the job, with a message that says which; so does a rank that leaves, or panics,
//!    while another one waits for it.
//! 3. **One rank is a plain call**, with nothing sent.
//!
//! A panic in a closure of the chain comes back on all ranks, as a `String` with its text and its rank. If it
//! is caught there, the world can be used further; if not, the job ends. So does it if a rank calls
//! `std::process::exit` before its world is dropped, with a message; or is killed: that is what MPI promises.
//!
//! # What a chain needs
//!
//! Its source splits by indices: ranges, slices, vectors, arrays, lines of a text; then any adapters.
//! Iterators that can only be pulled do not, and are to be collected first; behind `chain`, `skip(0)` makes
//! two sources one. What the closures read has to be the same on
//! every rank: the chain is made on each, and nothing checks more than its length and its types.

mod blocks;
mod call;
mod chunks;
mod exit;
mod messages;
mod spread;
mod wire;
mod world;

pub use spread::Spread;
pub use world::World;

/// What [`World::of`] takes a communicator of.
pub use mpi;
