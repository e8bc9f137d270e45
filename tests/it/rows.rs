//! Calls that follow each other closely, each of some microseconds: they are done by the calling thread and a
//! helper that stands by, where there is one.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;
use abreast::{is_cancelled, spawn};

/// So many calls are a row by far: after a handful a helper is called for those that follow.
const CALLS: usize = 120;

/// Lengths that take some microseconds in a release build as well as in one that is not optimized.
const LENGTHS: [usize; 5] = [40, 150, 600, 2_500, 10_000];

fn mixed(x: u64) -> u64 {
    (0..4).fold(x, |x, _| {
        (x ^ (x >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// Does the same again and again, for each length, in the usual scope and in one of two threads.
fn in_rows(mut call: impl FnMut(usize, usize)) {
    for n in LENGTHS {
        (0..CALLS).for_each(|i| call(n, i));
        with_threads(2, || (0..CALLS).for_each(|i| call(n, i)));
    }
}

#[test]
fn each_result_is_that_of_the_loop() {
    in_rows(|n, i| {
        let (n, i) = (n as u64, i as u64);
        let f = |x: u64| mixed(x ^ i);
        assert_eq!(
            (0..n).par_map(f).collect_vec(),
            (0..n).map(f).collect::<Vec<_>>()
        );
    });
}

#[test]
fn items_are_filtered_and_gathered_in_order() {
    in_rows(|n, i| {
        let items: Vec<u32> = (0..n as u32).collect();
        let f = |x: u32| (mixed(x.into()) % 3 == i as u64 % 3).then(|| x.to_string());
        let expected: Vec<String> = items.iter().copied().filter_map(f).collect();
        assert_eq!(items.par().filter_map(f).collect_vec(), expected);
    });
}

#[test]
fn what_is_changed_in_its_place_is_changed_once() {
    for n in LENGTHS {
        let mut items: Vec<u64> = (0..n as u64).collect();
        let mut expected = items.clone();
        for _ in 0..CALLS {
            items
                .as_mut_slice()
                .par_for_each(|x: &mut u64| *x = mixed(*x));
            expected.iter_mut().for_each(|x| *x = mixed(*x));
        }
        assert_eq!(items, expected);
    }
}

#[test]
fn a_sum_of_floats_has_the_same_bits() {
    let xs: Vec<f64> = (1..=10_000).map(|x| 1.0 / f64::from(x)).collect();
    let sum = |n: usize| xs[..n].par_map(|x| x.sqrt()).sum::<f64>().to_bits();
    let alone = LENGTHS.map(|n| with_threads(1, || sum(n)));
    in_rows(|n, _| {
        let place = LENGTHS.iter().position(|length| *length == n);
        assert_eq!(Some(sum(n)), place.map(|place| alone[place]));
    });
}

#[test]
fn a_panic_is_the_first_and_everything_is_dropped_once() {
    struct Token<'a>(usize, &'a AtomicUsize);
    impl Drop for Token<'_> {
        fn drop(&mut self) {
            self.1.fetch_add(1, SeqCst);
        }
    }
    in_rows(|n, i| {
        let dropped = AtomicUsize::new(0);
        let tokens: Vec<Token<'_>> = (0..n).map(|x| Token(x, &dropped)).collect();
        // Every seventh call panics, at two places.
        let (first, second) = (n / 3 + i % 5, n - 1 - i % 7);
        let call = || {
            tokens.par_for_each(|token: Token<'_>| {
                if i % 7 == 0 && (token.0 == first || token.0 == second) {
                    panic_any(token.0);
                }
            });
        };
        let panic = catch_unwind(AssertUnwindSafe(call)).err();
        let at = panic.map(|panic| *panic.downcast::<usize>().unwrap());
        assert_eq!(at, (i % 7 == 0).then(|| first.min(second)));
        assert_eq!(dropped.into_inner(), n);
    });
}

#[test]
fn items_make_calls_themselves() {
    in_rows(|n, i| {
        let f = |x: usize| match x % 100 {
            99 => (0..i % 50)
                .par_map(|y| mixed(y as u64))
                .reduce(u64::wrapping_add),
            _ => Some(mixed(x as u64)),
        };
        let expected: Vec<_> = with_threads(1, || (0..n).par_map(f).collect());
        assert_eq!((0..n).par_map(f).collect_vec(), expected);
    });
}

/// A helper that is at work beside one call is no help for a call inside that.
#[test]
fn items_of_a_call_inside_wait_for_each_other() {
    for n in LENGTHS {
        for i in 0..CALLS {
            let f = |x: usize| {
                if i % 50 == 49 && x % (n / 2) == 7 {
                    let both = std::sync::Barrier::new(2);
                    with_threads(2, || (0..2).par_for_each(|_| _ = both.wait()));
                }
                mixed(x as u64)
            };
            assert_eq!((0..n).par_map(f).count(), n);
        }
    }
}

/// Each of several threads has a row of its own, and there may be one helper for all.
#[test]
fn threads_have_rows_at_the_same_time() {
    std::thread::scope(|scope| {
        for thread in 0..4_u64 {
            scope.spawn(move || {
                in_rows(|n, i| {
                    let f = |x: u64| mixed(x ^ thread ^ i as u64);
                    let sum = (0..n as u64).par_map(f).reduce(u64::wrapping_add);
                    assert_eq!(sum, (0..n as u64).map(f).reduce(u64::wrapping_add));
                });
            });
        }
    });
}

/// A call inside an item has the thread that waits for that item's call, in a scope of two: whether the item is
/// the first one, which is the calling thread's, or the last.
#[test]
fn items_of_a_call_inside_wait_for_each_other_in_the_same_scope() {
    with_threads(2, || {
        for n in LENGTHS {
            for i in 0..CALLS {
                let at = [0, n - 1][i / 20 % 2];
                let f = |x: usize| {
                    if i % 20 == 19 && x == at {
                        let both = std::sync::Barrier::new(2);
                        (0..2).par_for_each(|_| _ = both.wait());
                    }
                    mixed(x as u64)
                };
                assert_eq!((0..n).par_map(f).count(), n);
            }
        }
    });
}

/// A scope has no more threads at work than it has places, rows inside the items of a call counted in.
#[test]
fn rows_inside_a_call_keep_to_the_places_of_its_scope() {
    let (at_work, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let n = 400;
    let f = |x: u64| {
        most.fetch_max(at_work.fetch_add(1, SeqCst) + 1, SeqCst);
        let y = mixed(x);
        at_work.fetch_sub(1, SeqCst);
        y
    };
    with_threads(2, || {
        let row = |x: u64| {
            (0..CALLS)
                .map(|_| (x..x + n).par_map(f).reduce(u64::max))
                .max()
        };
        let expected = |x: u64| (x..x + n).map(mixed).max();
        let all = (0..6).par_map(row).collect_vec();
        assert!(all.into_iter().flatten().eq((0..6).map(expected)));
    });
    assert!(most.into_inner() <= 2);
}

/// A task that is asked to end sees that in both parts of the calls that it makes.
#[test]
fn items_know_that_their_task_is_to_end() {
    let task = spawn(|| {
        let mut calls = 0_usize;
        while (0..600_u64)
            .par_map(|x| (mixed(x), is_cancelled()))
            .all(|x| !x.1)
        {
            calls += 1;
        }
        assert!((0..600).par_map(|_| is_cancelled()).all(|ended| ended));
        calls
    });
    assert!(task.cancel().is_none_or(|calls| calls < usize::MAX));
}

/// Known even loops are begun by pieces that grow, but not where the program says how long those may be.
#[test]
fn pieces_are_no_longer_than_asked_for() {
    let expected: Vec<u64> = (0..900).map(mixed).collect();
    with_threads(2, || {
        for _ in 0..CALLS {
            let longest = AtomicUsize::new(0);
            let chain = (0..900).par_map(mixed).max_len(3);
            let counted = chain.on_progress(|n| _ = longest.fetch_max(n, SeqCst));
            assert_eq!(counted.collect_vec(), expected);
            assert!(longest.into_inner() <= 3);
        }
    });
}
