//! An answer that is there when a destructor panics is dropped as everything else is.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use abreast::prelude::*;

use crate::support::{Books, Entry, THREADS};

/// Panics when it is dropped, unless a panic is on its way already.
struct Fuse;

impl Drop for Fuse {
    fn drop(&mut self) {
        if !thread::panicking() {
            resume_unwind(Box::new(()));
        }
    }
}

/// An item, with its line in the books.
struct Item(usize, #[allow(dead_code, reason = "counts")] Entry<'static>);

impl PartialEq for Item {
    fn eq(&self, other: &Item) -> bool {
        self.0 == other.0
    }
}

impl Eq for Item {}

impl PartialOrd for Item {
    fn partial_cmp(&self, other: &Item) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Item {
    fn cmp(&self, other: &Item) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

fn pushed<T>(mut items: Vec<T>, item: T) -> Vec<T> {
    items.push(item);
    items
}

fn appended<T>(mut one: Vec<T>, mut other: Vec<T>) -> Vec<T> {
    one.append(&mut other);
    one
}

/// Runs the consumers on chains whose closures hold a fuse, one in the chain (`lit` 0) or one in the
/// consumer.
#[test]
fn where_closures_end_in_a_panic() {
    /// `$fuse` is to be moved into the consumer's closures.
    macro_rules! check {
        (
            $books:ident, $lit:ident, $len:ident, $threads:ident:
            $(|$chain:ident, $fuse:ident| $run:expr;)*
        ) => {$(
            // Streams own what they use.
            let $books = Books::kept(4 * $len + 8);
            let _ = catch_unwind(AssertUnwindSafe(|| {
                let inside = ($lit == 0).then(|| Fuse);
                let $fuse = ($lit == 1).then(|| Fuse);
                let make = move |x: usize| {
                    let _ = &inside;
                    Item(x, $books.enter())
                };
                let $chain = (0..$len).par_map(make);
                with_threads($threads, || {
                    let _answer = $run;
                });
            }));
            let balance = catch_unwind(AssertUnwindSafe(|| $books.check()));
            let case = format!("{} threads, fuse {}, {} items", $threads, $lit, $len);
            assert!(balance.is_ok(), "{} at {case}", stringify!($run));
        )*};
    }
    for threads in THREADS {
        for len in [1, 2, 150] {
            for lit in [0, 1] {
                // An item that a failure is made of.
                let bad = len / 2;
                let good = move |item: &Item| item.0 != bad;
                check! { books, lit, len, threads:
                    |chain, _fuse| chain.collect_vec();
                    |chain, _fuse| chain.collect::<VecDeque<_>>();
                    |chain, _fuse| chain.collect_into(&mut vec![]).len();
                    |chain, _fuse| chain.threads(2).collect_vec();
                    |chain, _fuse| chain.collect_vec().par_map(|item| item.0).collect_vec();
                    |chain, fuse| chain.filter(move |_| { let _ = &fuse; true }).collect_vec();
                    |chain, fuse| chain.partition::<Vec<_>, _>(move |item| fuse.is_some() || item.0 % 2 == 0);
                    |chain, fuse| chain.map(move |item| (fuse.is_some(), item))
                        .unzip::<_, _, Vec<_>, Vec<_>>();
                    |chain, fuse| chain.map(move |item| fuse.is_some().then_some(item))
                        .collect::<Option<Vec<_>>>();
                    |chain, fuse| chain
                        .map(move |item| if item.0 == bad && fuse.is_none() { Err(item) } else { Ok(item) })
                        .collect::<Result<Vec<_>, _>>();
                    |chain, fuse| chain.reduce(move |one, other| match &fuse {
                        Some(_) => one.max(other),
                        None => one.min(other),
                    });
                    |chain, fuse| chain
                        .fold(Vec::new, move |v, item| { let _ = &fuse; pushed(v, item) }, appended);
                    |chain, fuse| chain.fold(move || { let _ = &fuse; vec![] }, pushed, appended);
                    |chain, fuse| chain.filter(|_| false).fold(
                        move || { let _ = &fuse; Vec::from_iter([Item(0, books.enter())]) },
                        |v, _| v,
                        |v, _| v,
                    );
                    |chain, fuse| chain
                        .fold(Vec::new, pushed, move |v, w| { let _ = &fuse; appended(v, w) });
                    |chain, fuse| chain.try_fold(
                        || 0,
                        move |n, item| { let _ = &fuse; if good(&item) { Ok(n + 1) } else { Err(item) } },
                        |a, b| a + b,
                    );
                    |chain, fuse| chain.try_fold(
                        move || { let _ = &fuse; Vec::new() },
                        |v, item| Ok::<_, ()>(pushed(v, item)),
                        appended,
                    );
                    |chain, fuse| chain.try_reduce(move |one, other| {
                        let _ = &fuse;
                        if good(&other) { Ok(one.max(other)) } else { Err(other) }
                    });
                    |chain, fuse| chain.try_for_each(move |item| {
                        let _ = &fuse;
                        if good(&item) { Ok(()) } else { Err(item) }
                    });
                    |chain, fuse| chain.try_for_each_ordered(move |item| {
                        let _ = &fuse;
                        if good(&item) { Ok(()) } else { Err(item) }
                    });
                    |chain, fuse| chain.for_each_ordered(move |_| { let _ = &fuse; });
                    |chain, _fuse| chain.last();
                    |chain, _fuse| chain.max();
                    |chain, fuse| chain.min_by(move |one, other| { let _ = &fuse; one.cmp(other) });
                    |chain, fuse| chain
                        .max_by_key(move |item| { let _ = &fuse; Item(item.0, books.enter()) });
                    |chain, fuse| chain.find(move |item| { let _ = &fuse; item.0 == bad });
                    |chain, fuse| chain
                        .find_map(move |item| { let _ = &fuse; (item.0 == bad).then_some(item) });
                    |chain, fuse| chain
                        .map(move |item| { let _ = &fuse; if good(&item) { Ok(item.0) } else { Err(item) } })
                        .sum::<Result<usize, Item>>();
                    |chain, fuse| chain.map_init(move || fuse.as_ref().map(|_| Fuse), |_, item| item)
                        .collect_vec();
                    |chain, fuse| chain.map_init(move || fuse.as_ref().map(|_| Fuse), |_, item| item)
                        .for_each_ordered(drop);
                    |chain, fuse| chain.map_init(move || fuse.as_ref().map(|_| Fuse), |_, item| item)
                        .reduce(Item::max);
                    |chain, fuse| chain.map(move |item| { let _ = &fuse; item }).stream().collect::<Vec<_>>();
                    |chain, fuse| chain.map(move |item| { let _ = &fuse; item }).stream_unordered()
                        .collect::<Vec<_>>();
                    |chain, fuse| chain.map(move |item| { let _ = &fuse; item }).stream().next();
                    |chain, fuse| chain.stream()
                        .fold(Vec::new(), move |v, item| { let _ = &fuse; pushed(v, item) });
                }
            }
        }
    }
}

/// At which of the values dropped from now on the destructor panics, unless a panic is on its way already.
static BOMB: AtomicUsize = AtomicUsize::new(usize::MAX);

fn tick() {
    if BOMB.fetch_sub(1, SeqCst) == 1 && !thread::panicking() {
        resume_unwind(Box::new(()));
    }
}

/// The same where items end in a panic: of a vector, by value, so that those that nobody takes are dropped
/// in pieces. What a user's closure, or `std`, drops behind its own answer is not here.
#[test]
fn where_items_end_in_a_panic() {
    const LEN: usize = 200;
    macro_rules! check {
        ($books:ident, $threads:ident, $at:ident: $(|$items:ident| $run:expr;)*) => {$(
            let $books = Books::kept(3 * LEN);
            let items = Vec::from_iter((0..LEN).map(|x| Item(x, $books.enter_and(tick))));
            BOMB.store($at, SeqCst);
            let _ = catch_unwind(AssertUnwindSafe(|| {
                let $items = items.par();
                with_threads($threads, || {
                    let _answer = $run;
                })
            }));
            BOMB.store(usize::MAX, SeqCst);
            let balance = catch_unwind(AssertUnwindSafe(|| $books.check()));
            assert!(balance.is_ok(), "{} at {} threads, {}", stringify!($run), $threads, $at);
        )*};
    }
    let is_bad = |item: Item| {
        if item.0 == LEN / 2 {
            Err(item)
        } else {
            Ok(item)
        }
    };
    for threads in THREADS {
        for at in [1, 2, 3, LEN / 2, LEN / 2 + 1, LEN / 2 + 2, LEN - 1, LEN] {
            check! { books, threads, at:
                |items| items.last();
                |items| items.max();
                |items| items.min();
                |items| items.max_by_key(|item| Item(item.0, books.enter_and(tick)));
                |items| items.find(|item| item.0 == LEN / 2);
                |items| items.map(is_bad).collect::<Result<Vec<_>, _>>();
                |items| items.map(is_bad).try_for_each_ordered(|item| item.map(drop));
                |items| items.try_for_each_ordered(|item| is_bad(item).map(drop));
                |items| items.try_for_each(|item| is_bad(item).map(drop));
                |items| items.map(|item| item.0).chain([LEN]).last();
                |items| items.try_fold(|| 0, |n, item| is_bad(item).map(|_| n + 1), |a, b| a + b);
                |items| items.map(|item| is_bad(item).map(|item| item.0)).sum::<Result<usize, Item>>();
                |items| items.stream().nth(LEN / 2);
                |items| items.stream_unordered().collect::<Vec<_>>();
                |items| items.step_by(3).take(5).collect_vec();
                |items| items.skip(3).rev().take(5).collect_vec();
                |items| items.take(1).collect_vec();
            }
        }
    }
}
