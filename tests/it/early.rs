//! Ends: what ends the sequence by position wins, everything before it is done, and little beyond it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::{END, THREADS, Visit, check_end_told_by, more_than_usual};

/// How many items of a million lie in a block of a reduction, roughly; a thread finishes the one that it
/// has begun.
const BLOCK: usize = 8000;

/// Checks what a consumer makes of a million items that end at the hundredth. The items behind its block
/// are dropped only after the others were told.
macro_rules! ends {
    ($($name:ident: |$items:ident| $run:expr, $rest:expr;)*) => {$(
        #[test]
        fn $name() {
            for threads in THREADS {
                check_end_told_by(threads, 2 * BLOCK, $rest, |items| {
                    let $items = items.par();
                    $run;
                });
            }
        }
    )*};
}

/// The same, of items that are pulled. There nobody drops the items far behind before all is done; but the
/// piece with the end goes, with the items right behind it, after the others were told.
macro_rules! ends_of_pulled {
    ($($name:ident: |$items:ident| $run:expr;)*) => {$(
        #[test]
        fn $name() {
            for threads in THREADS {
                check_end_told_by(threads, END, 5000, |items| {
                    let $items = items.into_iter().filter(|_| true).into_par();
                    $run;
                });
            }
        }
    )*};
}

fn to_end(item: Visit<'_>) -> Result<usize, usize> {
    let x = item.x;
    if item.ends() { Err(x) } else { Ok(x) }
}

fn panicking(item: Visit<'_>) -> usize {
    to_end(item).unwrap_or_else(|x| resume_unwind(Box::new(x)))
}

/// The item that `run` panics with.
fn payload<R>(run: impl FnOnce() -> R) -> Option<usize> {
    let payload = catch_unwind(AssertUnwindSafe(run)).err()?;
    payload.downcast_ref().copied()
}

ends! {
    of_find: |items| assert_eq!(items.map(to_end).find(Result::is_err), Some(Err(END))), 2000;
    of_find_map: |items| assert_eq!(items.find_map(|item| to_end(item).err()), Some(END)), 2000;
    of_any: |items| assert!(items.any(Visit::ends)), 2000;
    of_all: |items| assert!(!items.all(|item| !item.ends())), 2000;
    of_position: |items| assert_eq!(items.position(Visit::ends), Some(END)), 2000;
    of_try_for_each: |items| assert_eq!(items.try_for_each(|item| to_end(item).map(|_| ())), Err(END)), 2000;
    of_try_fold: |items| {
        let add = |sum: usize, item| to_end(item).map(|x| sum + x);
        assert_eq!(items.try_fold(|| 0, add, |x, y| x + y), Err(END));
    }, 2000;
    of_try_reduce: |items| {
        let either = |x: Result<usize, usize>, y| x.and(y).map(Ok);
        assert_eq!(items.map(to_end).try_reduce(either), Err(END));
    }, 2000;
    of_a_panic_in_count: |items| assert_eq!(payload(|| items.map(panicking).count()), Some(END)), 2000;
    of_a_panic_in_last: |items| assert_eq!(payload(|| items.map(panicking).last()), Some(END)), 2000;
    of_a_panic_in_reduce: |items| {
        assert_eq!(payload(|| items.map(panicking).reduce(|x, y| x + y)), Some(END));
    }, 2 * BLOCK;
}

ends_of_pulled! {
    of_pulled_find: |items| assert_eq!(items.map(to_end).find(Result::is_err), Some(Err(END)));
    of_pulled_any: |items| assert!(items.any(Visit::ends));
    of_pulled_all: |items| assert!(!items.all(|item| !item.ends()));
    of_pulled_position: |items| assert_eq!(items.position(Visit::ends), Some(END));
    of_pulled_try_for_each: |items| assert_eq!(items.try_for_each(|item| to_end(item).map(|_| ())), Err(END));
}

