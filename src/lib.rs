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
//! # The laws
//!
//! 1. **Same answer.** A parallel chain returns what the same chain on a standard iterator returns, whatever the number
//!    of threads: the order, which error, which panic.
//! 2. **The calling thread starts at once**, on the first item, and goes on until nothing is left.
//! 3. **A waiting thread never runs somebody else's work.** A call that waits helps calls nested in it, and nothing
//!    else: a lock that is held around a parallel call cannot be met again by accident.
//! 4. **Nothing lost, nothing twice.** Every input and every result is dropped once, through panics, early ends and
//!    panicking destructors. If a thread cannot be started, that costs speed, never the result.
//! 5. **Idle is free.** After a call the threads spin for some microseconds, then sleep until there is work.
//! 6. **Memory is bounded.** A collect holds its output and little else.
//!
//! # Forks
//!
//! A process that `fork` makes has only the thread that called it. On Linux the child's parallel calls run on the threads
//! that make them, alone, whatever the parent was at; elsewhere it is to make none. A child forked off inside a parallel
//! call cannot finish that call, which has lost its threads: it is to go on to another program, or to exit.
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

mod enter;
mod par;

mod source;

mod stage;

mod drive;

mod sink;

mod collect;

mod pool;

mod panic;

mod sync;

pub use collect::FromParallel;
pub use enter::{AnyIterator, IntoParallel};
pub use par::Par;
pub use pool::{cpu_count, current_threads, with_threads};
pub use source::Pieces;

/// What a file needs to use this crate: `use abreast::prelude::*;`.
pub mod prelude {
    pub use crate::{AnyIterator, FromParallel, IntoParallel, Par, Pieces};
    pub use crate::{cpu_count, current_threads, with_threads};
}
