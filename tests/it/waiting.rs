//! Items that wait: for each other, for locks, for calls nested in them. Law 3: a thread that waits for its
//! call never runs somebody else's items. What breaks here does not fail, it hangs.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};

use abreast::prelude::*;

#[cfg(target_os = "linux")]
use crate::support::see_asleep;
use crate::support::{in_own_process, meet};

#[test]
fn as_many_items_as_threads_wait_for_each_other() {
    for n in [1, 3, 4, 8, 16, 64, 200] {
        for _ in 0..5 {
            let barrier = Barrier::new(n);
            let leaders = with_threads(n, || {
                (0..n).par_map(|_| barrier.wait().is_leader()).collect_vec()
            });
            assert_eq!(leaders.into_iter().filter(|&leader| leader).count(), 1);
            let mut items = (0..n).filter(|_| true);
            with_threads(n, || items.par_for_each(|_| meet(&barrier)));
            (0..n).par().threads(n).for_each(|_| meet(&barrier));
            let chain = (0..n / 2).par().chain(n / 2..n).threads(n);
            chain.for_each(|_| meet(&barrier));
        }
    }
}

/// Calls from four threads, each of which needs all the threads that it asked for.
fn callers_wait_at_the_same_time(call: fn(Arc<Barrier>)) {
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..20 {
                    with_threads(24, || call(Arc::new(Barrier::new(24))));
                }
            });
        }
    });
}

fn wait_in_any_order(barrier: Arc<Barrier>) {
    (0..24).par_for_each(|_| meet(&barrier));
}

fn wait_in_order(barrier: Arc<Barrier>) {
    let items = (0..24).par_map(|_| meet(&barrier));
    items.for_each_ordered(|()| ());
}

fn wait_in_a_stream(barrier: Arc<Barrier>) {
    let items = (0..24).par_map(move |_| meet(&barrier));
    assert_eq!(items.stream().count(), 24);
}

#[test]
fn callers_that_wait_at_the_same_time() {
    for call in [wait_in_any_order, wait_in_order, wait_in_a_stream] {
        callers_wait_at_the_same_time(call);
    }
}

/// In a process that has no workers yet but those it needs for this.
macro_rules! for_no_more_threads_than_there_are {
    ($($name:ident: $call:expr;)*) => {$(
        #[test]
        fn $name() {
            in_own_process(
                concat!("waiting::", stringify!($name)),
                &[("ABREAST_NUM_THREADS", "32")],
                || callers_wait_at_the_same_time($call),
            );
        }
    )*};
}
for_no_more_threads_than_there_are! {
    callers_that_wait_at_the_same_time_for_no_more_threads_than_there_are: wait_in_any_order;
    callers_that_wait_in_order_for_no_more_threads_than_there_are: wait_in_order;
    callers_that_wait_in_streams_for_no_more_threads_than_there_are: wait_in_a_stream;
}

#[test]
fn a_lock_held_around_a_nested_call() {
    for threads in [2, 3, 4, 16] {
        for _ in 0..20 {
            let lock = Mutex::new(0);
            with_threads(threads, || {
                (0..16).par_for_each(|_: i32| {
                    let mut sum = lock.lock().unwrap();
                    *sum += (0..64).par_map(|x: i32| x).collect_vec().len();
                })
            });
            assert_eq!(lock.into_inner().unwrap(), 16 * 64);
        }
    }
}

thread_local! {
    static BUSY: RefCell<()> = const { RefCell::new(()) };
}

#[test]
fn a_thread_local_borrowed_around_a_nested_call() {
    for threads in [2, 3, 4, 16] {
        with_threads(threads, || {
            (0..200).par_for_each(|x: i32| {
                BUSY.with(|busy| {
                    let _borrowed = busy.borrow_mut();
                    let inner = (0..100).par_map(|y: i32| x + y).collect_vec();
                    assert_eq!(inner.len(), 100);
                });
            })
        });
    }
}