#[test]
fn of_blocks_that_others_have_begun() {
    for threads in more_than_usual() {
        check_end_told_by(threads, 2 * BLOCK, 1000, |items| {
            let others = AtomicUsize::new(0);
            let end_or_wait = |item: Visit<'_>| {
                if item.x > END {
                    others.fetch_add(1, SeqCst);
                }
                while item.x == END && others.load(SeqCst) < 2 {
                    std::thread::yield_now();
                }
                to_end(item)
            };
            let add = |sum: usize, item| end_or_wait(item).map(|x| sum + x);
            assert_eq!(items.par().try_fold(|| 0, add, |x, y| x + y), Err(END));
        });
    }
}

#[test]
fn of_searches_without_an_end() {
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!((0..usize::MAX).par().find(|x| *x > 5000), Some(5001));
            assert_eq!((0..=u128::MAX).par().find(|x| *x > 5000), Some(5001));
            assert_eq!((0_u64..).par().find(|x| *x > 5000), Some(5001));
            let mut endless = std::iter::successors(Some(1_u64), |x| Some(x.rotate_left(1)));
            assert_eq!(endless.par().position(|x| x == 1 << 63), Some(63));
            assert!(std::iter::repeat(3).into_par().any(|x| x == 3));
            let mut cycle = [1, 2, 3].iter().cycle();
            assert!(!cycle.par().all(|x| *x < 3));
            let chain = (0..9).par().chain((9_i64..).into_par());
            assert_eq!(chain.find_map(|x| (x == 3000).then_some(-x)), Some(-3000));
            let rows = (0_u32..).into_par().flat_map(|x| [x, 7 * x]);
            assert_eq!(rows.find(|x| *x > 20), Some(21));
        });
    }
}

#[test]
fn of_several_matches_the_first() {
    for threads in THREADS {
        for first in [0, 1, 77, 3000, 99_990] {
            let hit = |x: usize| x >= first && (x - first) % 5 == 0;
            with_threads(threads, || {
                assert_eq!((0..100_000).par().find(|x| hit(*x)), Some(first));
                assert_eq!((0..100_000).par().position(hit), Some(first));
                let odd = (0..200_000).par().filter(|x| x % 2 == 1);
                assert_eq!(odd.position(|x| hit(x / 2)), Some(first));
                let pulled = (0..100_000).filter(|_| true).into_par();
                assert_eq!(pulled.find(|x| hit(*x)), Some(first));
            });
        }
    }
}

#[test]
fn of_an_order_that_is_broken_anywhere() {
    for threads in THREADS {
        with_threads(threads, || {
            for len in [0, 1, 2, 3, 128, 129, 1000] {
                for at in (0..len).step_by(1 + len / 50) {
                    for broken in [at as f64, at as f64 - 1.5, -1.0, f64::NAN] {
                        let mut items: Vec<f64> = (0..len).map(|x| (x / 2 * 2) as f64).collect();
                        items[at] = broken;
                        let sorted = items.iter().is_sorted();
                        assert_eq!(items.iter().par().is_sorted(), sorted, "{broken} at {at}");
                        let pulled = items.iter().filter(|_| true).into_par();
                        assert_eq!(pulled.is_sorted(), sorted, "{broken} at {at}, pulled");
                    }
                }
            }
            assert!(std::iter::empty::<f64>().into_par().is_sorted());
            assert!(!(0_u64..).into_par().map(|x| x % 100_000).is_sorted());
        });
    }
}

#[test]
fn of_a_source_that_panics_before_anything_behind_it() {
    let panic = |x: usize| -> usize { resume_unwind(Box::new(x)) };
    for threads in THREADS {
        for at in 0..60 {
            let ends = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || {
                    let source = (0..100).map(|x| if x == at { panic(x) } else { x });
                    let behind = (1000..1100).par_map(panic);
                    source.into_par().chain(behind).count()
                })
            }));
            assert_eq!(ends.unwrap_err().downcast_ref(), Some(&at));
        }
    }
}

/// A source that has more after its end, as a channel's `try_iter` may.
#[test]
fn of_a_source_that_resumes_behind_its_end() {
    for threads in THREADS {
        with_threads(threads, || {
            let mut calls = 0;
            let mut source = std::iter::from_fn(|| {
                calls += 1;
                (calls > 1).then_some(3)
            });
            assert_eq!(
                source.par().position(|x| x == 3),
                None,
                "at {threads} threads"
            );
            assert_eq!(calls, 1);
        });
    }
}
