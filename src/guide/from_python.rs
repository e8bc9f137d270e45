//! Coming from Python: what `multiprocessing.Pool`, `AsyncResult` and `concurrent.futures` are called here.
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
//! ```
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
//! | `asyncio.wrap_future(u)` | `task.await`: see [below](#async-code) |
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
//! ```
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
//!
//! [Config::on_start]: crate::Config::on_start
//! [Config::thread_name]: crate::Config::thread_name
//! [Par::stream_unordered]: crate::Par::stream_unordered
//! [Scope::spawn]: crate::Scope::spawn
//! [Task::cancel]: crate::Task::cancel
//! [Task::join]: crate::Task::join
//! [Task::join_timeout]: crate::Task::join_timeout
//! [Task::try_join]: crate::Task::try_join
//! [configure]: crate::configure
//! [cpu_count]: crate::cpu_count
//! [`with_threads`]: crate::with_threads
