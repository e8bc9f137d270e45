//! Two closures at a time.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::{Duration, Instant};

use abreast::join;
use abreast::prelude::*;

use crate::support::{Books, panic_of, within_a_minute};

fn everywhere(name: &str, body: impl Fn()) {
    for threads in [1, 2, 3, 4, 64] {
        within_a_minute(&format!("{name} at {threads} threads"), || {
            with_threads(threads, &body)
        });
    }
    within_a_minute(name, body);
}

fn fib(n: u32) -> u64 {
    if n < 2 {
        return u64::from(n);
    }
    let (a, b) = join(|| fib(n - 1), || fib(n - 2));
    a + b
}

fn sorted<T: Ord + Send>(items: &mut [T]) {
    if items.len() < 2 {
        return;
    }
    let (mut left, last) = (0, items.len() - 1);
    for i in 0..last {
        if items[i] < items[last] {
            items.swap(left, i);
            left += 1;
        }
    }
    items.swap(left, last);
    let (low, high) = items.split_at_mut(left);
    join(|| sorted(low), || sorted(&mut high[1..]));
}

#[test]
fn recursions() {
    everywhere("recursions", || {
        for _ in 0..20 {
            assert_eq!(fib(16), 987);
        }
        let mut x = 1_u64;
        let mut items: Vec<u64> = (0..20_000)
            .map(|_| {
                x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                x >> 33
            })
            .collect();
        let mut std = items.clone();
        std.sort();
        sorted(&mut items);
        assert_eq!(items, std);
    });
}

#[test]
fn both_results_whoever_does_them() {
    everywhere("both results", || {
        assert_eq!(join(|| 1, || "two"), (1, "two"));
        let (a, b) = join(
            || {
                (0..1000_u64)
                    .par_map(|x| join(|| x, || x + 1))
                    .map(|(a, b)| a + b)
                    .sum::<u64>()
            },
            || join(|| vec![1], || (0..100).par().count()),
        );
        assert_eq!((a, b), (1_000_000, (vec![1], 100)));
        let sums = (0..100_usize)
            .par_map(|x| join(|| fib(5), || x))
            .collect_vec();
        assert!(sums.into_iter().eq((0..100).map(|x| (5, x))));
        let in_scope = abreast::scope(|s| {
            let task = s.spawn(|| join(|| fib(10), || with_threads(2, || fib(11))));
            task.join()
        });
        assert_eq!(in_scope, (55, 89));
    });
}

/// Where the first closure takes long, somebody takes the second one meanwhile: also of the outermost when
/// the work is far inside.
#[test]
fn a_helper_comes() {
    fn deep(levels: usize, meet: &(dyn Fn() + Sync)) {
        match levels {
            0 => {
                // A hang here is nobody's help.
                let until = Instant::now() + Duration::from_secs(30);
                while Instant::now() < until
                    && !HELPED.with_borrow(|helped| helped.load(SeqCst) > 0)
                {
                    join(thread::yield_now, || ());
                }
            }
            _ => drop(join(|| deep(levels - 1, meet), meet)),
        }
    }
    thread_local! {
        static HELPED: std::cell::RefCell<std::sync::Arc<AtomicUsize>> = std::cell::RefCell::default();
    }
    within_a_minute("a helper comes", || {
        let helped = HELPED.with_borrow(std::sync::Arc::clone);
        let here = thread::current().id();
        with_threads(2, || {
            deep(10, &|| {
                helped.fetch_add(usize::from(thread::current().id() != here), SeqCst);
            });
        });
        assert!(helped.load(SeqCst) > 0);
    });
}

#[test]
fn the_first_panic_in_sequence() {
    everywhere("the first panic", || {
        assert_eq!(panic_of(|| join(|| panic!("a"), || panic!("b"))), "a");
        assert_eq!(panic_of(|| join(|| 1, || panic!("b"))), "b");
        assert_eq!(panic_of(|| join(|| panic!("a"), || 1)), "a");
        let nested = || {
            join(
                || join(|| 1, || panic!("inner")),
                || join(|| 2, || panic!("outer")),
            )
        };
        assert_eq!(panic_of(nested), "inner");
        assert_eq!(fib(10), 55);
    });
}

#[test]
fn everything_is_dropped_once() {
    everywhere("dropped once", || {
        let books = Books::new(1000);
        for panics in 0..4 {
            for _ in 0..20 {
                let (a, b, x, y) = (books.enter(), books.enter(), books.enter(), books.enter());
                let half = |panic: bool, captured, result| {
                    move || {
                        let _ = &captured;
                        assert!(!panic);
                        result
                    }
                };
                let run = || drop(join(half(panics & 1 > 0, a, x), half(panics & 2 > 0, b, y)));
                let _ = catch_unwind(AssertUnwindSafe(run));
            }
        }
        books.check();
    });
}

/// A call that a second closure makes on a helper is helped by who waits for it: without that, its items
/// would not meet.
#[test]
fn who_waits_helps_what_is_nested() {
    within_a_minute("who waits helps", || {
        with_threads(2, || {
            let taken = AtomicUsize::new(0);
            let meet = || {
                taken.store(1, SeqCst);
                let both = Barrier::new(2);
                (0..2)
                    .par_map(|x: i32| {
                        both.wait();
                        x
                    })
                    .collect_vec()
            };
            // The first closure ends when the second has begun, which nobody else can have done. It is
            // offered as soon as there is somebody to take it: whoever joins looks for that now and then.
            let until_taken = || {
                while taken.load(SeqCst) == 0 {
                    join(thread::yield_now, || ());
                }
            };
            let (_, items) = with_threads(2, || abreast::scope(|_| join(until_taken, meet)));
            assert_eq!(items, [0, 1]);
        });
    });
}

/// Whoever waits for a second closure is somebody to share with: what that joins is offered, though no
/// worker is free.
#[test]
fn who_waits_is_offered_what_is_joined() {
    within_a_minute("who waits is offered a part", || {
        let (begun, helped) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let here = thread::current().id();
        // What never comes is no hang here.
        let until = Instant::now() + Duration::from_secs(30);
        let wait_for = |count: &AtomicUsize, other: &(dyn Fn() + Sync)| {
            while Instant::now() < until && count.load(SeqCst) == 0 {
                join(thread::yield_now, other);
            }
        };
        let second = || {
            begun.fetch_add(1, SeqCst);
            wait_for(&helped, &|| {
                helped.fetch_add(usize::from(thread::current().id() == here), SeqCst);
            });
        };
        with_threads(2, || join(|| wait_for(&begun, &|| ()), second));
        assert!(helped.load(SeqCst) > 0);
    });
}
