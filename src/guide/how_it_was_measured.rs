//! How it was measured: what a call costs, beside a plain loop and the other crates.
//!
//! The benchmark is a program of the repository, `cargo run --release -p peers`. It runs the same map over a
//! range as a plain loop, with abreast, rayon, orx-parallel and paralight, by turns and in one process, and
//! writes a table and a picture. It measures other shapes besides: calls in a row, nested calls, streams,
//! sorts, joins, items that differ.
//!
//! # Two cores
//!
//! A virtual machine with two cores of an AMD EPYC:
//!
#![doc = include_str!("../../benches/peers.svg")]
//!
//! Each square is a map of a number of items (across) of a cost (down). Its number is the *regret*: the time
//! over the ideal time, which is the plain loop's, or that of the loop spread over all cores and 10 µs to
//! wake them, whichever is shorter. It is less than 1.0 where vectors help: abreast compiles loops over plain
//! data for AVX2 and AVX-512 as well, and the plain loop was compiled for any x86-64. And nobody comes to 1.0
//! where there are fewer items than cores. abreast is behind the plain loop, by nanoseconds, in calls of 2 to
//! 10 items of some nanoseconds each.
//!
//! # Sixteen cores
//!
//! A virtual machine with 16 cores of an Intel Xeon; everything was compiled without wide vectors:
//!
#![doc = include_str!("../../benches/peers-16-cores.svg")]
//!
//! # What it does not say
//!
//! Times on a machine that others use as well differ from run to run by some per cent, and now and then by
//! much more: the program repeats each cell, by turns, and takes the lower quartile. Your loop is none of
//! these.
//! [`tuning_with_trace`](super::tuning_with_trace) says where its time goes.
