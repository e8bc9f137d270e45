//! Which panic arrives, and that the pool goes on.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::thread;

use abreast::prelude::*;

use crate::support::{THREADS, check_end, more_than_usual, of_three, panic_of};

#[test]
fn the_first_by_position_in_every_run() {
    for threads in THREADS {
        for round in 0..60 {
            let first = 300 + 7 * round;
            let f = |x: usize| {
                if x >= first && x % 3 == first % 3 {
                    panic_any(x);
                }
                x
            };
            let payload = |run: &dyn Fn() -> usize| {
                let panic = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
                *panic.downcast::<usize>().unwrap()
            };
            with_threads(threads, || {
                assert_eq!(payload(&|| (0..5000).par_map(f).collect_vec().len()), first);
                assert_eq!(
                    payload(&|| (0..5000).filter(|_| true).par_map(f).collect_vec().len()),
                    first
                );
            });
        }
    }
}

#[test]
fn everything_before_it_is_done_and_little_beyond_it() {
    for threads in THREADS {
        check_end(threads, |items| {
            let message = panic_of(|| items.par_for_each(|item| assert!(!item.ends(), "the end")));
            assert_eq!(message, "the end");
        });
    }
}

#[test]
fn an_error_before_a_panic_wins_and_one_after_it_loses() {
    let chain = |error: usize, panic: usize| {
        (0..10_000).par_map(move |x: usize| {
            assert_ne!(x, panic, "the panic");
            if x == error { Err(x) } else { Ok(x) }
        })
    };
    for threads in THREADS {
        for near in [1, 200] {
            with_threads(threads, || {
                let ends: Result<Vec<usize>, usize> = chain(400, 400 + near).collect();
                assert_eq!(ends, Err(400));
                let ends =
                    panic_of(|| chain(400 + near, 400).collect::<Result<Vec<usize>, usize>>());
                assert!(ends.contains("the panic"));
            });
        }
    }
}

/// Panics at item 9000 for certain, and while item 400 has not returned yet what it says.
fn late_panic<R>(at_400: R, other: impl Fn(usize) -> R + Sync) -> impl Fn(usize) -> R + Sync
where
    R: Clone + Sync,
{
    let begun = AtomicBool::new(false);
    move |x: usize| match x {
        400 => {
            while !begun.load(SeqCst) {
                thread::yield_now();
            }
            at_400.clone()
        }
        9000 => {
            begun.store(true, SeqCst);
            panic!("the panic")
        }
        _ => other(x),
    }
}

#[test]
fn an_end_before_a_panic_that_has_happened_wins() {
    for threads in more_than_usual() {
        for _ in 0..10 {
            with_threads(threads, || {
                let f = late_panic(Err(400), |_| Ok(()));
                assert_eq!((0..10_000).par().try_for_each(f), Err(400));
                let f = late_panic(None, Some);
                let all = (0..10_000).par_map(f).collect::<Option<Vec<usize>>>();
                assert_eq!(all, None);
                let f = late_panic(true, |_| false);
                assert_eq!((0..10_000).par().position(f), Some(400));
            });
        }
    }
}

#[test]
fn of_what_a_helper_drops_at_the_end() {
    /// What each thread has of its own.
    struct Own(thread::ThreadId);
    impl Drop for Own {
        fn drop(&mut self) {
            assert_eq!(self.0, thread::current().id(), "a helper's own");
        }
    }
    let caller = thread::current().id();
    let chain = || of_three((0..1000).par()).map_init(|| Own(caller), |_, x| x);
    for threads in more_than_usual() {
        let message = panic_of(|| with_threads(threads, || chain().count()));
        assert!(message.contains("a helper's own"), "{message}");
    }
}

#[test]
fn of_what_the_caller_drops_at_the_end_waits_for_the_others() {
    struct Own<'a>(thread::ThreadId, &'a AtomicBool);
    impl Drop for Own<'_> {
        fn drop(&mut self) {
            if self.0 == thread::current().id() {
                self.1.store(true, SeqCst);
                panic!("the caller's own");
            }
        }
    }
    let caller = thread::current().id();
    for _ in 0..20 {
        let (begun, dropped, done) = (
            Barrier::new(2),
            AtomicBool::new(false),
            AtomicBool::new(false),
        );
        let init = || Own(caller, &dropped);
        let message = panic_of(|| {
            let items = (0..2).par().threads(2).map_init(init, |_, x: usize| x);
            items.for_each(|_| {
                begun.wait();
                if thread::current().id() != caller {
                    while !dropped.load(SeqCst) {
                        thread::yield_now();
                    }
                    (0..100).for_each(|_| thread::yield_now());
                    done.store(true, SeqCst);
                }
            })
        });
        assert_eq!(message, "the caller's own");
        assert!(done.load(SeqCst));
    }
}

#[test]
fn of_the_iterator_itself_comes_where_its_next_item_would() {
    for threads in THREADS {
        let seen = AtomicUsize::new(0);
        let mut source = (0..1000).inspect(|x| assert!(*x != 600, "next"));
        let message = panic_of(|| {
            with_threads(threads, || {
                source.par_for_each(|_| {
                    seen.fetch_add(1, SeqCst);
                })
            })
        });
        assert_eq!((message.as_str(), seen.into_inner()), ("next", 600));
        let mut source = (0..1000).inspect(|x| assert!(*x != 600, "next"));
        let message = panic_of(|| {
            with_threads(threads, || {
                source.par_for_each(|x| assert!(x != 599, "the item before"))
            })
        });
        assert_eq!(message, "the item before");
    }
}

#[test]
fn the_pool_goes_on() {
    for _ in 0..200 {
        let message = panic_of(|| (0..64).par_for_each(|x: i32| assert!(x < 0, "every item")));
        assert_eq!(message, "every item");
    }
    assert_eq!(
        (0..1000).par_map(|x| x).collect_vec(),
        Vec::from_iter(0..1000)
    );
}

/// A payload that panics when it is dropped, with one that does so in turn.
struct Grenade(u8);

impl Drop for Grenade {
    fn drop(&mut self) {
        if self.0 > 0 && !thread::panicking() {
            panic_any(Grenade(self.0 - 1));
        }
    }
}

#[test]
fn a_payload_that_panics_when_dropped() {
    for threads in THREADS {
        for _ in 0..20 {
            let panic = catch_unwind(|| {
                with_threads(threads, || {
                    (0..200).par_for_each(|_: i32| panic_any(Grenade(3)))
                })
            });
            let mut payload = panic.unwrap_err().downcast::<Grenade>().unwrap();
            assert_eq!(payload.0, 3);
            payload.0 = 0;
        }
    }
    // Of three threads' panics, two are let go.
    for threads in more_than_usual() {
        let panic = catch_unwind(|| {
            let chain = || of_three((0..200).par()).map(|_| -> usize { panic_any(Grenade(3)) });
            with_threads(threads, || chain().reduce(|x, y| x + y))
        });
        let mut payload = panic.unwrap_err().downcast::<Grenade>().unwrap();
        assert_eq!(payload.0, 3);
        payload.0 = 0;
    }
}

#[test]
fn in_nested_calls() {
    for threads in THREADS {
        let message = panic_of(|| {
            with_threads(threads, || {
                (0..20).par_for_each(|x: i32| {
                    (0..20).par_for_each(|y: i32| assert!(x * 20 + y != 90, "{x} {y}"));
                })
            })
        });
        assert_eq!(message, "4 10");
    }
}
