//! One item that is not through before the others are: nobody keeps those from the other threads.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::{more_than_usual, within_a_minute};

/// How many items a call has, and how many of them may be left to do while one of them waits: those that a
/// thread has taken together with it, and a few more for those that every thread has.
const ITEMS: usize = 100_000;
const LEFT: usize = 200;

/// How many even calls come first: they are no promise.
const EVEN: usize = 12;

/// What each item calls, with its number.
type Visit<'v> = dyn Fn(usize) -> usize + Sync + 'v;

/// Makes calls in a row, of the same loop: the first ones are even; in each of the others one item waits until
/// all others are done, but for [`LEFT`] of them.
fn check(name: &str, call: impl Fn(&Visit<'_>)) {
    let [threads, _] = more_than_usual();
    let surprises = [Some(ITEMS / 2), Some(ITEMS - 1), Some(17), None];
    for slow in [None; EVEN].into_iter().chain(surprises) {
        within_a_minute(name, || {
            let done = AtomicUsize::new(0);
            let visit = |x: usize| {
                while Some(x) == slow && done.load(SeqCst) + LEFT < ITEMS {
                    std::thread::yield_now();
                }
                done.fetch_add(1, SeqCst);
                black_box(x)
            };
            with_threads(threads, || call(&visit));
            assert_eq!(done.into_inner(), ITEMS, "{name}");
        });
    }
}

/// As many of those chains as there are consumers.
macro_rules! check {
    ($($name:literal: |$visit:ident| $run:expr;)*) => {$(
        check($name, |$visit| { let _ = black_box($run); });
    )*};
}

#[test]
fn collecting() {
    check! {
        "collect": |visit| (0..ITEMS).par_map(visit).collect_vec();
        "filter": |visit| (0..ITEMS).par().filter(|&x| visit(x) % 3 == 0).collect_vec();
        "for_each": |visit| (0..ITEMS).par_for_each(|x| { visit(x); });
        "of a vector": |visit| (0..ITEMS).collect::<Vec<_>>().par_map(visit).collect_vec();
        "of a slice": |visit| [(); ITEMS].par().enumerate().map(|(x, _)| visit(x)).collect_vec();
        "Result": |visit| (0..ITEMS).par_map(|x| Ok::<_, ()>(visit(x))).collect::<Result<Vec<_>, _>>();
    }
}

/// (Not `fold`, whose items need not be `Send`: those of a block stay on one thread.)
#[test]
fn reducing() {
    check! {
        "sum": |visit| (0..ITEMS).par_map(|x| visit(x) as u64).sum::<u64>();
        "sum of floats": |visit| (0..ITEMS).par_map(|x| visit(x) as f64).sum::<f64>();
        "max": |visit| (0..ITEMS).par_map(visit).max();
        "count": |visit| (0..ITEMS).par().filter(|&x| visit(x) % 2 == 0).count();
        "reduce": |visit| (0..ITEMS).par_map(visit).reduce(|a, b| a.wrapping_mul(31).wrapping_add(b));
        "find": |visit| (0..ITEMS).par().find(|&x| visit(x) == ITEMS);
    }
}
