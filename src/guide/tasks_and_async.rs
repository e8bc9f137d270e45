//! Tasks and `async`: something else meanwhile.
//!
//! A parallel call blocks until it is done. A task does not: [`spawn`](crate::spawn) returns at once.
//!
//! ```
//! use abreast::{prelude::*, spawn};
//!
//! let lines = vec!["to be", "or not to be"];
//! let counts = spawn(move || lines.par_map(|line| line.split(' ').count()).collect_vec());
//! let title = "Hamlet".to_uppercase(); // something else meanwhile
//! assert_eq!((title.as_str(), counts.join()), ("HAMLET", vec![2, 4]));
//! ```
//!
//! # The handle
//!
//! What `spawn` returns is a [`Task`](crate::Task):
//!
//! * [`join()`](crate::Task::join) waits, and returns the result. If nobody has begun the task, the calling
//!   thread does it. If the task panics, `join` goes on panicking.
//! * [`try_join()`](crate::Task::try_join) does the same, but returns a panic as an `Err`.
//! * [`join_timeout(limit)`](crate::Task::join_timeout) waits no longer than that, and returns the result, or
//!   the task.
//! * [`is_finished()`](crate::Task::is_finished) does not wait.
//! * [`cancel()`](crate::Task::cancel) sees to it that a task that was not begun never is. One that is under
//!   way is asked to end, and waited for.
//! * `task.await` is for `async` code: see [below](#async-code).
//! * `drop(task)` lets it go on by itself. When `main` returns, the program ends, whatever tasks are at.
//!
//! Tasks begin in the order in which they are spawned, as threads are free. What a task uses is its own
//! (`move`), since nobody knows when it ends. It counts in the [`with_threads`](crate::with_threads) in which
//! it was spawned.
//!
//! # Ask one to end
//!
//! Nothing can stop a thread from outside. A task looks whether it was asked to end, by
//! [`is_cancelled`](crate::is_cancelled); that holds on all threads that help it:
//!
//! ```
//! use abreast::{is_cancelled, prelude::*, spawn};
//!
//! let search = spawn(|| {
//!     let numbers = (0..50_000_u64).par().until(is_cancelled);
//!     numbers.filter(|x| x % 7 == 0).count()
//! });
//! match search.cancel() {
//!     None => println!("it had not begun"),
//!     Some(found) => println!("{found} until then"),
//! }
//! ```
//!
//! # Tasks that borrow: a scope
//!
//! A [`scope`](crate::scope) ends when all its tasks have, so they may borrow what is outside. They may spawn
//! further ones, without end, and without more stack for each: so work that grows needs no recursion.
//!
//! ```
//! use std::sync::atomic::{AtomicU64, Ordering};
//! use abreast::{Scope, scope};
//!
//! struct Folder { bytes: u64, folders: Vec<Folder> }
//!
//! fn add_up<'s>(folder: &'s Folder, sum: &'s AtomicU64, s: &'s Scope<'s, '_>) {
//!     sum.fetch_add(folder.bytes, Ordering::Relaxed);
//!     for inner in &folder.folders {
//!         s.spawn(move || add_up(inner, sum, s));
//!     }
//! }
//!
//! let leaf = |bytes| Folder { bytes, folders: vec![] };
//! let root = Folder { bytes: 1, folders: vec![leaf(20), leaf(300)] };
//! let sum = AtomicU64::new(0);
//! scope(|s| add_up(&root, &sum, s));
//! assert_eq!(sum.into_inner(), 321);
//! ```
//!
//! Where the nodes of a tree are wanted in order, or to be mapped and collected, [`walk`](crate::walk()) is a
//! chain of them.
//!
//! # Two things at once
//!
//! [`join(a, b)`](crate::join) runs both closures and returns both results. The second one may run on another
//! thread; where nobody has time, it runs after the first, and costs next to nothing. So a recursion that
//! splits in two may join at every level.
//!
//! ```
//! fn max(xs: &[u32]) -> Option<u32> {
//!     if xs.len() < 2 {
//!         return xs.first().copied();
//!     }
//!     let (left, right) = xs.split_at(xs.len() / 2);
//!     let (left, right) = abreast::join(|| max(left), || max(right));
//!     left.max(right)
//! }
//! assert_eq!(max(&[3, 1, 4, 1, 5]), Some(5));
//! ```
//!
//! # `async` code
//!
//! A task is a future, of any executor: tokio's, smol's, or your own. It runs on this crate's threads, not on
//! the executor's. And it begins when it is spawned, not when it is first polled: so these two run side by
//! side.
//!
//! ```
//! use abreast::{prelude::*, spawn};
//! # use std::{future::Future, pin::pin, sync::Arc, task::{Context, Poll, Wake, Waker}, thread};
//! # struct Unpark(thread::Thread);
//! # impl Wake for Unpark {
//! #     fn wake(self: Arc<Self>) { self.0.unpark(); }
//! # }
//! # fn block_on<F: Future>(future: F) -> F::Output {
//! #     let mut future = pin!(future);
//! #     let waker = Waker::from(Arc::new(Unpark(thread::current())));
//! #     loop {
//! #         match future.as_mut().poll(&mut Context::from_waker(&waker)) {
//! #             Poll::Ready(output) => return output,
//! #             Poll::Pending => thread::park(),
//! #         }
//! #     }
//! # }
//!
//! async fn report(xs: Vec<u64>, ys: Vec<u64>) -> u64 {
//!     let squares = spawn(move || xs.par_map(|x| x * x).sum::<u64>());
//!     let cubes = spawn(move || ys.par_map(|y| y.pow(3)).sum::<u64>());
//!     squares.await + cubes.await
//! }
//! assert_eq!(block_on(report(vec![1, 2, 3], vec![1, 2])), 23); // `block_on` is your executor's
//! ```
//!
//! What blocks an executor's thread, and so all other futures on it: a parallel call (`collect`, `for_each`
//! and so on), `join` and `scope`, a task's `join`, `join_timeout` and `cancel`, and the `next` of a stream.
//! In `async` code, put those into a task, and await the task.
//!
//! If the future that awaits a task is dropped, as by a timeout or a `select`, the task goes on. To end it,
//! let it look at a flag: [`from_python::tasks`](super::from_python::tasks#async-code) has an example.
//!
//! Without the feature `threads`, and on wasm, the thread that spawns a task runs it: see
//! [`spawn`](crate::spawn).
