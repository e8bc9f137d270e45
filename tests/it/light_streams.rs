//! Streams of so many items, and so cheap ones, that their owner makes some of them as they are taken.
//!
//! It does so where no scope was entered, and finds out in a while that it had better: so these run in
//! processes of their own, with several numbers of threads.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use abreast::prelude::*;

use crate::support::{in_own_process, panic_of};

const LEN: usize = 20_000;

fn with_and_without_helpers(name: &str, case: impl Fn()) {
    for threads in ["1", "2", "5"] {
        let name = format!("light_streams::{name}");
        in_own_process(&name, &[("ABREAST_NUM_THREADS", threads)], &case);
    }
}

/// Takes the results of a stream in several ways.
fn take_all<T: PartialEq + std::fmt::Debug, S: Iterator<Item = T>>(
    stream: impl Fn() -> S,
    oracle: &[T],
) {
    for _ in 0..2 {
        let mut rest = oracle.iter();
        for item in stream() {
            assert_eq!(Some(&item), rest.next());
        }
        assert_eq!(rest.next(), None);
        // Partly one way, partly another.
        for taken in [1, oracle.len() / 2] {
            let mut items = stream();
            for expected in &oracle[..taken] {
                assert_eq!(items.next().as_ref(), Some(expected));
            }
            assert_eq!(items.nth(9).as_ref(), oracle.get(taken + 9));
            let mut at = taken + 10;
            items.for_each(|item| {
                assert_eq!(item, oracle[at]);
                at += 1;
            });
            assert_eq!(at, oracle.len());
        }
    }
}

/// What the standard iterators make of the same stages, taken in several ways.
macro_rules! take_all {
    ($($stage:tt)*) => {{
        #[allow(unused_imports)]
        use abreast::prelude::*;
        let oracle = oracle!($($stage)*);
        take_all(|| streamed!($($stage)*), &oracle);
    }};
}
macro_rules! oracle {
    ($source:expr; $($stages:tt)*) => { ($source).into_iter()$($stages)*.collect::<Vec<_>>() };
}
macro_rules! streamed {
    ($source:expr; $($stages:tt)*) => { ($source).par()$($stages)*.stream() };
}

#[test]
fn light_results_of_all_kinds() {
    with_and_without_helpers("light_results_of_all_kinds", || {
        static BYTES: [u8; LEN] = [7; LEN];
        let odd = |x: &u64| x % 2 == 1;
        take_all!(0..LEN as u64; .map(|x| x ^ (x << 3)));
        take_all!(0..LEN as u64; .map(|x| x ^ (x << 3)).filter(odd));
        take_all!(0..LEN as u64; .filter_map(|x| (x % 3 > 0).then_some(x + 1)).map(|x| x * 2));
        take_all!(-5..=LEN as i32; .map(|x| x.wrapping_mul(x)));
        take_all!((0..LEN as u16).collect::<Vec<_>>(); .map(|x| x / 2));
        take_all!((0..LEN as u64).map(|x| x.to_string()).collect::<Vec<_>>(); .map(|text| text.len()));
        take_all!(BYTES.iter(); .copied().enumerate().map(|(i, x)| i + x as usize));
        take_all!(0..LEN as u64; .map(|x| x + 1).rev().skip(3).take(LEN - 10).inspect(|_| ()));
        take_all!(0..LEN as u64; .map(|x| x + 1).step_by(3).map(|x| x ^ 5));
        take_all!(0..LEN as u64; .zip(0..LEN as u64 + 7).map(|(a, b)| a ^ (b + 1)));
        take_all!(0..LEN as u64; .chain(0..1000).map(|x| x + 1));
        take_all!(0..LEN as u64; .flat_map(|x| x..x + x % 3));
        take_all!(BYTES.iter().skip(5).step_by(2); .map(|x| *x as u32 + 1));
    });
}

#[test]
fn light_results_with_something_of_their_own_on_each_thread() {
    with_and_without_helpers(
        "light_results_with_something_of_their_own_on_each_thread",
        || {
            let inits = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&inits);
            let init = move || counted.fetch_add(1, Relaxed);
            let stream = (0..LEN).par().map_init(init, |_, x| x + 1).stream();
            assert!(stream.eq(1..=LEN));
            // One that is alone has its own from the first item to the last.
            assert!(inits.load(Relaxed) == 1 || current_threads() > 1);
        },
    );
}

#[test]
fn the_size_hint_of_light_results_is_right_at_every_moment() {
    with_and_without_helpers(
        "the_size_hint_of_light_results_is_right_at_every_moment",
        || {
            let mut stream = (0..LEN).par_map(|x| x + 1).stream();
            for left in (0..=LEN).rev() {
                assert_eq!(stream.size_hint(), (left, Some(left)));
                assert_eq!(stream.next().is_some(), left > 0);
            }
            assert_eq!(stream.size_hint(), (0, Some(0)));
            // Nobody knows how many a filter leaves.
            let mut stream = (0..LEN).par().filter(|x| x % 400 == 0).stream();
            for left in (0..=LEN / 400).rev() {
                let (low, high) = stream.size_hint();
                assert!(low <= left && high.is_none_or(|high| left <= high));
                assert_eq!(stream.next().is_some(), left > 0);
            }
        },
    );
}

