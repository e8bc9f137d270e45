//! Each element is in the slice once, whatever comparisons do.

use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use abreast::prelude::*;

use crate::inputs::{Dear, everywhere};
use crate::random::scrambled;
use crate::support::{Books, Entry, panic_of};

/// An element with its line in the books.
struct Element<'b>(u64, #[allow(dead_code, reason = "counts")] Entry<'b>);

type Compare<'c> = &'c (dyn Fn(&Element<'_>, &Element<'_>) -> Ordering + Sync);
type Sort = fn(&mut [Element<'_>], Compare<'_>);

const SORTS: [Sort; 2] = [
    |items, compare| items.par_sort_by(compare),
    |items, compare| items.par_sort_unstable_by(compare),
];

const N: usize = 1_200;

/// Sorts by it, and checks that all elements are there afterwards, and dropped once. Says whether that
/// has panicked.
fn check(keys: impl Fn(u64) -> u64, sort: Sort, compare: Compare<'_>) -> bool {
    let books = Books::new(N);
    let mut items: Vec<Element<'_>> = (0..N as u64)
        .map(|i| Element(keys(i), books.enter()))
        .collect();
    let mut before: Vec<u64> = items.iter().map(|x| x.0).collect();
    let panicked = catch_unwind(AssertUnwindSafe(|| sort(&mut items, compare))).is_err();
    let mut after: Vec<u64> = items.iter().map(|x| x.0).collect();
    before.sort();
    after.sort();
    assert!(before == after, "elements are lost, or doubled");
    drop(items);
    books.check();
    panicked
}

#[test]
fn comparisons_that_panic() {
    let kinds: [fn(u64) -> u64; 4] = [scrambled, |i| i, |i| u64::MAX - i, |i| scrambled(i) % 8];
    everywhere(|| {
        for sort in SORTS {
            for keys in kinds {
                for at in [0, 1, 31, 40, 300, 3_000, 7_000, 9_000, 11_000] {
                    let (calls, dear) = (AtomicU64::new(0), Dear::new());
                    let panicked = check(keys, sort, &|a, b| {
                        dear.pay();
                        if calls.fetch_add(1, Relaxed) == at {
                            std::panic::resume_unwind(Box::new("a comparison"));
                        }
                        a.0.cmp(&b.0)
                    });
                    assert_eq!(panicked, calls.into_inner() > at);
                }
            }
        }
    });
}

/// The panic that comes out is the comparison's own.
#[test]
fn the_payload() {
    everywhere(|| {
        let mut items: Vec<u64> = (0..5_000).map(scrambled).collect();
        let dear = Dear::new();
        let poisoned = scrambled(3_000);
        let compare = |a: &u64, b: &u64| {
            dear.pay();
            assert!(*a != poisoned && *b != poisoned, "poisoned");
            a.cmp(b)
        };
        assert_eq!(panic_of(|| items.par_sort_by(compare)), "poisoned");
        assert_eq!(panic_of(|| items.par_sort_unstable_by(compare)), "poisoned");
        let key = |x: &u64| {
            assert!(*x != poisoned, "poisoned");
            *x
        };
        let before = items.clone();
        assert_eq!(panic_of(|| items.par_sort_by_cached_key(key)), "poisoned");
        assert_eq!(items, before);
        items.par_sort();
        assert!(items.is_sorted());
    });
}

/// (`std`'s sorts may panic at that.)
#[test]
fn comparisons_that_contradict_themselves() {
    everywhere(|| {
        for sort in SORTS {
            for (seed, keys) in [(1, scrambled as fn(u64) -> u64), (2, |i| i), (3, |i| i / 9)] {
                let (calls, dear) = (AtomicU64::new(0), Dear::new());
                check(keys, sort, &|_, _| {
                    dear.pay();
                    match scrambled(calls.fetch_add(seed, Relaxed)) % 3 {
                        0 => Ordering::Less,
                        1 => Ordering::Equal,
                        _ => Ordering::Greater,
                    }
                });
                for always in [Ordering::Less, Ordering::Equal, Ordering::Greater] {
                    let dear = Dear::new();
                    check(keys, sort, &|_, _| {
                        dear.pay();
                        always
                    });
                }
                // Rock, paper, scissors.
                let dear = Dear::new();
                check(keys, sort, &|a, b| {
                    dear.pay();
                    [Ordering::Equal, Ordering::Less, Ordering::Greater]
                        [((b.0 % 3 + 3 - a.0 % 3) % 3) as usize]
                });
            }
        }
    });
}

/// Keys that contradict themselves.
#[test]
fn keys_that_contradict_themselves() {
    everywhere(|| {
        let calls = AtomicU64::new(0);
        let key = |_: &u64| scrambled(calls.fetch_add(1, Relaxed));
        let items: Vec<u64> = (0..3_000).collect();
        type Sort<'s> = &'s dyn Fn(&mut [u64]);
        let sorts: [Sort<'_>; 3] = [
            &|items| items.par_sort_by_key(key),
            &|items| items.par_sort_unstable_by_key(key),
            &|items| items.par_sort_by_cached_key(key),
        ];
        for sort in sorts {
            let mut items = items.clone();
            let _ = catch_unwind(AssertUnwindSafe(|| sort(&mut items)));
            items.sort();
            assert!(items.iter().copied().eq(0..3_000));
        }
    });
}
