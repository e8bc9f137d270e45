//! Coming from Python: what `multiprocessing.Pool`, `AsyncResult` and `concurrent.futures` are called here.
//!
//! This page has `multiprocessing`. Two further ones have the rest: [`futures`] for `concurrent.futures` and
//! the functions of both modules, [`tasks`] for work that grows, tasks that borrow, cancelling and `async`.
//!
//! Each table has the methods of one Python class, also those that `std` has, or nobody. Below a table its
//! right-hand side is a program. In all of them `xs` is a `Vec`, `f` is a function, and these lines come
//! first:
//!
//! ```
//! use std::time::Duration;
//! use abreast::{is_cancelled, prelude::*, scope, spawn};
//! # fn f(x: i64) -> i64 { x * x }
//! # assert_eq!(spawn(|| vec![1, 2].par_map(f).collect_vec()).join(), [1, 4]);
//! # assert!(scope(|_| !is_cancelled()));
//! # let _: Duration;
//! ```
//!
//! Why a call was not faster, `record` tells, with the feature `trace`.
//!
//! Four things differ everywhere:
//!
//! * There is one pool, which belongs to the process. It is not made, and not closed.
//! * Its workers are threads, not processes. Nothing is pickled, and closures may capture what may be sent
//!   between threads.
//! * A panic stands for an exception that nobody expects: who waits for the task gets it. An error that is
//!   expected is a `Result`.
//! * The thread that waits in [`join`](crate::Task::join) does the task itself, if nobody has begun it.
//!
//! # `multiprocessing.Pool`
//!
//! | Python | abreast |
//! |---|---|
//! | `Pool(processes=4)` | [`with_threads(4, \|\| …)`](crate::with_threads) around calls |
//! | the same for the whole program | [`configure().threads(4).apply()`][configure], at the beginning |
//! | `Pool(initializer=init)` | [`configure().on_start(\|number\| …)`](crate::Config::on_start) |
//! | the same, to make what `f` uses | [`xs.par().map_init(init, \|state, x\| …)`](crate::Par::map_init) |
//! | `Pool(initargs=args)` | a closure captures them: `\|_\| init(&args)` |
//! | `Pool(maxtasksperchild=n)` | none: no thread ends after so many tasks |
//! | `p.apply(f, (x,))` | `f(x)` |
//! | `p.apply_async(f, (x,))` | [`spawn(move \|\| f(x))`](crate::spawn) |
//! | `p.apply_async(f, (x,), callback=g)` | `spawn(move \|\| g(f(x)))` |
//! | `p.apply_async(f, (x,), error_callback=h)` | `spawn(move \|\| f(x).map_err(h))`, if `f` returns a `Result` |
//! | `p.map(f, xs)` | `xs.par_map(f).collect_vec()` |
//! | `p.map_async(f, xs)` | `spawn(move \|\| xs.par_map(f).collect_vec())` |
//! | `p.imap(f, xs)` | [`xs.par_map(f).stream()`](crate::Par::stream) |
//! | the same, if `f` borrows | [`xs.par_map(f).for_each_ordered(\|y\| …)`](crate::Par::for_each_ordered) |
//! | `p.imap_unordered(f, xs)` | [`xs.par_map(f).stream_unordered()`](crate::Par::stream_unordered) |
//! | `p.imap(f, xs).next(timeout=1)` | a task sends what `stream()` yields; `receiver.recv_timeout(limit)` |
//! | `p.starmap(f, pairs)` | `pairs.par_map(\|(x, y)\| f(x, y)).collect_vec()` |
//! | `p.starmap_async(f, pairs)` | `spawn(move \|\| pairs.par_map(\|(x, y)\| f(x, y)).collect_vec())` |
//! | `chunksize=100` | [`.min_len(100)`](crate::Par::min_len), seldom needed |
//! | `p.close()` | none: there is nothing to close |
//! | `p.terminate()` | [`task.cancel()`](crate::Task::cancel) for each task: it asks, and waits |
//! | `p.join()` | [`task.join()`][Task::join] for each task, or a [`scope`](crate::scope) around them |
//! | `with Pool(4) as p: …` | `with_threads(4, \|\| …)`, which ends no tasks |
//!
//! ```
//! # use std::{sync::mpsc, time::Duration};
//! # use abreast::{prelude::*, scope, spawn};
//! # fn f(x: i64) -> i64 { x * x }
//! # fn g(y: i64) -> String { y.to_string() }
//! # fn parse(text: &str) -> Result<i64, std::num::ParseIntError> { text.parse() }
//! # let xs = vec![1, 2, 3];
//! # let pairs = vec![(1, 2), (3, 4)];
//! // processes, initializer, initargs: before anything else
//! let args = "ready";
//! abreast::configure().threads(4).on_start(move |number| println!("{number}: {args}")).apply()?;
//!
//! // apply, apply_async, callback, error_callback
//! assert_eq!(f(3), 9);
//! let squared = spawn(move || f(3));
//! let shown = spawn(move || g(f(3)));
//! let read = spawn(move || parse("three").map_err(|error| eprintln!("{error}")));
//! assert_eq!((squared.join(), shown.join(), read.join()), (9, String::from("9"), Err(())));
//!
//! // map, chunksize, starmap
//! assert_eq!(xs.clone().par_map(f).collect_vec(), [1, 4, 9]);
//! assert_eq!(xs.clone().par_map(f).min_len(100).collect_vec(), [1, 4, 9]);
//! assert_eq!(pairs.clone().par_map(|(x, y)| x + y).collect_vec(), [3, 7]);
//!
//! // map_async, starmap_async, and later join
//! let ys = xs.clone();
//! let squares = spawn(move || ys.par_map(f).collect_vec());
//! let sums = spawn(move || pairs.par_map(|(x, y)| x + y).collect_vec());
//! assert_eq!((squares.join(), sums.join()), (vec![1, 4, 9], vec![3, 7]));
//!
//! // imap, imap_unordered
//! for y in xs.clone().par_map(f).stream() {
//!     println!("{y}");
//! }
//! for y in xs.clone().par_map(f).stream_unordered() {
//!     println!("{y}, in any order");
//! }
//! let mut total = 0;
//! xs.iter().par_map(|x| f(*x)).for_each_ordered(|y| total += y);
//! assert_eq!(total, 14);
//!
//! // imap, and next(timeout)
//! let (sender, receiver) = mpsc::channel();
//! let ys = xs.clone();
//! let sending = spawn(move || ys.par_map(f).stream().try_for_each(|y| sender.send(y)));
//! match receiver.recv_timeout(Duration::from_secs(60)) {
//!     Ok(y) => assert_eq!(y, 1),
//!     Err(_) => println!("not yet"),
//! }
//! drop(receiver); // then there is nobody to send to, and the stream ends
//! let _ = sending.join();
//!
//! // terminate
//! let task = spawn(|| 7);
//! assert!(matches!(task.cancel(), None | Some(7)));
//!
//! // join
//! scope(|s| {
//!     for x in &xs {
//!         s.spawn(move || println!("{}", f(*x)));
//!     }
//! });
//! # Ok::<(), abreast::AlreadyRunning>(())
//! ```
//!
//! An `on_start` hook runs on each worker, and not on the calling thread, which works as well. What
//! `map_init` makes, each thread that takes part has, the calling one included. A stream begins with the
//! first item that is asked for, not before.
//!
//! # `AsyncResult`
//!
//! | Python | [`Task`](crate::Task) |
//! |---|---|
//! | `r.get()` | [`task.join()`](crate::Task::join); once, since it takes the handle |
//! | `r.get(timeout=1)` | [`task.join_timeout(limit)`][Task::join_timeout]: `Ok(value)`, or `Err(task)` |
//! | `r.wait()` | none: `join` waits, and returns the value |
//! | `r.wait(timeout=1)` | `task.join_timeout(limit)` |
//! | `r.ready()` | [`task.is_finished()`](crate::Task::is_finished) |
//! | `r.successful()` | [`task.try_join()`][Task::try_join]`.is_ok()`, or `match` for the value as well |
//!
//! `join_timeout` gives the task back if it has not ended: to wait again, to cancel, or to drop. The task
//! goes on.
//!
#![cfg_attr(has_threads, doc = "```")]
#![cfg_attr(not(has_threads), doc = "```no_run")]
//! # use std::{sync::mpsc, time::Duration};
//! # use abreast::spawn;
//! let (sender, receiver) = mpsc::channel();
//! let task = spawn(move || receiver.recv());
//! // get(timeout): it waits for a message, which nobody has sent.
//! let Err(task) = task.join_timeout(Duration::from_millis(1)) else { unreachable!() };
//! assert!(!task.is_finished());
//! sender.send(7)?;
//! assert_eq!(task.join(), Ok(7));
//!
//! // successful
//! let task = spawn(|| "seven".parse::<i32>().unwrap());
//! match task.try_join() {
//!     Ok(number) => println!("{number}"),
//!     Err(panic) => println!("failed: {:?}", panic.downcast_ref::<String>()),
//! }
//! # Ok::<(), mpsc::SendError<i32>>(())
//! ```
//!
//! # The documentation's own example
//!
//! This is the first program on the page of `multiprocessing.pool`, where `f` squares a number:
//!
//! ```
//! use std::{thread, time::Duration};
//! use abreast::{prelude::*, spawn};
//!
//! fn f(x: i64) -> i64 {
//!     x * x
//! }
//!
//! // with Pool(processes=4) as pool:
//! with_threads(4, || {
//!     // print(pool.map(f, range(10)))
//!     let squares = (0..10).par_map(f).collect_vec();
//!     assert_eq!(squares, [0, 1, 4, 9, 16, 25, 36, 49, 64, 81]);
//!
//!     // for i in pool.imap_unordered(f, range(10)): print(i)
//!     for i in (0..10).par_map(f).stream_unordered() {
//!         println!("{i}"); // the same numbers, in arbitrary order
//!     }
//!
//!     // res = pool.apply_async(f, (20,)); print(res.get())
//!     let res = spawn(|| f(20));
//!     assert_eq!(res.join(), 400);
//!
//!     // multiple_results = [pool.apply_async(os.getpid, ()) for i in range(4)]
//!     // print([res.get() for res in multiple_results])
//!     let multiple_results: Vec<_> = (0..4).map(|_| spawn(|| thread::current().id())).collect();
//!     let threads: Vec<_> = multiple_results.into_iter().map(|res| res.join()).collect();
//!     println!("{threads:?}"); // the calling thread may be among them
//!
//!     // res = pool.apply_async(time.sleep, (10,)); print(res.get(timeout=1))
//!     let res = spawn(|| thread::sleep(Duration::from_secs(10)));
//!     match res.join_timeout(Duration::from_secs(1)) {
//!         Ok(()) => println!("It has slept."),
//!         Err(_still_asleep) => println!("We lacked patience."),
//!     }
//!     println!("There are threads for more work: {}", (0..10).par_map(f).sum::<i64>());
//! });
//! // The sleeper is not waited for: the program ends with `main`.
//! ```
//!
//! [Task::join]: crate::Task::join
//! [Task::join_timeout]: crate::Task::join_timeout
//! [Task::try_join]: crate::Task::try_join
//! [configure]: crate::configure

pub mod futures;
pub mod tasks;