#[test]
fn a_panic_comes_after_all_light_results_before_it_and_is_the_end() {
    with_and_without_helpers(
        "a_panic_comes_after_all_light_results_before_it_and_is_the_end",
        || {
            // At places all over, since nobody knows which of them are made as they are taken.
            for (i, wrong) in (0..LEN).step_by(311).enumerate() {
                let calls = Arc::new(AtomicUsize::new(0));
                let counted = Arc::clone(&calls);
                let f = move |x: usize| {
                    counted.fetch_add(1, Relaxed);
                    assert!(x != wrong, "{wrong} is wrong");
                    x + 1
                };
                let mut stream = (0..LEN).par_map(f).stream();
                for x in 0..wrong {
                    assert_eq!(stream.next(), Some(x + 1));
                }
                assert!(panic_of(|| stream.next()).contains("is wrong"));
                assert_eq!(stream.size_hint(), (0, Some(0)));
                assert_eq!(stream.next(), None);
                drop(stream);
                assert!(wrong < calls.load(Relaxed) && calls.load(Relaxed) <= LEN);
                if i % 16 > 0 {
                    continue;
                }
                let mut seen = 0;
                let f = move |x: usize| {
                    assert!(x != wrong, "{wrong} is wrong");
                    x + 1
                };
                let folded = panic_of(|| (0..LEN).par_map(f).stream().for_each(|_| seen += 1));
                assert!(folded.contains("is wrong"));
                assert_eq!(seen, wrong);
                let mut seen = 0;
                let sent = panic_of(|| (0..LEN).par_map(f).for_each_ordered(|_| seen += 1));
                assert!(sent.contains("is wrong"));
                assert_eq!(seen, wrong);
            }
        },
    );
}

#[test]
fn every_light_item_is_made_once_or_not_at_all() {
    with_and_without_helpers("every_light_item_is_made_once_or_not_at_all", || {
        for taken in (0..LEN).step_by(4_999).chain([LEN]) {
            let made: Arc<[AtomicUsize]> = (0..LEN).map(|_| AtomicUsize::new(0)).collect();
            let counted = Arc::clone(&made);
            let f = move |x: usize| counted[x].fetch_add(1, Relaxed);
            let stream = (0..LEN).par_map(f).stream();
            assert_eq!(stream.take(taken).sum::<usize>(), 0);
            for (x, made) in made.iter().enumerate() {
                let made = made.load(Relaxed);
                assert!(made == 1 || (made == 0 && x >= taken));
            }
            // Not even the closure is left anywhere.
            assert_eq!(Arc::strong_count(&made), 1);
        }
    });
}

#[test]
fn light_results_as_they_finish() {
    with_and_without_helpers("light_results_as_they_finish", || {
        let mut seen = vec![false; LEN];
        for x in (0..LEN).par_map(|x| x).stream_unordered() {
            assert!(!std::mem::replace(&mut seen[x], true));
        }
        assert!(seen.iter().all(|seen| *seen));
    });
}

/// Dear ones among them: helpers are called, and what was passed over for the owner is done by whoever
/// comes to it.
#[test]
fn light_results_and_others() {
    with_and_without_helpers("light_results_and_others", || {
        let dear = |x: usize| (x / 2_500) % 2 == 1 && x % 50 == 0;
        let f = move |x: usize| match dear(x) {
            true => (0..20_000).fold(x, |a, b| a.rotate_left(1) ^ b),
            false => x + 1,
        };
        let oracle: Vec<usize> = (0..LEN).map(f).collect();
        for window in [16, 4096, 16_384] {
            let chain = || (0..LEN).par_map(f).window(window);
            assert!(chain().stream().eq(oracle.iter().copied()));
            let mut sent = Vec::new();
            chain().for_each_ordered(|x| sent.push(x));
            assert_eq!(sent, oracle);
            let mut any_order: Vec<usize> = chain().stream_unordered().collect();
            any_order.sort_unstable();
            let mut sorted = oracle.clone();
            sorted.sort_unstable();
            assert_eq!(any_order, sorted);
        }
    });
}

/// Those before a stage that leaves some out, too.
#[test]
fn closures_are_called_as_in_the_standard_iterators() {
    with_and_without_helpers("closures_are_called_as_in_the_standard_iterators", || {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let f = move |x: usize| {
            counted.fetch_add(1, Relaxed);
            x + 1
        };
        macro_rules! called {
            ($($stages:tt)*) => {{
                assert!((0..LEN).map(f.clone())$($stages)*.all(|x| x > 0));
                let expected = calls.swap(0, Relaxed);
                assert!((0..LEN).par_map(f.clone())$($stages)*.stream().all(|x| x > 0));
                assert_eq!(calls.swap(0, Relaxed), expected);
            }};
        }
        called!(.map(|x| x));
        called!(.step_by(3));
        called!(.filter(|x| x % 2 == 0));
        called!(.zip(0..LEN).map(|(x, _)| x));
        called!(.take(LEN / 2));
    });
}