#[test]
fn a_lock_held_around_the_whole_call() {
    // Other threads wait for the lock in items of their own calls.
    let lock = Mutex::new(());
    std::thread::scope(|s| {
        for _ in 0..4 {
            s.spawn(|| {
                for _ in 0..50 {
                    let guard = lock.lock().unwrap();
                    (0..40).par_for_each(|_: i32| std::hint::spin_loop());
                    drop(guard);
                    (0..4).par_for_each(|_: i32| drop(lock.lock().unwrap()));
                }
            });
        }
    });
}

fn leaves(depth: u32) -> usize {
    if depth == 0 {
        return 1;
    }
    (0..3).par_map(|_: i32| leaves(depth - 1)).into_iter().sum()
}

#[test]
fn nesting_eight_deep() {
    for threads in [1, 2, 3, 4, 64] {
        assert_eq!(with_threads(threads, || leaves(8)), 3_usize.pow(8));
    }
    assert_eq!(leaves(8), 3_usize.pow(8));
}

#[test]
fn nested_items_that_wait_for_each_other() {
    // The outer call's threads and those that help the inner calls are four in all; each inner call needs
    // two.
    for _ in 0..50 {
        let pairs = [Barrier::new(2), Barrier::new(2)];
        with_threads(4, || {
            pairs.par_for_each(|pair| {
                (0..2).par_for_each(|_: i32| meet(&pair));
            })
        });
    }
}

#[test]
fn a_waiting_caller_helps_calls_nested_in_its_own() {
    // Two threads, two items. The helper's item opens a call of two items that need both threads, when the
    // caller's own item is done and it waits.
    for _ in 0..50 {
        let inner = Barrier::new(2);
        let begun = Barrier::new(2);
        with_threads(2, || {
            let caller = std::thread::current().id();
            (0..2).par().threads(2).for_each(|_: i32| {
                begun.wait();
                if std::thread::current().id() != caller {
                    // Neither calls that are over are in the way.
                    (0..3).par().for_each_ordered(|_: i32| ());
                    (0..3).par_for_each(|_: i32| ());
                    (0..2).par_for_each(|_: i32| meet(&inner));
                    // What is delivered in order needs him no less.
                    let items = (0..2).par_map(|_: i32| meet(&inner));
                    items.for_each_ordered(|()| ());
                }
            })
        });
    }
}

#[test]
fn a_waiting_caller_helps_calls_at_any_depth_in_its_own() {
    // As above, but the call that needs the caller is the innermost of three inside its own, and those
    // around it have nothing for anybody else.
    for _ in 0..50 {
        let inner = Barrier::new(2);
        let begun = Barrier::new(2);
        with_threads(2, || {
            let caller = std::thread::current().id();
            (0..2).par_for_each(|_: i32| {
                begun.wait();
                if std::thread::current().id() != caller {
                    // The two calls around it are open to others, and each has one item that is under way.
                    (0..2).par_for_each(|i: i32| {
                        if i == 0 {
                            (0..2).par_for_each(|i: i32| {
                                if i == 0 {
                                    (0..2).par_for_each(|_: i32| meet(&inner));
                                }
                            });
                        }
                    });
                }
            })
        });
    }
}

#[test]
fn a_call_that_ends_leaves_those_beside_it_in_their_place() {
    for _ in 0..20 {
        // Leaves idle workers behind: they come to help the last call when its scope has no place for them.
        let many = Barrier::new(8);
        with_threads(8, || (0..8).par_for_each(|_| meet(&many)));

        let begun = Barrier::new(3);
        let inner = Barrier::new(2);
        let opened = AtomicUsize::new(0);
        let wait_for = |n| {
            while opened.load(SeqCst) < n {
                std::thread::yield_now();
            }
        };
        with_threads(3, || {
            (0..3).par_for_each(|x: i32| {
                begun.wait();
                match x {
                    0 => {
                        // A call that is open when the other one is opened, and ends before it.
                        (0..2).par_for_each(|_: i32| wait_for(1));
                        opened.fetch_add(1, SeqCst);
                    }
                    1 => (0..2).par_for_each(|_: i32| {
                        opened.fetch_add(1, SeqCst);
                        wait_for(2);
                        inner.wait();
                    }),
                    _ => wait_for(2),
                }
                (0..100).for_each(|_| std::thread::yield_now());
            })
        });
    }
}

