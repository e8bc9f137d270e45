//! Any iterator, many items: lent, gathered, and lent again, by what they cost.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::{THREADS, panic_of};

/// Dealt in every way: by one thread alone, straight from the iterator; in batches, to several; and by one
/// thread again.
#[test]
fn many_light_items_of_any_iterator() {
    let n = 300_000_u64;
    let numbers = || (0..n).filter(|x| x % 7 != 3);
    let ragged = |x: u64| (0..x % 4).map(move |y| x ^ y);
    for threads in THREADS {
        with_threads(threads, || {
            for _ in 0..3 {
                let f = |x: u64| x.wrapping_mul(x);
                assert!(
                    numbers()
                        .par_map(f)
                        .collect_vec()
                        .into_iter()
                        .eq(numbers().map(f))
                );
                let flat = numbers().par().flat_map(ragged).collect_vec();
                assert!(flat.into_iter().eq(numbers().flat_map(ragged)));
                let sum: f64 = numbers().par_map(|x| x as f64).sum();
                assert_eq!(sum, numbers().map(|x| x as f64).sum());
                let at = numbers().par().position(|x| x == n - 2);
                assert_eq!(at, numbers().position(|x| x == n - 2));
                assert_eq!(numbers().par().find(|x| x % 1000 == 999), Some(999));
                let last = numbers().par_map(f).last();
                assert_eq!(last, numbers().map(f).next_back());
                let chained = numbers()
                    .par()
                    .chain(0..n)
                    .chain(numbers().par())
                    .collect_vec();
                assert!(
                    chained
                        .into_iter()
                        .eq(numbers().chain(0..n).chain(numbers()))
                );
            }
        });
    }
}

/// Light at first, dear in the middle, and light again.
#[test]
fn items_of_any_iterator_whose_cost_changes() {
    let items = || (0..60_000_u64).filter(|x| x % 2 == 0);
    let work = |x: u64| match x {
        20_000..20_200 => (0..20_000).fold(x, |a, b| a.wrapping_mul(31).wrapping_add(b)),
        _ => x,
    };
    let expected: Vec<u64> = items().map(work).collect();
    for threads in THREADS {
        with_threads(threads, || {
            for _ in 0..3 {
                assert_eq!(items().par_map(work).collect_vec(), expected);
            }
        });
    }
}

/// Neither a panic of the iterator nor one of a closure loses or doubles an item before it, wherever it is.
#[test]
fn many_light_items_before_a_panic() {
    for threads in THREADS {
        for at in [0_usize, 1, 7, 1_000, 100_000] {
            let (seen, alive) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let counted = |x| {
                alive.fetch_add(1, SeqCst);
                Counted(x, &alive)
            };
            // One that goes through the iterator's own loop, and one that asks for item after item.
            for any in [false, true] {
                let asked = AtomicUsize::new(0);
                let by_iterator = || {
                    let mut items = std::iter::from_fn(|| {
                        let asked = asked.fetch_add(1, SeqCst) + 1;
                        assert!(asked <= at, "no more");
                        Some(counted(asked))
                    });
                    let par = items.par_map(|x| seen.fetch_max(x.0, SeqCst));
                    with_threads(threads, || match any {
                        true => drop(par.any(|before| before > at)),
                        false => par.for_each(drop),
                    });
                };
                assert_eq!(panic_of(by_iterator), "no more");
                assert_eq!((seen.swap(0, SeqCst), alive.load(SeqCst)), (at, 0));
                assert_eq!(asked.into_inner(), at + 1, "asked again after a panic");
            }
            let by_closure = || {
                let mut items = (0..200_000).map(counted);
                let par = items.par_map(|x| {
                    assert!(x.0 != at, "this one");
                    seen.fetch_add(usize::from(x.0 < at), SeqCst);
                });
                with_threads(threads, || par.for_each(drop));
            };
            assert_eq!(panic_of(by_closure), "this one");
            assert_eq!((seen.load(SeqCst), alive.load(SeqCst)), (at, 0));
        }
    }
}

struct Counted<'a>(usize, &'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.1.fetch_sub(1, SeqCst);
    }
}

/// By whole pieces and item by item, and again when the loop is known.
#[test]
fn an_iterator_is_asked_once_after_its_last_item() {
    for threads in THREADS {
        for n in [1, 2, 3, 17, 30, 300, 5_000] {
            for _ in 0..4 {
                let mut asked = 0;
                let mut items = std::iter::from_fn(|| {
                    asked += 1;
                    (asked <= n).then_some(asked)
                });
                let collected = with_threads(threads, || items.par_map(|x| x).collect_vec());
                assert!(collected.into_iter().eq(1..=n));
                assert_eq!(std::mem::take(&mut asked), n + 1);
                let mut items = std::iter::from_fn(|| {
                    asked += 1;
                    (asked <= n).then_some(asked)
                });
                let at = with_threads(threads, || items.par().position(|x| x > n));
                assert_eq!((at, std::mem::take(&mut asked)), (None, n + 1));
                let mut items = std::iter::from_fn(|| {
                    asked += 1;
                    (asked <= n).then_some(asked)
                });
                let at = with_threads(threads, || items.par().position(|x| x == n));
                assert_eq!(at, Some(n - 1));
            }
        }
    }
}

/// Dealt by blocks, lent by blocks, or both in turn: the blocks are the same, and so is what a sum is
/// rounded to.
#[test]
fn sums_of_many_pulled_floats_have_the_same_bits() {
    let numbers = || (0..200_000_u32).filter(|x| x % 7 != 3);
    let f = |x: u32| 1.0 / f64::from(x + 1) - 0.3 * f64::from(x % 11);
    let alone = with_threads(1, || numbers().par_map(f).sum::<f64>());
    let fold = || {
        let sum = numbers()
            .par()
            .fold(|| 0.0, |sum, x| sum + f(x), |a, b| a + b);
        f64::to_bits(sum)
    };
    let folded = with_threads(1, fold);
    for threads in THREADS {
        for _ in 0..4 {
            let sum = with_threads(threads, || numbers().par_map(f).sum::<f64>());
            assert_eq!(sum.to_bits(), alone.to_bits(), "at {threads} threads");
            assert_eq!(with_threads(threads, fold), folded);
        }
    }
}

/// The closure's panic, not one for want of memory.
#[test]
fn an_endless_iterator_may_end_in_a_panic() {
    let numbers = [1, 2, 3];
    for threads in THREADS {
        for at in [0, 1, 5_000] {
            let seen = AtomicUsize::new(0);
            let collect = || {
                let mut endless = numbers.iter().cycle();
                let par = endless.par_map(|x| {
                    assert!(seen.fetch_add(1, SeqCst) < at, "here");
                    *x
                });
                with_threads(threads, || par.collect_vec())
            };
            assert_eq!(panic_of(collect), "here");
        }
    }
}
