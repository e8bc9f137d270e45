//! Coming from rayon: what rayon-core has, threads, tasks and scopes.
//!
//! # What differs
//!
//! * There is one pool, which belongs to the process. A number of threads is a property of a call, or of all
//!   calls in a [`with_threads`]; it costs nothing to change it.
//! * Calls run on the calling thread, and on others that help. No closure moves to another thread for
//!   being inside a `with_threads`, a `scope` or a `join`: the body need not be `Send`.
//! * A [`Task`] is a handle: it can be joined, cancelled and awaited.
//! * A thread that waits does what it waits for, and what is nested in that; never anything else.
//! * Tasks begin in the order in which they were spawned; a body that only spawns returns nothing, as in
//!   `scope(|s| { s.spawn(f); })`.
//!
//! # `join`, `scope`, `spawn`
//!
//! | rayon | abreast |
//! |---|---|
//! | `join(a, b)` | [`join(a, b)`](crate::join): if `a` panics, a `b` that nobody has begun is dropped |
//! | `join_context(a, b)`, `FnContext` | `join(a, b)`: a closure is not told which thread it is on |
//! | `scope(\|s\| …)`, `Scope` | [`scope(\|s\| …)`](crate::scope), whose body runs on the calling thread |
//! | `in_place_scope(\|s\| …)` | the same |
//! | `scope_fifo`, `in_place_scope_fifo`, `ScopeFifo` | the same: tasks begin in the order in which they were spawned |
//! | `s.spawn(\|s\| …)`, `s.spawn_fifo(\|s\| …)` | [`s.spawn(\|\| …)`](crate::Scope::spawn): a task uses the `s` outside; it returns a handle |
//! | `spawn(f)`, `spawn_fifo(f)` | [`spawn(f)`](crate::spawn), which returns a handle; dropped, the task goes on by itself |
//! | `broadcast(f)`, `spawn_broadcast(f)`, `s.spawn_broadcast(f)`, `BroadcastContext` | none: no set of threads is fixed |
//! | `broadcast` to make what each thread needs | [`map_init`](crate::Par::map_init), [`for_each_init`](crate::Par::for_each_init), [`on_start`](crate::Config::on_start) |
//! | `yield_now()`, `yield_local()`, `Yield` | none: nobody runs what he does not wait for |
//!
//! ```
//! use std::sync::atomic::{AtomicU32, Ordering};
//! use abreast::{join, scope, spawn};
//!
//! assert_eq!(join(|| 1, || 2), (1, 2));
//!
//! let sum = AtomicU32::new(0);
//! scope(|s| {
//!     s.spawn(|| sum.fetch_add(1, Ordering::Relaxed));
//!     s.spawn(|| {
//!         s.spawn(|| sum.fetch_add(2, Ordering::Relaxed));
//!     });
//! });
//! assert_eq!(sum.into_inner(), 3);
//!
//! let task = spawn(|| 6 * 7);
//! assert_eq!(task.join(), 42);
//! drop(spawn(|| println!("some time")));
//! ```
//!
//! A panic in a task goes to whoever joins it. In a scope, the first panic of a task that nobody has joined
//! goes on when the scope ends. The panic of a task whose handle was dropped is told by the panic hook, and
//! ends nothing else: rayon aborts the process there, unless it has a `panic_handler`.
//!
//! # Pools
//!
//! | rayon | abreast |
//! |---|---|
//! | `ThreadPoolBuilder::new().num_threads(n).build()?.install(f)` | [`with_threads(n, f)`](crate::with_threads), which cannot fail |
//! | `pool.join`, `pool.scope`, `pool.spawn` and their kin | the functions, inside `with_threads(n, …)` |
//! | `pool.broadcast`, `pool.spawn_broadcast` | none, as above |
//! | `ThreadPool`, one per library or priority | none: one pool, and a number for each call |
//! | `ThreadPoolBuildError` | none: a thread that cannot be started costs speed only |
//! | `build_global()` | [`configure()…apply()`](crate::configure), before the first call |
//! | `.num_threads(n)` | [`configure().threads(n)`](crate::Config::threads), where 0 is no default, but a panic |
//! | `.stack_size(bytes)` | [`.stack_size(bytes)`](crate::Config::stack_size) |
//! | `.thread_name(f)` | [`.thread_name(f)`](crate::Config::thread_name) |
//! | `.start_handler(f)`, `.exit_handler(f)` | [`.on_start(f)`](crate::Config::on_start), [`.on_exit(f)`](crate::Config::on_exit) |
//! | `.panic_handler(f)` | none: [`Task::try_join`](crate::Task::try_join), or a panic hook |
//! | `.breadth_first()` | none needed: tasks begin in order |
//! | `.use_current_thread()` | none needed: the calling thread always works |
//! | `.spawn_handler(f)`, `.build_scoped(…)`, `ThreadBuilder` | none: threads are started by the pool, as they are wanted |
//! | `RAYON_NUM_THREADS=n` | `ABREAST_NUM_THREADS=n` |
//!
//! ```
//! use abreast::prelude::*;
//!
//! let configured = abreast::configure()
//!     .threads(4)
//!     .stack_size(4 << 20)
//!     .thread_name(|number| format!("worker-{number}"))
//!     .on_start(|number| println!("{number} begins"))
//!     .on_exit(|number| println!("{number} ends"))
//!     .apply();
//! assert!(configured.is_ok());
//! assert_eq!(with_threads(2, || (0..9).par().sum::<i32>()), 36);
//! assert_eq!(with_threads(2, || abreast::join(|| 1, || 2)), (1, 2));
//! ```
//!
//! # What a thread knows
//!
//! | rayon | abreast |
//! |---|---|
//! | `current_num_threads()`, `pool.current_num_threads()` | [`current_threads()`](crate::current_threads) |
//! | `current_thread_index()`, `pool.current_thread_index()` | none: threads come and go during a call; `map_init` has state for each |
//! | `max_num_threads()` | none: as many as the system can start |
//! | `current_thread_has_pending_tasks()` | none: tasks are not a thread's own |
//! | `std::thread::available_parallelism()` | [`cpu_count()`](crate::cpu_count), which knows quotas of older containers as well |
//!
//! ```
//! use abreast::prelude::*;
//!
//! assert_eq!(with_threads(3, current_threads), 3);
//! assert!(cpu_count() >= 1);
//! ```
//!
//! [`Task`]: crate::Task
//! [`with_threads`]: crate::with_threads
