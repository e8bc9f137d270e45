//! Law 4: every value that was made is dropped once, whatever panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::{Books, Entry, THREADS};

const LEN: usize = 300;

/// Runs a case at every number of threads with every choice of items that go wrong, and checks the books.
fn each_wrong(case: impl Fn(&Books, &[usize])) {
    let choices: [&[usize]; 6] = [
        &[],
        &[0],
        &[LEN / 2],
        &[LEN - 1],
        &[3, 150, 151, LEN - 1],
        &[1, 2, 3],
    ];
    for threads in THREADS {
        for wrong in choices {
            let books = Books::new(4 * LEN);
            let done = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || case(&books, wrong))
            }));
            assert_eq!(done.is_err(), !wrong.is_empty());
            books.check();
        }
    }
}

fn made(books: &Books) -> Vec<(usize, Entry<'_>)> {
    (0..LEN).map(|x| (x, books.enter())).collect()
}

/// A new value for an old one, unless the item is among those that go wrong.
fn renewed<'b>((x, item): (usize, Entry<'b>), books: &'b Books, wrong: &[usize]) -> Entry<'b> {
    let result = books.enter();
    assert!(!wrong.contains(&x));
    drop(item);
    result
}

#[test]
fn of_owned_items() {
    each_wrong(|books, wrong| {
        let items = made(books);
        items
            .par_map(|item| renewed(item, books, wrong))
            .collect_vec();
    });
}

#[test]
fn of_pulled_items() {
    each_wrong(|books, wrong| {
        let mut items = (0..LEN).map(|x| (x, books.enter()));
        items
            .par_map(|item| renewed(item, books, wrong))
            .collect_vec();
    });
}

#[test]
fn of_items_that_are_appended() {
    each_wrong(|books, wrong| {
        let mut results = vec![books.enter(), books.enter()];
        let (items, mut pulled) = (made(books), made(books).into_iter().filter(|_| true));
        let before = results.len();
        let done = catch_unwind(AssertUnwindSafe(|| {
            items
                .par_map(|item| renewed(item, books, wrong))
                .collect_into(&mut results);
        }));
        assert_eq!(results.len(), before + if done.is_ok() { LEN } else { 0 });
        pulled.par_map(|(_, item)| item).collect_into(&mut results);
        results.truncate(LEN);
        done.unwrap();
    });
}

#[test]
fn of_fallible_collects() {
    for threads in THREADS {
        for wrong in [0, 1, LEN / 2, LEN - 1, LEN] {
            let books = Books::new(4 * LEN);
            let f = |(x, item): (usize, Entry<'_>)| {
                drop(item);
                if x >= wrong {
                    Err(books.enter())
                } else {
                    Ok(books.enter())
                }
            };
            with_threads(threads, || {
                let items: Result<Vec<Entry<'_>>, Entry<'_>> = made(&books).par_map(f).collect();
                assert_eq!(items.is_err(), wrong < LEN);
                let mut pulled = made(&books).into_iter().filter(|_| true);
                let items: Result<Vec<Entry<'_>>, Entry<'_>> = pulled.par_map(f).collect();
                assert_eq!(items.is_err(), wrong < LEN);
            });
            books.check();
        }
    }
}

#[test]
fn of_chains_that_are_never_run() {
    let books = Books::new(3 * LEN);
    drop(made(&books).par_map(|item| item));
    drop(made(&books).into_iter().filter(|_| true).into_par());
    let chain = made(&books).par().threads(3);
    drop(chain);
    books.check();
}

/// Panics in the destructor of the item that `BOMB` counts down to.
static BOMB: AtomicUsize = AtomicUsize::new(usize::MAX);

fn tick() {
    if BOMB.fetch_sub(1, SeqCst) == 1 && !std::thread::panicking() {
        panic!("a destructor");
    }
}

#[test]
fn of_items_whose_destructors_panic() {
    // The destructors count in one static, so all of this is one test.
    for threads in THREADS {
        for at in [1, 2, LEN / 2, LEN, LEN + 7] {
            let books = Books::new(2 * LEN);
            let entries = || (0..LEN).map(|_| books.enter_and(tick)).collect::<Vec<_>>();

            // In the closure, among the inputs that are dropped there.
            let items = entries();
            BOMB.store(at, SeqCst);
            let done = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || items.par_for_each(drop))
            }));
            assert_eq!(done.is_err(), at <= LEN);

            // Beyond an error: among inputs that are never begun, or results that nobody wants.
            let items = entries();
            BOMB.store(at, SeqCst);
            let done = catch_unwind(AssertUnwindSafe(|| {
                with_threads(threads, || {
                    let mut n = 0..LEN;
                    let all = items.into_iter().map(|item| (n.next().unwrap(), item));
                    let chain = Vec::from_iter(all)
                        .par_map(|(x, item)| if x == 20 { Err(()) } else { Ok(item) });
                    assert!(chain.collect::<Result<Vec<_>, ()>>().is_err());
                })
            }));
            drop(done);
            BOMB.store(usize::MAX, SeqCst);
            books.check();
        }
    }
}

#[test]
fn of_zero_sized_and_over_aligned_items() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);

    #[derive(Debug)]
    struct Nothing;
    impl Nothing {
        fn new() -> Self {
            ALIVE.fetch_add(1, SeqCst);
            Nothing
        }
    }
    impl Drop for Nothing {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, SeqCst);
        }
    }

    #[repr(align(256))]
    #[derive(Clone, Debug, PartialEq)]
    struct Wide(u8, Box<u8>);

    for threads in THREADS {
        for wrong in [0, LEN / 2, LEN] {
            let _ = catch_unwind(|| {
                with_threads(threads, || {
                    let items: Vec<Nothing> = (0..LEN).map(|_| Nothing::new()).collect();
                    let mut results = items.par_map(|item| item).collect_vec();
                    assert_eq!((results.len(), ALIVE.load(SeqCst)), (LEN, LEN));
                    let more = (0..LEN).par_map(|x| {
                        assert!(x != wrong);
                        Nothing::new()
                    });
                    more.collect_into(&mut results);
                    assert_eq!(ALIVE.load(SeqCst), 2 * LEN);
                })
            });
            assert_eq!(ALIVE.load(SeqCst), 0);

            let wide = |x: u8| Wide(x, Box::new(x));
            let oracle: Vec<Wide> = (0..=255).map(wide).collect();
            with_threads(threads, || {
                let items = (0..=255).par_map(wide).collect_vec();
                assert!(
                    items
                        .iter()
                        .all(|item| (&raw const *item).addr() % 256 == 0)
                );
                assert_eq!(items, oracle);
                assert_eq!(items.par_map(|item| item).collect_vec(), oracle);
            });
        }
    }
}
