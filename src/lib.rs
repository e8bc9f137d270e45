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
//! let four: Vec<i64> = with_threads(4, || items.iter().par_map(|x| f(*x, 2)).collect());
//! let shifted: Vec<i64> = items.par_map(|x| f(x, 2)).collect();
//! # assert_eq!((squares[3], four, shifted), (11, vec![2, 4, 6], vec![2, 4, 6]));
//! ```
//!
//! A call blocks until it is done, and its result is that of the plain loop: the same values in the same
//! order, the same error, the same panic. It may borrow what is around it. One global pool of threads does
//! the work, and it is started by the first call that wants it.
//!
//! # The guide
//!
//! | page | what it answers |
//! |---|---|
//! | [First steps](guide::first_steps) | How does a loop become parallel? What may the closure use? |
//! | [From Python](guide::from_python), [from rayon](guide::from_rayon) | What is what I know called here? |
//! | [Errors and panics](guide::errors_and_panics) | Which one comes back? |
//! | [Waiting items and threads](guide::waiting_items) | How many threads? What of items that wait? |
//! | [Sources that wait](guide::sources_that_wait) | What if the iterator waits, even for its own items? |
//! | [Streams](guide::streams) | How are results taken one by one, in little memory? |
//! | [Stopping and progress](guide::stopping_and_progress) | How does a call end early? How far is it? |
//! | [Tasks and `async`](guide::tasks_and_async) | How does something run in the background? |
//! | [Floating point](guide::floating_point) | Why are the bits of a sum always the same? |
//! | [Tuning with `trace`](guide::tuning_with_trace) | Why was it not faster? |
//! | [Past one machine](guide::past_one_machine) | What if one machine is not enough? |
//! | [How it works](guide::how_it_works) | Who does which item, and when? |
//! | [How it was measured](guide::how_it_was_measured) | What does it cost, beside a plain loop and the other crates? |
//!
//! # Where to look
//!
//! | what you have, or want | where it is |
//! |---|---|
//! | something that can be split: a range, a slice, a collection | [`IntoParallel`] |
//! | any other iterator | [`AnyIterator`] |
//! | lines and words of a text; parts of a slice | [`ParallelStr`], [`ParallelSlice`] |
//! | what a chain can do: `filter`, `collect`, `sum`, `find`, … | [`Par`] |
//! | a slice to be sorted | [`ParallelSort`] |
//! | the nodes of a tree | [`walk`](walk()) |
//! | a number of threads | [`with_threads`], [`configure`] |
//! | something in the background; two things at once | [`spawn`], [`scope`], [`join`] |
//!
//! # The laws
//!
//! 1. **Same answer.** A parallel chain returns what the same chain on a standard iterator returns,
//!    whatever the number of threads: the order, which error, which panic, which of two equal maxima. A
//!    floating-point sum has the same bits in every run.
//! 2. **The calling thread starts at once**, on the first item, and goes on until nothing is left.
//! 3. **A waiting thread never runs somebody else's work.** A call that waits helps calls nested in it, and
//!    nothing else: a lock that is held around a parallel call cannot be met again by accident. (Its own
//!    items meet it, on other threads: see [locks](guide::waiting_items#locks).)
//! 4. **Nothing lost, nothing twice.** Every input and every result is dropped once, through panics, early
//!    ends and panicking destructors. If a thread cannot be started, that costs speed, never the result.
//! 5. **Idle is free.** After a call the threads spin for some microseconds, then sleep until there is work.
//! 6. **Memory is bounded.** A collect holds its output and little else; a stream holds a window.
//!
//! # Features
//!
//! | feature | what it is for |
//! |---|---|
//! | `threads` (on by default) | The pool. [Without it](guide::waiting_items#without-threads), and on wasm, everything runs on the calling thread. |
//! | `trace` | `record`, `Trace` and `ABREAST_TRACE`: [where the time goes](guide::tuning_with_trace). |
//! | `indicatif` | Progress bars: [`progress`](guide::stopping_and_progress#how-far-it-is). |

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
#[doc(inline)]
pub use trace::{Trace, record};

/// What a file needs to use this crate: `use abreast::prelude::*;`.
pub mod prelude {
    #[doc(hidden)]
    pub use crate::enter::OtherNames as _;
    pub use crate::{AnyIterator, Exact, FromParallel, IntoParallel, Par, ParallelSort, Pieces};
    pub use crate::{ParallelSlice, ParallelStr};
    pub use crate::{cpu_count, current_threads, with_threads};
}
