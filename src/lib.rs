//! A parallel `par_map` on every iterator: side by side, and in order.
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn f(x: i64, a: i64) -> i64 {
//!     a * x
//! }
//! let items = vec![1, 2, 3];
//!
//! let squares: Vec<i64> = (0..200_000).par_map(|x: i64| x * x + x - 1).collect();
//! let four: Vec<i64> = abreast::with_threads(4, || items.iter().par_map(|x| f(*x, 2)).collect());
//! let shifted: Vec<i64> = items.par_map(|x| f(x, 2)).collect();
//! # assert_eq!((squares[3], four, shifted), (11, vec![2, 4, 6], vec![2, 4, 6]));
//! ```
//!
//! # Recipes
//!
//! **A fixed second argument**, Python's `partial(f, a=2)`, is a closure: `items.par_map(|x| f(x, 2))`.
//!
//! **Several arguments**, Python's `starmap`, are a pair, or two chains side by side:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let (widths, heights) = ([2, 3], [5, 7]);
//! let areas = widths.par().zip(heights).map(|(w, h)| w * h).collect_vec();
//! assert_eq!(areas, [10, 21]);
//! ```
//!
//! **Errors** end the work at the first one by position, as `?` in a loop does:
//!
//! ```
//! use abreast::prelude::*;
//!
//! fn numbers(text: &str) -> Result<Vec<u32>, std::num::ParseIntError> {
//!     text.lines().par_map(|line: &str| line.parse::<u32>()).collect()
//! }
//! assert_eq!(numbers("1\n2"), Ok(vec![1, 2]));
//! assert!(numbers("1\nb").is_err());
//! ```
//!
//! **State** that a thread keeps from item to item, such as a buffer or a connection, comes from
//! [`map_init`](Par::map_init):
//!
//! ```
//! use abreast::prelude::*;
//!
//! let words = ["side", "by"].par().map_init(Vec::new, |buffer: &mut Vec<char>, word: &str| {
//!     buffer.clear();
//!     buffer.extend(word.chars().rev());
//!     buffer.iter().collect::<String>()
//! });
//! assert_eq!(words.collect_vec(), ["edis", "yb"]);
//! ```
//!
//! **Floating-point numbers** are added in an order that depends on how many there are, and on nothing
//! else: the same bits in every run, on every machine, on any number of threads.
//!
//! ```
//! use abreast::prelude::*;
//!
//! let sum = || (1..=1_000_000).par_map(|x| 1.0 / f64::from(x)).sum::<f64>();
//! let sum = |threads| with_threads(threads, sum);
//! assert_eq!(sum(1).to_bits(), sum(4).to_bits());
//! ```
//!
//! **Items that wait**, for a disk or a network, keep more threads busy than there are processors; say how
//! many: `with_threads(64, || urls.par_map(fetch).collect_vec())`.
//!
//! **What does not fit in memory** is taken one by one, in order, while later results are still being
//! computed:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let (mut lines, mut longest) = ("to be\nor\nnot to be".lines(), 0);
//! lines.par_map(str::len).for_each_ordered(|len| longest = longest.max(len));
//! assert_eq!(longest, 9);
//! ```
//!
//! **In the background**, Python's `apply_async` and `map_async`, a task does it; it is joined, or awaited,
//! later:
//!
//! ```
//! use abreast::{prelude::*, spawn};
//!
//! let squares = spawn(|| (1..=10).par_map(|x: u32| x * x).collect_vec());
//! // Something else meanwhile; then, or `squares.await`:
//! assert_eq!(squares.join()[9], 100);
//! ```
//!
//! **Work that grows**, such as a walk through folders, is tasks that spawn further ones; the [`scope`]
//! waits:
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use abreast::{Scope, scope};
//!
//! fn halve<'s>(len: u32, leaves: &'s AtomicU32, s: &'s Scope<'s, '_>) {
//!     if len == 1 {
//!         leaves.fetch_add(1, Ordering::Relaxed);
//!         return;
//!     }
//!     for part in [len / 2, len - len / 2] {
//!         s.spawn(move || halve(part, leaves, s));
//!     }
//! }
//! let leaves = AtomicU32::new(0);
//! scope(|s| halve(100, &leaves, s));
//! assert_eq!(leaves.into_inner(), 100);
//! ```
//!
//! Where the nodes of a tree are wanted in order, [`walk`] is a chain of them.
//!
//! **A slice is sorted** by the standard library's methods with `par_` before their names:
//!
//! ```
//! use abreast::prelude::*;
//!
//! let mut words = ["to", "be", "or", "not"];
//! words.par_sort_by_key(|word: &&str| word.len());
//! assert_eq!(words, ["to", "be", "or", "not"]);
//! words.par_sort_unstable();
//! assert_eq!(words, ["be", "not", "or", "to"]);
//! ```
//!
//! **Two different things** at once, and a recursion that splits in two, are a [`join`]:
//!
//! ```
//! let text = "to be or not to be";
//! let (words, longest) = abreast::join(|| text.split(' ').count(), || text.split(' ').map(str::len).max());
//! assert_eq!((words, longest), (6, Some(3)));
//! ```
//!
//! Whoever knows Python's `multiprocessing.Pool` or `concurrent.futures` finds each of their methods in
//! [`guide::from_python`]; whoever knows rayon, its names in [`guide::from_rayon`].
//!
//! **Plain numbers** are done several at a time, by the widest vectors that the processor has, whatever the
//! program is compiled for: loops are compiled for AVX2 and AVX-512 as well, with short closures in them.
//! The bits are the same.
//!
//! # The laws
//!
//! 1. **Same answer.** A parallel chain returns what the same chain on a standard iterator returns,
//!    whatever the number of threads: the order, which error, which panic, which of two equal maxima.
//! 2. **The calling thread starts at once**, on the first item, and goes on until nothing is left.
//! 3. **A waiting thread never runs somebody else's work.** A call that waits helps calls nested in it, and
//!    nothing else: a lock that is held around a parallel call cannot be met again by accident. (Its own
//!    items meet it, on other threads: see [below](#locks).)
//! 4. **Nothing lost, nothing twice.** Every input and every result is dropped once, through panics, early
//!    ends and panicking destructors. If a thread cannot be started, that costs speed, never the result.
//! 5. **Idle is free.** After a call the threads spin for some microseconds, then sleep until there is work.
//! 6. **Memory is bounded.** A collect holds its output and little else; a stream holds a window.
//!
//! # Locks
//!
//! A lock that is held around a parallel call is not to be taken by the items of that very call: on the
//! calling thread a lock that lets its holder in again, such as `stdout().lock()`, would let them pass, but
//! items run on other threads as well, and those wait until the call is over, which waits for them. Let the
//! items make what is to be printed, and print in order, on the calling thread:
//!
//! ```
//! use std::io::Write;
//! use abreast::prelude::*;
//!
//! let mut out = std::io::stdout().lock();
//! let lines = (1..4).par_map(|x| format!("{x} squared is {}", x * x));
//! lines.for_each_ordered(|line| _ = writeln!(out, "{line}"));
//! ```
//!
//! # Threads
//!
//! The pool's threads are called `abreast-1`, `abreast-2` and so on, and have 8 MiB of stack each, as a
//! main thread usually has, or what the environment variable `RUST_MIN_STACK` says. A thread that a program
//! starts by itself is outside of every
//! [`with_threads`]: one that `std::thread::spawn` starts within `f` does not inherit the number; call
//! `with_threads` there.
//!
//! Short stretches are timed by the processor's own counter (`rdtsc` on x86-64). A process that has
//! forbidden itself that instruction (by `prctl(PR_SET_TSC)`, on Linux) ends when it makes a parallel call.
//!
//! Without the feature `threads`, which is on by default, and on wasm, the crate has the same face and the
//! same answers, and runs everything on the thread that calls: [`with_threads`] changes nothing,
//! [`current_threads`] is 1, and [`spawn`] says when a task is run. Items and tasks are not to wait for each
//! other there. On `wasm32-unknown-unknown` no clock is asked.
//!
//! # Forks
//!
//! A process that `fork` makes has only the thread that called it. On Linux the child's parallel calls run
//! on the threads that make them, alone, whatever the parent was at; elsewhere it is to make none. A child
//! forked off inside a parallel call, or with a stream open, cannot finish that, which has lost its
//! threads: it is to go on to another program, or to exit.
//!
//! # The way of the data
//!
//! ```text
//!  items.par_map(f).collect()
//!
//!  source ──────▶ stage ──────▶ drive ──────────────▶ sink ──────▶ Vec in input order
//!  hands out      std adapters  deals pieces to       takes each
//!  pieces         on a piece    whoever is free       piece's items
//!                                 │
//!                                 ▼
//!                               region ───▶ pool
//!                               the caller and its      threads, queues, sleep;
//!                               helpers in one closure  knows nothing of iterators
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(has_threads),
    allow(
        dead_code,
        unused_imports,
        reason = "what is decided of helpers, where there are none"
    )
)]

