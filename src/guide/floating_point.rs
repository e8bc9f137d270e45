//! Floating point: the same bits in every run.
//!
//! `(a + b) + c` and `a + (b + c)` may be two different numbers, if `a`, `b` and `c` are floating-point
//! numbers: each addition is rounded. So a sum depends on the order of its additions. Many parallel libraries
//! leave that order to chance, and the last digits change from run to run. Here they do not:
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn harmonic() -> f64 {
//!     (1..=1_000_000).par_map(|x| 1.0 / f64::from(x)).sum()
//! }
//!
//! let sum = |threads| with_threads(threads, harmonic);
//! assert_eq!(sum(1).to_bits(), sum(2).to_bits());
//! assert_eq!(sum(1).to_bits(), sum(64).to_bits());
//! ```
//!
//! # Why
//!
//! The source is divided into blocks, and where they begin depends on its length and on nothing else: not on
//! the number of threads, nor on which of them is faster today. A block is added up from left to right. Then
//! the sums of the blocks are added up, again from left to right.
//!
//! ```text
//!  items    0 … 7,812      7,813 … 15,625       15,626 … 23,438             a million, 128 blocks
//!           └───┬───┘      └─────┬──────┘       └──────┬──────┘
//!  blocks      s0       +       s1           +        s2          + …       from left to right
//! ```
//!
//! Threads decide only who does which block. If one block turns out to be heavy, others help with it, but its
//! results are still put together in order. The price is small: up to 128 blocks are enough for many
//! threads, and joining them is nothing.
//!
//! Of an iterator that cannot be split, the length is not known. There the blocks grow with what was pulled,
//! and their bounds depend on the position alone.
//!
//! This holds for `sum`, `product`, `reduce` and `fold`, and for `try_reduce` and `try_fold`. Nothing needs
//! to be commutative: a `reduce` that joins strings joins them in order.
//!
//! # The same as the loop?
//!
//! A loop adds a million items in one go, which is another order than that of blocks. So the last bits of a
//! long `sum` may differ from the loop's. Of few items they are the loop's own: a `sum` of up to 4096, and a
//! `reduce` of up to 128, where nothing is left out by a `filter` or its kin.
//!
//! ```
//! use abreast::prelude::*;
//!
//! let xs: Vec<f64> = (1..=1000).map(|x| 1.0 / f64::from(x)).collect();
//! assert_eq!(xs.iter().par().sum::<f64>().to_bits(), xs.iter().sum::<f64>().to_bits());
//! ```
//!
//! Where the loop's bits are wanted whatever the length, let the threads compute the items, and add them up
//! in a loop, as they come:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let mut sum = 0.0;
//! (1..=100_000).par_map(|x| f64::from(x).sqrt()).for_each_ordered(|y| sum += y);
//!
//! let mut by_a_loop = 0.0;
//! for x in 1..=100_000 {
//!     by_a_loop += f64::from(x).sqrt();
//! }
//! assert_eq!(f64::to_bits(sum), f64::to_bits(by_a_loop));
//! ```
//!
//! # Other processors, other machines
//!
//! The order of the additions is the same on each. Loops over plain numbers are compiled for several kinds of
//! processors, with wider vectors each; they differ in the choice of instructions, not in what is rounded.
//! (Rust never turns `a * b + c` into one rounding by itself. If you write `mul_add`, it is one on each.)
//! Spread over the ranks of an MPI program by `abreast-mpi`, a sum has the same bits again.
//!
//! What this crate cannot promise: `sin`, `exp`, `powf` and the like come from a library of the system, and
//! `std` says that their last digits may differ from platform to platform. `+ - * /` and `sqrt` do not.
//!
//! # Maxima
//!
//! `f64` has no total order, because of NaN. So `max` is written with a comparison, as in `std`:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let heights = [1.5, 2.25, 0.5];
//! assert_eq!(heights.par().max_by(f64::total_cmp), Some(2.25));
//! ```