#[test]
fn a_place_that_becomes_free_goes_to_a_call_that_was_refused_one() {
    for _ in 0..50 {
        // Leaves idle workers behind: they come to help the inner call when its scope has no place for them.
        let many = Barrier::new(8);
        with_threads(8, || (0..8).par_for_each(|_| meet(&many)));

        let begun = Barrier::new(2);
        let inner = Barrier::new(2);
        let opened = AtomicUsize::new(0);
        with_threads(2, || {
            (0..2).par_for_each(|x: i32| {
                begun.wait();
                if x == 0 {
                    (0..2).par_for_each(|_: i32| {
                        opened.fetch_add(1, SeqCst);
                        inner.wait();
                    });
                } else {
                    while opened.load(SeqCst) == 0 {
                        std::hint::spin_loop();
                    }
                    // Whoever asks for the place before it is free must not be the only one who ever does.
                    (0..100).for_each(|_| std::thread::yield_now());
                }
            })
        });
    }
}

/// The place may be a stream's helper's, who was never near the call.
#[cfg(target_os = "linux")]
#[test]
fn a_place_in_a_stream_that_becomes_free_goes_to_a_call_that_was_refused_one() {
    let name = "waiting::a_place_in_a_stream_that_becomes_free_goes_to_a_call_that_was_refused_one";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "4")], || {
        let owner = std::thread::current().id();
        let is_owner = move || std::thread::current().id() == owner;
        let (inside, out) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
        let (enters, leaves) = (Arc::clone(&inside), Arc::clone(&out));
        let first = AtomicBool::new(true);
        let item = move |x: usize| {
            // Whoever has item 0 goes on; the owner goes no further before a helper is inside another one.
            match x {
                0 => {}
                _ if is_owner() => {
                    while first.load(SeqCst) {
                        std::thread::yield_now();
                    }
                }
                _ => {
                    if first.swap(false, SeqCst) {
                        enters.wait();
                        leaves.wait();
                    }
                }
            }
            x
        };
        with_threads(2, || {
            let mut stream = (0..50).par_map(item).window(4).stream();
            assert_eq!(stream.next(), Some(0));
            inside.wait();
            let both = Barrier::new(2);
            (0..2).par_for_each(|_: i32| {
                if is_owner() {
                    // Whoever was called has been here, and found no place.
                    see_asleep("abreast-");
                    out.wait();
                }
                both.wait();
            });
            assert!(stream.eq(1..50));
        });
    });
}

#[test]
fn a_source_that_makes_parallel_calls() {
    for threads in [1, 2, 4, 16] {
        let mut source = (0..50).map(|x: u64| (0..x).par_map(|y| y).into_iter().sum::<u64>());
        let sums = with_threads(threads, || source.par_map(|x| x).collect_vec());
        assert_eq!(
            sums,
            (0..50).map(|x: u64| (0..x).sum()).collect::<Vec<u64>>()
        );
    }
}

#[test]
fn many_threads_call_at_once() {
    let done = AtomicUsize::new(0);
    std::thread::scope(|s| {
        for t in 0..64 {
            let done = &done;
            s.spawn(move || {
                for n in 0..60_usize {
                    let v = (0..n).par_map(|x| x + t).collect_vec();
                    assert_eq!(v, Vec::from_iter(t..t + n));
                    done.fetch_add(1, SeqCst);
                }
            });
        }
    });
    assert_eq!(done.into_inner(), 64 * 60);
}
