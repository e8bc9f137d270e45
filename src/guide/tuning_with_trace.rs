//! Tuning with `trace`: why was it not faster, and what is to be done?
//!
//! With the feature `trace` (`cargo add abreast --features trace`), `record` runs a closure and tells where
//! the time of its parallel calls went:
//!
//! ```
//! # #[cfg(feature = "trace")] {
//! use std::{thread::sleep, time::Duration};
//! use abreast::{prelude::*, record};
//!
//! /// A stand-in for a millisecond's work.
//! fn work(x: u64) -> u64 {
//!     sleep(Duration::from_millis(1));
//!     x * x
//! }
//!
//! fn program() {
//!     let squares = (0..100).par_map(work).collect_vec();
//!
//!     let worked_at = (0..100).inspect(|x| _ = work(*x)).filter(|x| x % 2 == 0);
//!     let even = worked_at.into_par().map(|x| x + 1).count();
//!
//!     let two = (0..2).par_map(|x| work(x) + work(x)).max();
//!     let cheap = (0..1000_u64).par_map(|x| x ^ 1).max();
//! #   assert_eq!((squares.len(), even, two, cheap), (100, 50, Some(2), Some(999)));
//! }
//!
//! let ((), trace) = record(|| with_threads(4, program));
//! println!("{trace}");
//! assert_eq!(trace.calls().len(), 4);
//! # }
//! ```
//!
//! It prints a line for each place in the source that made calls, and advice; what took longest comes first.
//! Here it is, a little narrower:
//!
//! ```text
//! place                calls   items  an item threads    alone   shared  waiting speed-up
//! main.rs:14 count         1      50   1.1 µs       4   2.0 µs   117 ms   466 ms      0.0
//!     the source took 100 % of the time: items come from one iterator, one thread at a
//!     time; make them from a slice or a range, or move work from the iterator into the map
//! main.rs:11 collect_vec   1     100   1.1 ms       4   1.4 µs    27 ms   2.9 µs      4.0
//!     good: the threads were at work nearly all the time
//! main.rs:16 max           1       2   2.1 ms       2   3.3 µs   2.2 ms   717 ns      2.0
//!     2 items for 4 threads: the others have nothing to do; make the items smaller
//! main.rs:17 max           1    1000     8 ns       1   1.2 µs    11 µs   413 ns      0.7
//!     8 ns an item: a plain loop would be as fast
//! ```
//!
//! *Alone* is how long the calling thread was by itself, *shared* how long others were called, and *waiting*
//! what all threads together have waited. *Speed-up* is the time that all items took, one after the other,
//! over the time of the call.
//!
//! # The advice, and what to do
//!
//! | it says | what helps |
//! |---|---|
//! | *ns an item: a plain loop would be as fast* | `map` in place of `par_map`; or share the loop outside of this one |
//! | *too short to be shared* | the same |
//! | *the source took …* | [`into_par`](crate::AnyIterator::into_par) pulls items one by one: do less in the iterator, and more in the `map`; or collect first, and deal the vector |
//! | *items for … threads* | smaller items, and more of them: rows in place of pictures |
//! | *one item took …* | split that item: a nested call in the closure is shared as well |
//! | *one piece of … items took …* | [`max_len(n)`](crate::Par::max_len), or smaller items |
//! | *as long with others at work as alone* | a lock that all items take ([`map_init`](crate::Par::map_init), `fold` or `reduce` need none); or memory is at its limit |
//! | *helpers left, since the window was full* | do less where results are taken; or a larger [`window(n)`](crate::Par::window), if that goes by bursts |
//! | *the calling thread waited …* | heavy items come last: sort them to the front; or smaller items |
//! | *helpers came … late* | longer calls, if there are other programs at work |
//! | *one thread was allowed* | a [`with_threads`](crate::with_threads), a [`threads`](crate::Par::threads), or `ABREAST_NUM_THREADS` says so |
//!
//! # Pictures
//!
//! `trace.write_svg(file)` draws a timeline: a row for each thread, a bar for each piece of neighbouring
//! items, and a colour for each place in the source. This is the example `transcode`, on four threads of two
//! cores:
//!
#![doc = include_str!("../../benches/transcode.svg")]
//!
//! Where a row is empty, the thread had left, or waited: for its turn to read, for results that come first,
//! or for room in the window.
//!
//! `trace.write_json(file)` writes it for [Perfetto](https://ui.perfetto.dev).
//! Without a change to the program, if it was built with the feature: `ABREAST_TRACE=FILE.svg`, or `.json`,
//! records it as a whole.
//!
//! Record a release build, for debug builds spend their time elsewhere. Recording costs each call and each
//! piece a little.
//!
//! # Three numbers to set
//!
//! Pieces find their size by the clock. Set a number where you know what the clock cannot:
//!
//! | method | set it where |
//! |---|---|
//! | [`min_len(n)`](crate::Par::min_len) | neighbouring items are best done by one thread, since they share a cache, or a state |
//! | [`max_len(n)`](crate::Par::max_len) | a few items are far heavier than the rest, and stand close together |
//! | [`threads(n)`](crate::Par::threads) | items wait (a larger number), or others need the processors (a smaller one) |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let rows = (0..480).par_map(|row| row * row).min_len(16).threads(4).collect_vec();
//! assert_eq!(rows[479], 229_441);
//! ```
//!
//! None of them changes a result.
#![cfg_attr(
    feature = "trace",
    doc = "\nThe reference: [`record`](crate::record), [`Trace`](crate::Trace)."
)]
