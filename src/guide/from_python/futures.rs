//! Coming from Python: what `concurrent.futures` has, and the functions of both modules.
//!
//! In all programs `xs` is a `Vec`, `f` is a function, and the lines come first that
//! [the page before](super) begins with.
//!
//! # `concurrent.futures.ThreadPoolExecutor`
//!
//! | Python | abreast |
//! |---|---|
//! | `ThreadPoolExecutor(max_workers=4)` | `with_threads(4, \|\| …)`, or `configure().threads(4).apply()` |
//! | `thread_name_prefix="w"` | [`configure().thread_name(\|n\| format!("w_{n}"))`][Config::thread_name] |
//! | `initializer=init, initargs=args` | [`configure().on_start(move \|_\| init(&args))`][Config::on_start] |
//! | `ProcessPoolExecutor` | the same threads; a process is [`std::process::Command`] |
//! | `e.submit(f, x)` | [`spawn(move \|\| f(x))`](crate::spawn), or [`s.spawn(…)`][Scope::spawn] in a scope |
//! | `e.map(f, xs)` | `xs.par_map(f).stream()` |
//! | `e.map(f, xs, ys)` | `xs.par().zip(ys).map(\|(x, y)\| f(x, y)).stream()` |
//! | `e.map(f, xs, timeout=1)` | `spawn(move \|\| xs.par_map(f).collect_vec()).join_timeout(limit)` |
//! | `e.shutdown(wait=True)` | `task.join()` for each task, or a [`scope`](crate::scope) around them |
//! | `e.shutdown(wait=False)` | `drop(task)`; when `main` returns, the program ends, whatever tasks are at |
//! | `e.shutdown(cancel_futures=True)` | `task.cancel()` for each task: one under way is asked to end, too |
//! | `with ThreadPoolExecutor(4) as e: …` | `with_threads(4, \|\| scope(\|s\| …))`: it ends when all tasks have |
//!
//! ```
//! # use std::time::Duration;
//! # use abreast::{configure, prelude::*, scope, spawn};
//! # fn f(x: i64) -> i64 { x * x }
//! configure().thread_name(|n| format!("w_{n}")).on_start(|n| println!("{n} begins")).apply()?;
//!
//! let (xs, ys) = (vec![1, 2, 3], vec![10, 20, 30]);
//! let (fourth, fifth) = with_threads(4, || scope(|s| (s.spawn(|| f(4)).join(), f(5))));
//! assert_eq!((fourth, fifth), (16, 25));
//! assert_eq!(xs.clone().par().zip(ys).map(|(x, y)| x + y).stream().last(), Some(33));
//!
//! // map(timeout)
//! match spawn(move || xs.par_map(f).collect_vec()).join_timeout(Duration::from_secs(60)) {
//!     Ok(squares) => assert_eq!(squares, [1, 4, 9]),
//!     Err(task) => drop(task), // it goes on by itself
//! }
//!
//! // shutdown(cancel_futures=True)
//! let tasks: Vec<_> = (0..10).map(|x| spawn(move || f(x))).collect();
//! let ended: Vec<i64> = tasks.into_iter().filter_map(|task| task.cancel()).collect();
//! assert!(ended.len() <= 10);
//! # Ok::<(), abreast::AlreadyRunning>(())
//! ```
//!
//! # `concurrent.futures.Future`
//!
//! | Python | [`Task`](crate::Task) |
//! |---|---|
//! | `u.cancel()` | [`task.cancel()`][Task::cancel]: `None` if it never began; otherwise it asks, and waits |
//! | `u.cancelled()` | none: `cancel` takes the handle, and its answer says it |
//! | `u.running()` | none: a task that has to say so sends a message, or sets a flag, at its beginning |
//! | `u.done()` | [`task.is_finished()`](crate::Task::is_finished) |
//! | `u.result()` | [`task.join()`](crate::Task::join) |
//! | `u.result(timeout=1)` | [`task.join_timeout(limit)`](crate::Task::join_timeout) |
//! | `u.exception()` | [`task.try_join()`][Task::try_join]`.err()`, or a `Result` that the task returns |
//! | `u.exception(timeout=1)` | `join_timeout` of a task that returns a `Result` |
//! | `u.add_done_callback(g)` | the task calls it at its end: `spawn(move \|\| g(f(x)))` |
//! | `asyncio.wrap_future(u)` | `task.await`: see [`async` code](super::tasks#async-code) |
//!
//! ```
//! # use std::{sync::mpsc, time::Duration};
//! # use abreast::spawn;
//! // running
//! let (begun, beginnings) = mpsc::channel();
//! let task = spawn(move || {
//!     let _ = begun.send(());
//!     6 * 7
//! });
//! let began = beginnings.try_recv().is_ok();
//! println!("begun by now: {began}, ended by now: {}", task.is_finished());
//! assert_eq!(task.join(), 42);
//!
//! // exception
//! let failed = spawn(|| panic!("no")).try_join().err();
//! assert_eq!(failed.unwrap().downcast_ref(), Some(&"no"));
//!
//! // exception(timeout)
//! let task = spawn(|| "seven".parse::<i32>());
//! match task.join_timeout(Duration::from_secs(60)) {
//!     Ok(parsed) => assert!(parsed.is_err()),
//!     Err(task) => drop(task),
//! }
//! ```
//!
//! # The functions of the modules
//!
//! | Python | abreast, or `std` |
//! |---|---|
//! | `as_completed(futures)` | [`stream_unordered()`][Par::stream_unordered], or a channel from the tasks |
//! | `wait(futures)` | `task.join()` for each task |
//! | `wait(futures, timeout=1)` | `task.join_timeout(limit)` for each task, with what is left of the time |
//! | `wait(futures, return_when=FIRST_COMPLETED)` | tasks send into a channel, and one `receiver.recv()` |
//! | `wait(futures, return_when=FIRST_EXCEPTION)` | the same with a `Result`; or `par_map` into a `Result` |
//! | `multiprocessing.cpu_count()` | [`cpu_count()`][cpu_count]: the processors that this process may use |
//! | `functools.partial(f, a=2)` | `\|x\| f(x, 2)` |
//! | `multiprocessing.Process` | [`std::process::Command`]; for a function [`std::thread::spawn`] |
//! | `Queue`, `Pipe` | [`std::sync::mpsc::channel`], or `sync_channel(n)` for at most `n` messages |
//! | `Lock` | [`std::sync::Mutex`] |
//! | `Condition`, `Event` | [`std::sync::Condvar`] with a `Mutex` |
//! | `Barrier` | [`std::sync::Barrier`], in a [`with_threads`] of as many threads as items |
//! | `Value` | `std::sync::atomic`, or a `Mutex` |
//! | `Array`, `Manager`, `shared_memory` | none needed: a vector is shared, by `&` or [`std::sync::Arc`] |
//!
//! ```
//! # use std::sync::{Mutex, mpsc};
//! # use abreast::{prelude::*, spawn};
//! # fn f(x: i64, a: i64) -> i64 { a * x }
//! // as_completed, and partial
//! let (sender, finished) = mpsc::channel();
//! for x in [3, 1, 2] {
//!     let sender = sender.clone();
//!     drop(spawn(move || sender.send(f(x, 2))));
//! }
//! drop(sender); // the channel ends with the last task's sender
//! // wait(FIRST_COMPLETED)
//! let first: i64 = finished.recv()?;
//! assert!([6, 2, 4].contains(&first));
//! // the others, as they come
//! assert_eq!(finished.iter().sum::<i64>(), 12 - first);
//!
//! // wait(FIRST_EXCEPTION)
//! let read: Result<Vec<i64>, _> = ["1", "b", "c"].par_map(|s: &str| s.parse::<i64>()).collect();
//! assert!(read.is_err()); // that of "b", in every run
//!
//! // Lock
//! let seen = Mutex::new(Vec::new());
//! (0..cpu_count()).par_for_each(|x| seen.lock().unwrap().push(x));
//! assert_eq!(seen.into_inner().unwrap().len(), cpu_count());
//! # Ok::<(), mpsc::RecvError>(())
//! ```
//!
//! Who waits by other means than `join`, such as `recv`, does no task meanwhile. In `with_threads(1, …)` a
//! task begins only when the calling thread joins it or has left, so there such a wait does not end.
//!
//! [Config::on_start]: crate::Config::on_start
//! [Config::thread_name]: crate::Config::thread_name
//! [Par::stream_unordered]: crate::Par::stream_unordered
//! [Scope::spawn]: crate::Scope::spawn
//! [Task::cancel]: crate::Task::cancel
//! [Task::try_join]: crate::Task::try_join
//! [`with_threads`]: crate::with_threads
//! [cpu_count]: crate::cpu_count