pub mod guide;

mod chain;
mod enter;
mod par;
#[doc(hidden)]
pub mod shares;

mod source;

mod stage;

mod drive;

mod sink;

mod stream;

mod collect;

mod sort;

mod multiversion;

// Without threads there is none, but what looks like it and does everything on the calling thread.
#[cfg_attr(not(has_threads), path = "alone/mod.rs")]
mod pool;

mod task;

mod tempo;

#[cfg(feature = "trace")]
pub mod trace;
#[cfg(not(feature = "trace"))]
#[path = "trace/off.rs"]
mod trace;

mod waiting;

mod panic;

mod sync;

#[cfg(all(test, shuttle))]
mod scenes;

pub use chain::Par;
pub use collect::FromParallel;
pub use enter::{AnyIterator, IntoParallel, ParallelSlice, ParallelStr, walk};
pub use pool::{AlreadyRunning, Config, configure};
pub use pool::{cpu_count, current_threads, with_threads};
pub use sort::ParallelSort;
pub use source::{Exact, Pieces};
pub use task::{Scope, ScopedTask, Task, is_cancelled, join, scope, spawn};
#[cfg(feature = "trace")]
pub use trace::{Trace, record};

/// What a file needs to use this crate: `use abreast::prelude::*;`.
pub mod prelude {
    #[doc(hidden)]
    pub use crate::enter::OtherNames as _;
    pub use crate::{AnyIterator, Exact, FromParallel, IntoParallel, Par, ParallelSort, Pieces};
    pub use crate::{ParallelSlice, ParallelStr};
    pub use crate::{cpu_count, current_threads, with_threads};
}
