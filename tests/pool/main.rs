//! How many workers the pool has, and what they are good for.

#[allow(dead_code, reason = "it is made for all tests of the crate")]
#[path = "../it/support.rs"]
mod support;

use std::collections::HashSet;
use std::hint::black_box;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use abreast::prelude::*;
use support::in_own_process;
#[cfg(target_os = "linux")]
use support::workers_alive;

/// Longer than anything takes: what never comes is a failure then, and no hang.
const FOR_EVER: Duration = Duration::from_secs(60);

/// What threads wait for: that others were there.
#[derive(Default)]
struct Signal {
    given: Mutex<usize>,
    bell: Condvar,
}

impl Signal {
    fn give(&self) {
        *self.given.lock().unwrap() += 1;
        self.bell.notify_all();
    }

    /// Waits until it was given so often.
    #[track_caller]
    fn wait_for(&self, times: usize) {
        let given = self.given.lock().unwrap();
        let too_few = |given: &mut usize| *given < times;
        let wait = self.bell.wait_timeout_while(given, FOR_EVER, too_few);
        let given = *wait.unwrap().0;
        assert!(given >= times, "only {given} of {times} came");
    }
}

/// A call of items that wait for each other, in a scope of as many threads; then each does `more`.
fn meeting(n: usize, more: impl Fn() + Sync) {
    let here = Signal::default();
    let meet = |_| {
        here.give();
        here.wait_for(n);
        more();
    };
    with_threads(n, || (0..n).par_for_each(meet));
}

/// Runs `during` while so many threads of the program each make an ordinary call, of two items, and so many
/// threads in all are in the middle of an item. Answers with how many were then. The loop is a new one for
/// each `LOOP`: one that is known may be begun by its caller alone.
fn at_ordinary_work<const LOOP: usize>(
    callers: usize,
    in_all: usize,
    during: impl FnOnce(),
) -> usize {
    let (begun, over, threads) = <(Signal, Signal, Mutex<HashSet<_>>)>::default();
    let item = |_: i32| {
        threads.lock().unwrap().insert(thread::current().id());
        begun.give();
        over.wait_for(1);
    };
    thread::scope(|s| {
        (0..callers).for_each(|_| _ = s.spawn(|| (0..2).par_for_each(item)));
        begun.wait_for(in_all);
        during();
        let then = threads.lock().unwrap().len();
        over.give();
        then
    })
}

/// Items for calls inside calls: a tree of them with `leaf` at its ends.
fn tree(depth: usize, leaf: &(impl Fn() + Sync)) {
    (0..4).par_for_each(|_: i32| match depth {
        0 => leaf(),
        _ => tree(depth - 1, leaf),
    });
}

/// Takes some time, however quick the machine is.
fn some_work() {
    (0..100_000).for_each(|x| _ = black_box(x));
}

#[cfg(target_os = "linux")]
#[test]
fn ordinary_calls_get_no_workers_that_are_meant_for_others() {
    let name = "ordinary_calls_get_no_workers_that_are_meant_for_others";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "2")], || {
        // For which there is nothing to do yet.
        with_threads(3, || {
            at_ordinary_work::<0>(8, 8, || assert!(workers_alive() <= 1));
        });
        // Those that were started for others are no more at their service afterwards.
        meeting(7, || ());
        let surplus = workers_alive();
        assert!(surplus <= 6);
        let threads = at_ordinary_work::<1>(8, 8, || {
            meeting(7, || ());
            // One at ordinary work, and those.
            assert!(workers_alive() <= 7);
        });
        assert!(threads <= 8 + 1, "{threads} threads");
    });
}

#[cfg(target_os = "linux")]
#[test]
fn calls_inside_calls_do_with_the_threads_there_are() {
    let name = "calls_inside_calls_do_with_the_threads_there_are";
    in_own_process(name, &[], || {
        tree(4, &some_work);
        // One less at rest, and one in place of another that does not come.
        assert!(workers_alive() <= current_threads());
    });
}

#[cfg(target_os = "linux")]
#[test]
fn calls_that_wait_inside_calls_get_what_they_need_and_no_more() {
    let name = "calls_that_wait_inside_calls_get_what_they_need_and_no_more";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "4")], || {
        tree(3, &|| meeting(2, some_work));
        // Three, and one for each thread that is at ordinary work.
        assert!(workers_alive() <= 3 + 4);
    });
}

/// Calls inside calls, of which the items of each might wait for each other, and never do.
#[cfg(target_os = "linux")]
fn pairs(depth: usize) {
    (0..2).par_for_each(|_: i32| match depth {
        0 => some_work(),
        _ => pairs(depth - 1),
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_scope_needs_no_more_workers_than_it_has_places() {
    let name = "a_scope_needs_no_more_workers_than_it_has_places";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "2")], || {
        with_threads(2, || pairs(6));
        assert!(workers_alive() <= 1);
        with_threads(3, || pairs(6));
        assert!(workers_alive() <= 2);
        with_threads(3, || {
            (0..3).par_for_each(|_: i32| with_threads(2, || pairs(5)))
        });
        assert!(workers_alive() <= 2);
    });
}

