//! Law 4 where a destructor panics, and for what `map_init` makes.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Barrier, Mutex};
use std::thread;
use std::time::Duration;

use abreast::prelude::*;

use crate::support::{Books, Entry, THREADS, meet, more_than_usual, within_a_minute};

const LEN: usize = 200;

/// At which of the values dropped from now on the destructor panics, unless a panic is on its way already.
static BOMB: AtomicUsize = AtomicUsize::new(usize::MAX);

fn tick() {
    if BOMB.fetch_sub(1, SeqCst) == 1 && !thread::panicking() {
        resume_unwind(Box::new(()));
    }
}

#[test]
fn of_destructors_that_panic() {
    // `last`, `reduce` and their kin are not here: what a function returns is lost if the destructor of an
    // argument panics at its end, so that `std`'s lose a value as well.
    /// Runs a chain of values of which the so-manieth that is dropped panics. They count in one static, so
    /// all of this is one test.
    macro_rules! check {
        ($threads:ident, $at:ident: $(|$items:ident| $run:expr;)*) => {$(
            let books = Books::new(80 * LEN);
            let items = || Vec::from_iter((0..LEN).map(|x| (x, books.enter_and(tick))));
            BOMB.store($at, SeqCst);
            let _ = catch_unwind(AssertUnwindSafe(|| {
                let $items = &items;
                with_threads($threads, || _ = $run)
            }));
            BOMB.store(usize::MAX, SeqCst);
            let balance = catch_unwind(AssertUnwindSafe(|| books.check()));
            assert!(balance.is_ok(), "{} at {} threads, {}", stringify!($run), $threads, $at);
        )*};
    }
    for threads in THREADS {
        for at in [1, 2, LEN / 2, LEN] {
            check! { threads, at:
                |items| items().par().filter(|item| item.0 % 2 == 0).collect_vec();
                |items| items().par().skip(LEN / 2).collect_vec();
                |items| items().par().take(LEN / 2).rev().collect_vec();
                |items| items().par().step_by(3).collect_vec();
                |items| items().par().chunks(3).flatten().collect_vec();
                |items| items().par().zip(items().par().skip(LEN / 2)).collect_vec();
                |items| items().into_iter().into_par().chain(items().par().take(1)).count();
                |items| items().par().map_init(items, |own, item| (own.pop(), item)).count();
                |items| items().par().find(|item| item.0 == LEN / 2);
                |items| items().par().position(|item| item.0 == LEN / 2);
                |items| items().par().partition::<Vec<_>, _>(|item| item.0 % 2 == 0);
                |items| items().par().chain(items().par().skip(LEN / 2)).collect_vec();
            }
        }
    }
}

#[test]
fn of_states_of_map_init() {
    /// Cannot be sent, and is dropped where it was made.
    struct State<'b>(
        Rc<thread::ThreadId>,
        #[allow(dead_code, reason = "counts")] Entry<'b>,
    );
    impl Drop for State<'_> {
        fn drop(&mut self) {
            assert_eq!(*self.0, thread::current().id());
        }
    }

    for threads in THREADS {
        for pulled in [false, true] {
            let books = Books::new(2000);
            let made = Mutex::new(HashMap::new());
            let init = || {
                let id = thread::current().id();
                *made.lock().unwrap().entry(id).or_insert(0) += 1;
                State(Rc::new(id), books.enter())
            };
            let f = |state: &mut State<'_>, x: usize| {
                assert_eq!(*state.0, thread::current().id());
                x + 1
            };
            let sum = with_threads(threads, || match pulled {
                false => (0..3000)
                    .par()
                    .map_init(init, f)
                    .chunks(2)
                    .flatten()
                    .sum::<usize>(),
                true => (0..3000)
                    .filter(|_| true)
                    .into_par()
                    .map_init(init, f)
                    .sum(),
            });
            assert_eq!(sum, 3000 * 3001 / 2);
            let made = made.into_inner().unwrap();
            assert!(
                made.len() <= threads && made.values().all(|n| *n == 1),
                "{made:?}"
            );
            books.check();
        }
    }
}

