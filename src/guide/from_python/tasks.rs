//! Coming from Python: tasks that add tasks, that borrow, that are cancelled, and that are awaited.
//!
//! # Work that grows
//!
//! A task of a `Pool` cannot add tasks to it, and one of a `ThreadPoolExecutor` that waits for tasks it has
//! added may wait for its own thread. A task of a [`scope`](crate::scope) spawns further tasks and ends;
//! the scope waits for all of them.
//!
//! ```
//! use std::{collections::{BTreeMap, BTreeSet}, sync::Mutex};
//! use abreast::{Scope, scope};
//!
//! struct Crawl<'a> {
//!     links: BTreeMap<&'a str, Vec<&'a str>>,
//!     seen: Mutex<BTreeSet<&'a str>>,
//! }
//!
//! fn visit<'s, 'a: 's>(crawl: &'s Crawl<'a>, page: &'a str, s: &'s Scope<'s, '_>) {
//!     if crawl.seen.lock().unwrap().insert(page) {
//!         for link in crawl.links.get(page).into_iter().flatten() {
//!             s.spawn(move || visit(crawl, link, s));
//!         }
//!     }
//! }
//!
//! let links = BTreeMap::from([("home", vec!["news", "about"]), ("news", vec!["home", "archive"])]);
//! let crawl = Crawl { links, seen: Mutex::default() };
//! scope(|s| visit(&crawl, "home", s));
//! let pages = crawl.seen.into_inner().unwrap();
//! assert_eq!(Vec::from_iter(pages), ["about", "archive", "home", "news"]);
//! ```
//!
//! Work that splits in two, and comes back with a result from each half, is [`join`](crate::join):
//!
//! ```
//! fn sum(numbers: &[u64]) -> u64 {
//!     if numbers.len() < 2 {
//!         return numbers.iter().sum();
//!     }
//!     let (left, right) = numbers.split_at(numbers.len() / 2);
//!     let (left, right) = abreast::join(|| sum(left), || sum(right));
//!     left + right
//! }
//! assert_eq!(sum(&[1, 2, 3, 4]), 10);
//! ```
//!
//! # Tasks that borrow
//!
//! [`spawn`](crate::spawn) takes what owns its data, since nobody knows when the task ends. In a
//! [`scope`](crate::scope) tasks borrow what is around it, and one of them may change it.
//! [`ScopedTask`](crate::ScopedTask) has the methods of `Task`, but is no future.
//!
//! ```
//! let text = String::from("side by side");
//! let mut letters = Vec::new();
//! let words = abreast::scope(|s| {
//!     let words = s.spawn(|| text.split(' ').count());
//!     let letters = s.spawn(|| letters.extend(text.chars().filter(|c| c.is_alphabetic())));
//!     letters.join();
//!     words.join()
//! });
//! assert_eq!((words, letters.len()), (3, 10));
//! ```
//!
//! # Cancelling
//!
//! No thread can be ended by force. [`cancel`](crate::Task::cancel) drops a task that nobody has begun. One
//! that is under way is asked to end: [`is_cancelled`](crate::is_cancelled) is `true` in it, also in the
//! closures of its parallel calls. `cancel` returns when the task has ended.
//!
#![cfg_attr(has_threads, doc = "```")]
#![cfg_attr(not(has_threads), doc = "```no_run")]
//! use std::{sync::mpsc, thread, time::Duration};
//! use abreast::{is_cancelled, prelude::*, spawn};
//!
//! let (begun, beginnings) = mpsc::channel();
//! let task = spawn(move || {
//!     let _ = begun.send(());
//!     // Without end, unless it is cancelled:
//!     (0_u64..).into_par().try_for_each(|x| {
//!         thread::sleep(Duration::from_millis(1));
//!         if is_cancelled() { Err(x) } else { Ok(()) }
//!     })
//! });
//! let _ = beginnings.recv(); // it is under way
//! assert!(matches!(task.cancel(), Some(Err(_))));
//! ```
//!
//! A task whose handle is dropped is not cancelled. A timeout is `join_timeout`, and then `cancel` of the
//! task that it gives back:
//!
//! ```
//! # use std::time::Duration;
//! # use abreast::spawn;
//! let task = spawn(|| 7);
//! let seven = task.join_timeout(Duration::from_millis(10)).map_or_else(|task| task.cancel(), Some);
//! assert!(matches!(seven, None | Some(7)));
//! ```
//!
//! # `async` code
//!
//! A [`Task`](crate::Task) is a future, of any executor: no reactor is needed, and no feature. It begins
//! when it is spawned, not when it is first polled, so two tasks spawned before the first `await` run side
//! by side.
//!
//! ```
//! use abreast::{prelude::*, spawn};
//! # use std::{future::Future, pin::pin, sync::Arc, task::{Context, Poll, Wake, Waker}, thread};
//! #
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
//!     // On at most 2 threads:
//!     let cubes = with_threads(2, || spawn(move || ys.par_map(|y| y * y * y).sum::<u64>()));
//!     squares.await + cubes.await
//! }
//! // `block_on` is that of your executor.
//! assert_eq!(block_on(report(vec![1, 2, 3], vec![1, 2])), 23);
//! ```
//!
//! A parallel call that ends in `collect_vec`, `for_each` and the like blocks the thread that makes it. On
//! an executor's own thread it blocks the other futures of that thread as well: they are not polled before
//! the call is over. So the call goes into a task, and the task is awaited. The same is true of `join`,
//! `try_join`, `join_timeout`, `cancel`, `scope`, and the `next` of a stream: inside `async` code they
//! block their thread. They are made inside a task.
//!
//! If the future that awaits a task is dropped, as a timeout or a `select` does, the task goes on. If it is
//! to end, let it look at a flag that both have:
//!
//! ```
//! use std::sync::{Arc, atomic::{AtomicBool, Ordering}};
//! # use std::{future::Future, pin::pin, task::{Context, Waker}};
//! use abreast::spawn;
//!
//! struct EndOnDrop(Arc<AtomicBool>);
//!
//! impl Drop for EndOnDrop {
//!     fn drop(&mut self) {
//!         self.0.store(true, Ordering::Relaxed);
//!     }
//! }
//!
//! async fn count() -> u64 {
//!     let end = EndOnDrop(Arc::default());
//!     let ends = Arc::clone(&end.0);
//!     let counting = move || (0..1_000_000).take_while(|_| !ends.load(Ordering::Relaxed)).count() as u64;
//!     spawn(counting).await
//! }
//! # {
//! # let mut future = pin!(count());
//! # let _ = future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
//! # }
//! ```