#[test]
fn items_that_wait_get_a_thread_each_while_all_are_at_work() {
    let name = "items_that_wait_get_a_thread_each_while_all_are_at_work";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "3")], || {
        at_ordinary_work::<0>(8, 8 + 2, || {
            for _ in 0..20 {
                meeting(2, || ());
                meeting(5, || ());
                // Nested, and from several threads.
                thread::scope(|s| {
                    (0..3).for_each(|_| _ = s.spawn(|| meeting(3, || meeting(4, || ()))));
                });
            }
        });
    });
}

#[test]
fn who_had_no_worker_gets_one_when_there_is_one() {
    let name = "who_had_no_worker_gets_one_when_there_is_one";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "2")], || {
        let begun = Signal::default();
        let item = |_: i32| {
            begun.give();
            // Neither the caller nor the worker does both.
            begun.wait_for(2);
        };
        thread::scope(|s| {
            at_ordinary_work::<0>(1, 2, || {
                s.spawn(|| (0..2).par_for_each(item));
                begun.wait_for(1);
                // Whoever comes for this one finds that one first.
                meeting(3, || ());
            });
        });
    });
}

#[test]
fn more_threads_than_a_system_has() {
    let name = "more_threads_than_a_system_has";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "10")], || {
        assert_eq!(with_threads(usize::MAX, current_threads), usize::MAX);
        let all_of_them = || with_threads(usize::MAX, || meeting(12, || ()));
        at_ordinary_work::<0>(8, 16, || {
            thread::scope(|s| (0..3).for_each(|_| _ = s.spawn(all_of_them)));
        });
        let here = Signal::default();
        let meet = |_: i32| {
            here.give();
            here.wait_for(12);
        };
        at_ordinary_work::<1>(8, 16, || {
            with_threads(usize::MAX, || (0..12).par_for_each(meet));
        });
    });
}

#[test]
fn workers_have_as_much_stack_as_main() {
    /// Three megabytes of it.
    #[inline(never)]
    fn deep() {
        let frame = [1_u8; 3 << 20];
        assert!(black_box(&frame).iter().all(|byte| *byte == 1));
    }
    in_own_process("workers_have_as_much_stack_as_main", &[], || {
        let caller = thread::current().id();
        // The test's own thread has less.
        meeting(4, || {
            if thread::current().id() != caller {
                deep();
            }
        });
    });
}

#[test]
fn a_program_configures_its_pool() {
    /// Twelve megabytes of stack.
    #[inline(never)]
    fn deep() {
        let frame = [1_u8; 12 << 20];
        assert!(black_box(&frame).iter().all(|byte| *byte == 1));
    }
    let name = "a_program_configures_its_pool";
    in_own_process(
        name,
        &[("ABREAST_NUM_THREADS", "7"), ("RUST_MIN_STACK", "1000000")],
        || {
            let (started, ended) = (
                Arc::new(Mutex::new(Vec::new())),
                Arc::new(Signal::default()),
            );
            let (starts, ends) = (Arc::clone(&started), Arc::clone(&ended));
            let configured = abreast::configure()
                .threads(3)
                .stack_size(16 << 20)
                .thread_name(|number| {
                    assert_ne!(number, 2, "has no name");
                    format!("worker {number}")
                })
                .on_start(move |number| {
                    let name = thread::current().name().map(str::to_string);
                    starts.lock().unwrap().push((number, name.unwrap()));
                    panic!("a hook that does no harm");
                })
                .on_exit(move |_| ends.give())
                .apply();
            assert_eq!(configured, Ok(()));
            assert_eq!(current_threads(), 3);
            let again = abreast::configure().threads(4).apply();
            assert_eq!(again, Err(abreast::AlreadyRunning));
            assert!(again.unwrap_err().to_string().contains("already"));
            let caller = thread::current().id();
            meeting(3, || {
                if thread::current().id() != caller {
                    deep();
                }
            });
            assert_eq!(current_threads(), 3);
            // One that is more than there are at rest ends when nobody needs it any more.
            meeting(4, || ());
            ended.wait_for(1);
            let mut started = started.lock().unwrap().clone();
            started.sort();
            let names = ["worker 1", "abreast-2", "worker 3"].map(str::to_string);
            assert_eq!(started, Vec::from_iter((1..).zip(names)));
        },
    );
}

#[test]
fn a_pool_in_use_is_not_configured() {
    in_own_process("a_pool_in_use_is_not_configured", &[], || {
        assert_eq!((0..10).par().count(), 10);
        assert_eq!(abreast::configure().apply(), Err(abreast::AlreadyRunning));
    });
}
