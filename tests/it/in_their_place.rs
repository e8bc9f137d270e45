//! Results that take the place of the items that they are made of.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::{Books, THREADS, meet, more_than_usual};

/// Whether the results of `f` lie where the items lay; they are compared to those of `std`. Of more than
/// one thread, `parts` do take part, so there are as many runs to be closed up, at least.
fn are_in_their_place<T: Send, R: Send + PartialEq + std::fmt::Debug>(
    parts: usize,
    make: impl Fn() -> Vec<T>,
    f: impl Fn(T) -> R + Sync,
) -> bool {
    let items = make();
    let (memory, bytes) = (items.as_ptr() as usize, items.capacity() * size_of::<T>());
    let (begun, all) = (AtomicUsize::new(0), Barrier::new(parts));
    let meet_first = || {
        if begun.fetch_add(1, SeqCst) < parts {
            meet(&all);
        }
    };
    let results = items.par().map_init(meet_first, |(), item| f(item));
    let results = results.collect_vec();
    assert_eq!(results, make().into_iter().map(f).collect::<Vec<R>>());
    let reused = results.as_ptr() as usize == memory;
    // The allocator is told that size in the end.
    assert!(!reused || results.capacity() * size_of::<R>() == bytes);
    reused
}

#[test]
fn of_every_size() {
    let check = |parts: usize| {
        for n in [parts.max(2), 2 * parts + 1, 1000] {
            let numbers = || Vec::from_iter(0..n as u64);
            assert!(are_in_their_place(parts, numbers, |x| x as i64 - 1));
            assert!(are_in_their_place(parts, numbers, |x| vec![x; 3]
                .into_boxed_slice()
                .len()));
            let pairs = || Vec::from_iter((0..n).map(|x| (x, Box::new(x))));
            assert!(are_in_their_place(parts, pairs, |(x, y)| x + *y));
            assert!(are_in_their_place(parts, pairs, |(_, y)| y));
            assert!(are_in_their_place(parts, pairs, |(x, y)| (y, x)));
            let strings = || Vec::from_iter((0..n).map(|x| x.to_string()));
            assert!(are_in_their_place(parts, strings, |s| s.len()));
            assert!(are_in_their_place(parts, strings, |s| s + "!"));
            assert!(are_in_their_place(parts, strings, Some));
            let quads = || Vec::from_iter((0..n).map(|x| [x, 1, 2, 3]));
            assert!(are_in_their_place(parts, quads, |[x, ..]| x));
            let bytes = || Vec::from_iter((0..n).map(|x| [x as u8; 3]));
            assert!(are_in_their_place(parts, bytes, |[x, ..]| x));
            // Too large, aligned in another way, no whole number of them, so few that most would stay
            // empty, nothing at all.
            assert!(!are_in_their_place(parts, numbers, |x| [x; 2]));
            assert!(!are_in_their_place(parts, numbers, |x| x as u16));
            assert!(!are_in_their_place(parts, strings, |s| (s.len(), 1_usize)));
            assert!(!are_in_their_place(
                parts,
                || vec![[0_u64; 5]; n],
                |[x, ..]| x
            ));
            are_in_their_place(parts, numbers, |_| ());
            are_in_their_place(parts, || vec![(); n], |()| 7_u8);
        }
    };
    with_threads(1, || check(1));
    for threads in more_than_usual() {
        with_threads(threads, || check(threads));
    }
}

#[test]
fn of_no_item_and_of_one() {
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!(Vec::<u64>::new().par_map(|x| x + 1).collect_vec(), []);
            assert_eq!(vec![1_u64].par_map(|x| x + 1).collect_vec(), [2]);
            assert_eq!(vec![1_u64].par_map(|x| x + 1).threads(3).collect_vec(), [2]);
            assert_eq!(
                Vec::with_capacity(9)
                    .par_map(|x: u64| x)
                    .threads(3)
                    .collect_vec(),
                []
            );
        });
    }
}

#[test]
fn of_what_does_not_keep_its_index() {
    for threads in THREADS {
        with_threads(threads, || {
            let numbers = || Vec::from_iter(0..5000_u64);
            let reversed = numbers().par().rev().map(|x| x + 1).collect_vec();
            assert_eq!(reversed, Vec::from_iter((1..=5000).rev()));
            let some = numbers().par().skip(7).step_by(3).take(900).map(|x| x + 1);
            let oracle = numbers()
                .into_iter()
                .skip(7)
                .step_by(3)
                .take(900)
                .map(|x| x + 1);
            assert_eq!(some.collect_vec(), Vec::from_iter(oracle));
            let sums = numbers()
                .par()
                .zip(numbers())
                .map(|(x, y)| x + y)
                .collect_vec();
            assert_eq!(sums, Vec::from_iter((0..5000).map(|x| 2 * x)));
            let chained = numbers().par().chain(numbers()).map(|x| x).collect_vec();
            assert_eq!(chained, [numbers(), numbers()].concat());
        });
    }
}

#[test]
fn nothing_is_lost_where_one_panics() {
    const LEN: usize = 600;
    let check = |parts: usize, at: usize| {
        let books = Books::new(2 * LEN);
        let items = Vec::from_iter((0..LEN).map(|x| (x, books.enter())));
        let (begun, all) = (AtomicUsize::new(0), Barrier::new(parts));
        let meet_first = || {
            if begun.fetch_add(1, SeqCst) < parts {
                meet(&all);
            }
        };
        // Of 32 bytes eight are left, of each that does not panic; the other value of its line is dropped.
        let boxed = items.par().map_init(meet_first, |(), (x, entry)| {
            if x == at {
                resume_unwind(Box::new(x));
            }
            drop(entry);
            Box::new(books.enter())
        });
        let panic = catch_unwind(AssertUnwindSafe(|| boxed.collect_vec())).err();
        assert_eq!(
            panic.and_then(|at| at.downcast::<usize>().ok()).as_deref(),
            Some(&at)
        );
        books.check();
    };
    for at in [0, 1, LEN / 2, LEN - 1] {
        with_threads(1, || check(1, at));
        for threads in more_than_usual() {
            with_threads(threads, || check(threads, at));
        }
    }
}
