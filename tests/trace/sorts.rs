//! Sorts are calls as well.

use std::panic::{AssertUnwindSafe, catch_unwind};

use abreast::prelude::*;
use abreast::{Trace, record};

/// Numbers in no order, all different; few different ones; in order; and the other way round.
fn inputs(n: usize) -> [Vec<usize>; 4] {
    let numbers = || (0..n).map(|x| x.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20);
    [
        numbers().collect(),
        numbers().map(|x| x % 7).collect(),
        (0..n).collect(),
        (0..n).rev().collect(),
    ]
}

/// What each call comes to that does not depend on time.
fn calls(trace: &Trace) -> Vec<(&str, usize)> {
    let calls = trace.calls().iter();
    calls.map(|call| (call.consumer(), call.items())).collect()
}

#[test]
fn each_sort_is_a_call_with_its_name_and_all_elements() {
    for threads in [1, 2, 4] {
        for n in [0, 1, 2, 50, 1_000, 60_000] {
            for input in inputs(n) {
                let mut expected = input.clone();
                expected.sort();
                macro_rules! check {
                    ($($sort:ident($($by:expr)?);)*) => {$(
                        let mut items = input.clone();
                        let ((), trace) = record(|| with_threads(threads, || items.$sort($($by)?)));
                        let name = stringify!($sort);
                        assert_eq!(calls(&trace), [(name, n)], "{threads} threads");
                        assert!(items == expected, "{name}: not sorted");
                        let call = &trace.calls()[0];
                        assert_eq!((call.file(), call.allowed()), (file!(), threads));
                        assert_eq!(call.line(), line!(), "{name}");
                        assert!(!call.ended_early() && !call.panicked());
                        // (One helper may come after another has left.)
                        assert!(call.seats().len() == 1 || threads > 1);
                        for piece in call.seats().iter().flat_map(|seat| seat.pieces()) {
                            assert!(call.began() <= piece.from && piece.to <= call.ended());
                        }
                    )*};
                }
                check! {
                    par_sort();
                    par_sort_by(usize::cmp);
                    par_sort_by_key(|x| *x);
                    par_sort_unstable();
                    par_sort_unstable_by(usize::cmp);
                    par_sort_unstable_by_key(|x| *x);
                }
            }
        }
    }
}

/// The keys are a call within it, at the same place.
#[test]
fn keys_that_are_kept_are_a_call_of_their_own() {
    for (threads, more) in [
        (1, None),
        (2, Some(("collect_vec", 500))),
        (4, Some(("collect_vec", 500))),
    ] {
        let [mut items, ..] = inputs(500);
        let ((), trace) = record(|| {
            with_threads(threads, || items.par_sort_by_cached_key(|x| usize::MAX - x));
        });
        assert!(items.is_sorted_by(|a, b| a > b));
        let expected = [("par_sort_by_cached_key", 500)].into_iter().chain(more);
        assert!(expected.eq(calls(&trace)), "{threads} threads: {trace}");
        let lines: Vec<_> = trace
            .calls()
            .iter()
            .map(|call| (call.file(), call.line()))
            .collect();
        assert!(
            lines
                .iter()
                .all(|line| *line == lines[0] && line.0 == file!())
        );
    }
}

/// A comparison may make calls of its own, and is the sort's own time all the same.
#[test]
fn calls_of_comparisons_are_told_apart() {
    for threads in [1, 4] {
        let [mut items, ..] = inputs(3_000);
        let ((), trace) = record(|| {
            with_threads(threads, || {
                items.par_sort_by(|a, b| {
                    assert_eq!((0..3).par().count(), 3);
                    a.cmp(b)
                });
            });
        });
        let mut sorts = 0;
        for call in trace.calls() {
            match call.consumer() {
                "par_sort_by" => {
                    assert_eq!(call.items(), 3_000);
                    sorts += 1;
                }
                inner => assert_eq!((inner, call.items()), ("count", 3)),
            }
        }
        assert_eq!(sorts, 1);
        assert!(trace.calls().len() > 3_000);
    }
}

#[test]
fn a_comparison_that_panics_is_told() {
    for threads in [1, 4] {
        let [mut items, ..] = inputs(10_000);
        let (result, trace) = record(|| {
            catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || items.par_sort_by(|_, _| panic!("planted")));
            }))
        });
        assert!(result.is_err());
        let call = &trace.calls()[0];
        assert!(call.panicked() && call.items() == 0, "{call:?}");
    }
}