/// Rows of heavy items amid light ones, pulled: threads are called for each row, and have their states still.
#[test]
fn of_map_init_where_a_call_is_shared_again_and_again() {
    const LEN: usize = 30_000;
    for threads in [2].into_iter().chain(more_than_usual()) {
        let made = Mutex::new(HashMap::new());
        let init = || {
            let id = thread::current().id();
            *made.lock().unwrap().entry(id).or_insert(0) += 1;
        };
        let f = |(): &mut (), x: usize| {
            if x % 3000 < 30 {
                thread::sleep(Duration::from_micros(200));
            }
            x
        };
        let chain = || (0..LEN).filter(|_| true).into_par().map_init(init, f);
        with_threads(threads, || {
            assert_eq!(chain().sum::<usize>(), LEN * (LEN - 1) / 2);
            let each = std::mem::take(&mut *made.lock().unwrap());
            assert!(each.values().all(|n| *n == 1), "summed: {each:?}");
            assert!(chain().collect_vec().into_iter().eq(0..LEN));
            let each = std::mem::take(&mut *made.lock().unwrap());
            assert!(each.values().all(|n| *n == 1), "collected: {each:?}");
        });
    }
}

/// Behind light items, one makes a call whose items wait for each other: helpers that kept their states come
/// to that, and to no more of the others meanwhile.
#[test]
fn of_map_init_around_a_call_inside_an_item() {
    within_a_minute("a call inside an item", || {
        for threads in more_than_usual() {
            let all_here = Barrier::new(threads);
            let f = |(): &mut (), x: usize| {
                if x == 20_000 {
                    (0..threads).par_for_each(|_| meet(&all_here));
                }
                x
            };
            let chain = (0..30_000).filter(|_| true).into_par().map_init(|| (), f);
            let results = with_threads(threads, || chain.collect_vec());
            assert!(results.into_iter().eq(0..30_000));
        }
    });
}

/// What is behind a destructor that panics is dropped all the same, wherever it comes from.
#[test]
fn behind_one_that_panics_in_another_source() {
    struct Bomb<'d>(usize, &'d AtomicUsize);
    impl Drop for Bomb<'_> {
        fn drop(&mut self) {
            self.1.fetch_add(1, SeqCst);
            assert_ne!(self.0, 1);
        }
    }
    for threads in THREADS {
        let dropped = AtomicUsize::new(0);
        let bombs =
            |range: std::ops::Range<usize>| Vec::from_iter(range.map(|x| Bomb(x, &dropped)));
        with_threads(threads, || {
            _ = catch_unwind(AssertUnwindSafe(|| {
                let chain = bombs(0..2).par_map(|x| x).chain(bombs(2..5).par_map(|x| x));
                drop(chain.find(|_| true));
            }));
        });
        assert_eq!(dropped.into_inner(), 5, "at {threads} threads");
    }
}

/// What a closure has left in its state when it panicked is not met again, and a state whose destructor
/// panics then keeps no item from its own.
#[test]
fn of_states_that_a_panic_left_behind() {
    struct State(bool);
    impl Drop for State {
        fn drop(&mut self) {
            assert!(!self.0, "of the state");
        }
    }
    // On a thread that is alone both panics meet, as in `std`, and that ends the process.
    for threads in more_than_usual() {
        let books = Books::new(2000);
        let items = Vec::from_iter((0..2000).map(|x| (x, books.enter())));
        let chain = || {
            let f = |state: &mut State, (x, _entry): (usize, Entry<'_>)| {
                assert!(!state.0, "a state that was left behind");
                state.0 = x % 100 == 50;
                assert!(!state.0, "of item {x}");
            };
            items
                .par_map(|x| x)
                .map_init(|| State(false), f)
                .for_each(drop);
        };
        let panic = catch_unwind(AssertUnwindSafe(|| with_threads(threads, chain)));
        let panic = panic.expect_err("item 50 panics");
        assert_eq!(panic.downcast_ref(), Some(&String::from("of item 50")));
        books.check();
    }
}
