//! Threads, and items that wait: for a disk, a network, a lock, or each other.
//!
//! # How many threads a call uses
//!
//! | said by | how many, the calling thread included |
//! |---|---|
//! | nobody | [`cpu_count`](crate::cpu_count): the processors that this process may use |
//! | `ABREAST_NUM_THREADS=n` | `n`, for a whole program |
//! | [`configure().threads(n).apply()`](crate::configure) | `n`, whatever the environment says; at the beginning of `main` |
//! | [`with_threads(n, f)`](crate::with_threads) | `n`, for all calls in `f` together, nested ones counted in |
//! | [`chain.threads(n)`](crate::Par::threads) | `n` for this call, but no more than the `with_threads` around it has |
//!
//! None of these builds a pool: there is one, and they say how many of its threads may come. So
//! `with_threads` around a single short call is fine.
//!
//! # More threads than processors
//!
//! A processor computes one thing at a time, so for work that computes there is nothing to be had from more
//! threads. A request to a server waits for nearly all of its time, and waiting needs no processor. Then say
//! how many may wait at once:
//!
//! ```
//! use std::{thread, time::Duration};
//! use abreast::prelude::*;
//!
//! /// As long as a server far away.
//! fn fetch(page: u32) -> String {
//!     thread::sleep(Duration::from_millis(20));
//!     format!("page {page}")
//! }
//!
//! let pages = with_threads(64, || (1..=64).par_map(fetch).collect_vec());
//! assert_eq!(pages[63], "page 64"); // in order, and after some 20 milliseconds rather than 1,300
//! ```
//!
//! More threads than processors are more than a number: they tell the crate that items wait. So it wakes
//! others at once, rather than begin alone to see what an item costs, and no thread keeps back an item that
//! another could begin. Threads that were started for this end after some idle seconds. If the system refuses
//! to start so many, the call runs on those there are.
//!
//! # Items that wait for each other
//!
//! At a barrier, or for a message of another item: they need a thread each, and at the same time. That is
//! promised for a call of at most `n` items inside `with_threads(n, …)`, and for no other:
//!
#![cfg_attr(has_threads, doc = "```")]
#![cfg_attr(not(has_threads), doc = "```no_run")]
//! use std::sync::Barrier;
//! use abreast::prelude::*;
//!
//! let all = Barrier::new(8);
//! let leaders = with_threads(8, || (0..8).par_map(|_| all.wait().is_leader()).collect_vec());
//! assert_eq!(leaders.iter().filter(|leader| **leader).count(), 1);
//! ```
//!
//! Elsewhere neighbouring items may fall to one thread, which does one after the other: there they would wait
//! for ever. That is so of the two closures of a [`join`](crate::join), too.
//!
//! # Locks
//!
//! A thread that waits for its call does items of that call, of calls nested in it, and of nothing else. So
//! a lock that you hold while you make a call is not met by accident, in a stranger's item that happens to
//! run on your thread. But the call's own items must not take it: those on other threads would wait until
//! the call is over, and the call waits for them. Printing is the usual case. Let the items make what is to
//! be printed, and print on the calling thread:
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
//! A lock that all items take for most of their time makes them run one after the other.
//! [`tuning_with_trace`](super::tuning_with_trace) shows that.
//!
//! # The threads themselves
//!
//! They are called `abreast-1`, `abreast-2` and so on. Each has 8 MiB of stack, as a main thread usually
//! has, or what the environment variable `RUST_MIN_STACK` says; [`configure`](crate::configure) changes
//! both, and has hooks for a thread's beginning and end. They are started as calls want them, spin for some
//! microseconds after a call, and then sleep. Other calls on other threads use the same ones.
//!
//! A thread that a program starts by itself is outside of every `with_threads`: one that `std::thread::spawn`
//! starts within `f` does not inherit the number. It may call `with_threads` itself.
//!
//! # Without threads
//!
//! Without the feature `threads`, which is on by default, and on wasm, the crate has the same methods and
//! the same answers, and runs everything on the thread that calls.
//! [`current_threads`](crate::current_threads) is 1, whatever `with_threads` says, and
//! [`spawn`](crate::spawn) tells when a task is run. Items and tasks must not wait for each other there. On
//! `wasm32-unknown-unknown` no clock is asked.
//!
//! # Forks, and the clock
//!
//! A process that `fork` makes has only the thread that called it. On Linux the child's parallel calls run
//! on the threads that make them, alone, whatever the parent was at; elsewhere it must make none. A child
//! that was forked off inside a parallel call, or with a stream open, cannot finish that, which has lost
//! its threads: it has to go on to another program, or to exit.
//!
//! Short stretches are timed by the processor's own counter (`rdtsc` on x86-64). A process that has forbidden
//! itself that instruction (by `prctl(PR_SET_TSC)`, on Linux) ends when it makes a parallel call.
