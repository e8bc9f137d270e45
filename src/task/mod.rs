//! Tasks: closures that run in the background, one by one in the order in which they were spawned, beside
//! whoever spawned them.
//!
//! ```text
//!  spawn ──▶ queue ──▶ a worker, if the scope has a place for it ──▶ what came of it ──▶ join, await, cancel
//!              └──────▶ who joins it before anybody has begun it ──────────┘
//! ```

mod core;
#[allow(unsafe_code, reason = "offers closures that lie on the stack")]
mod join;
mod owned;
mod scope;

use std::thread;

use self::core::{Core, Found};
use crate::pool::{Home, Runnable};
use crate::sync::{Arc, Mutex};
pub use join::join;
use owned::Own;
pub use owned::Task;
pub use scope::{Scope, ScopedTask, scope};

/// Runs `f` in the background, and returns a handle to it at once.
///
/// Tasks begin in the order in which they are spawned, as soon as threads are free. A task that waits
/// keeps its thread. It counts in the [`with_threads`](crate::with_threads) in which it was spawned,
/// also when that has returned. Nobody has to wait for a task: if its handle is dropped, it goes on by
/// itself. When `main` returns, the program ends, whatever tasks are at.
///
/// Without the crate's feature `threads`, and on wasm, the calling thread runs `f` before this returns.
/// Inside a task, it runs `f` when that task has ended, unless somebody has joined the new one by then.
/// There a task must not wait for what comes after its `spawn`: for a message, or to be cancelled.
///
/// A task makes parallel calls as any code does: `spawn(move || xs.par_map(f).collect_vec())` is
/// Python's `map_async`.
///
/// ```
/// use abreast::{prelude::*, spawn};
///
/// let sum = spawn(|| (1..=100).par().sum::<u32>());
/// // Something else meanwhile; then:
/// assert_eq!(sum.join(), 5050);
/// ```
///
/// What a task uses is its own, since nobody knows when it ends; [`scope`] has tasks that borrow:
///
/// ```compile_fail,E0373
/// let text = String::from("borrowed");
/// let len = abreast::spawn(|| text.len()); // may outlive `text`
/// ```
///
/// ```compile_fail,E0277
/// let shared = std::rc::Rc::new(1);
/// let task = abreast::spawn(move || *shared); // `Rc` cannot be sent between threads
/// ```
pub fn spawn<T, F>(f: F) -> Task<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let home = Home::here();
    let own = Arc::new(Own {
        core: Core::new(Box::new(crate::trace::inherited(f))),
        home: Mutex::new(Some(home.clone())),
    });
    let queue = &home.executor().queue;
    let number = queue.push(Arc::clone(&own) as Arc<dyn Runnable>);
    Task {
        own: Some(own),
        number,
    }
}

/// Whether the task in which this is called was asked to end, by [`Task::cancel`].
///
/// It is `true` also inside the parallel calls that the task makes, on whichever thread, and in scopes that
/// it opens; `false` outside of all tasks. A task is asked, not forced: one that looks every now and then
/// can end early.
///
#[cfg_attr(has_threads, doc = "```")]
#[cfg_attr(not(has_threads), doc = "```no_run")]
/// use abreast::{is_cancelled, spawn};
///
/// let count = spawn(|| {
///     let mut count = 0_u64;
///     while !is_cancelled() {
///         count += 1;
///     }
///     count
/// });
/// // `None` if nobody had begun it yet.
/// let counted: Option<u64> = count.cancel();
/// # drop(counted);
/// ```
pub fn is_cancelled() -> bool {
    crate::pool::is_cancelled()
}

/// Waits for a task that somebody has begun.
fn wait<T>(core: &Core<'_, T>) -> thread::Result<T> {
    match core.find() {
        Found::Over(result) => result,
        Found::Begun(running) => {
            running.wait();
            core.result()
        }
        Found::Unbegun(_) => unreachable!("somebody has begun it"),
    }
}
