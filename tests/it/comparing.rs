//! What compares two chains, beside the same on `std`'s iterators; and what says how many items there are,
//! or what a chain is made of.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::{THREADS, panic_of};

/// Compares in every way, and on each side with chains of one item per index and others.
macro_rules! compare {
    ($left:expr, $right:expr, $($method:ident)*) => {{
        let (left, right) = ($left, $right);
        $(
            let std = left.iter().$method(right.iter());
            let what = (stringify!($method), &left, &right);
            assert_eq!(left.iter().par().$method(right.iter()), std, "{what:?}");
            let behind = right.iter().filter(|_| true).into_par();
            assert_eq!(left.iter().par().$method(behind), std, "{what:?}, pulled");
            let front = left.iter().par().filter(|_| true);
            assert_eq!(front.$method(right.iter()), std, "{what:?}, filtered");
            let front = left[..left.len() / 2].iter().par().chain(left[left.len() / 2..].iter());
            let behind = right.iter().par().filter_map(Some);
            assert_eq!(front.$method(behind), std, "{what:?}, chained");
        )*
    }};
}

#[test]
fn in_every_way() {
    let long = Vec::from_iter((0..3000).map(f64::from));
    let changed = |at: usize, to: f64| {
        let mut v = long.clone();
        v[at] = to;
        v
    };
    let lists = [
        vec![],
        vec![0.0],
        vec![f64::NAN],
        vec![0.0, 1.0],
        changed(0, -1.0),
        changed(1500, 1e9),
        changed(1500, f64::NAN),
        changed(2999, -1.0),
        long[..2999].to_vec(),
        long.clone(),
    ];
    for threads in THREADS {
        with_threads(threads, || {
            for left in &lists {
                for right in &lists {
                    compare!(left.clone(), right.clone(), partial_cmp eq ne lt le gt ge);
                    let bits = |v: &[f64]| Vec::from_iter(v.iter().map(|x| x.to_bits()));
                    compare!(bits(left), bits(right), cmp eq);
                }
            }
        });
    }
}

/// Neither side is computed far beyond the first difference, nor is it where a panic comes behind.
#[test]
fn no_further_than_it_must() {
    for threads in THREADS {
        let seen = AtomicUsize::new(0);
        let look = |x: u64| {
            seen.fetch_add(1, SeqCst);
            x
        };
        with_threads(threads, || {
            assert!((0..u64::MAX).par_map(look).ne((1..u64::MAX).par_map(look)));
            assert!((5..u64::MAX).par_map(look).gt([5, 5]));
            let ones = (0..u64::MAX).par_map(look).map(|x| x.min(1));
            assert!(ones.filter(|_| true).cmp(ones_from(0)).is_lt());
        });
        // Each thread may finish the piece that it has begun.
        assert!(seen.into_inner() < 100_000 * threads);
    }
}

/// As many ones, and then a two.
fn ones_from(n: u64) -> Par<impl Pieces<Item = u64> + Sync> {
    (n..u64::MAX).par_map(|x| if x < 40 { x.min(1) } else { 2 })
}

/// As a loop does, which asks the left side first.
#[test]
fn the_panic_is_that_of_a_loop() {
    let panics_at = |at: usize, what: &'static str| {
        move |x: usize| {
            if x == at {
                resume_unwind(Box::new(what));
            }
            x
        }
    };
    for threads in THREADS {
        for (left, right, first) in [
            (7, 7, "left"),
            (8, 7, "right"),
            (7, 8, "left"),
            (20, 9, "right"),
        ] {
            let lefts = || (0..20).par().map(panics_at(left, "left"));
            let rights = || (0..15).par().map(panics_at(right, "right"));
            let check = |run: &dyn Fn() -> bool| {
                assert_eq!(
                    with_threads(threads, || panic_of(run)),
                    first,
                    "{threads} threads"
                );
            };
            check(&|| lefts().eq(rights()));
            check(&|| lefts().filter(|_| true).eq(rights()));
            check(&|| lefts().lt(rights().filter(|_| true)));
        }
        // Of the longer one the item behind the end of the other is asked for.
        let long = || (0..20).par().map(panics_at(15, "one more"));
        with_threads(threads, || {
            assert_eq!(panic_of(|| long().eq(0..15)), "one more");
            assert_eq!(panic_of(|| (0..15).par().eq(long())), "one more");
            assert!(!long().eq(0..14));
        });
    }
}

#[test]
fn how_many_there_are() {
    let items = vec![1; 100];
    assert_eq!(items.par().len(), 100);
    let numbers = || (0..100).par();
    assert_eq!(numbers().interleave(0..7).len(), 107);
    assert_eq!(numbers().intersperse(0).len(), 199);
    assert_eq!(numbers().take(0).intersperse(0).len(), 0);
    assert_eq!(numbers().step_by(7).zip(0..9).chain([(1, 2)]).len(), 10);
    let computed = numbers().map(|_| -> i32 { unreachable!("nothing is computed") });
    assert_eq!(computed.rev().skip(40).chunks(7).len(), 9);
}

#[test]
fn item_number_n() {
    for threads in THREADS {
        with_threads(threads, || {
            for n in [0, 1, 50, 99, 100, 1000, usize::MAX] {
                let std = (0..100).nth(n);
                assert_eq!((0..100).par().nth(n), std);
                assert_eq!((0..100).par_map(|x| x).nth(n), std);
                assert_eq!((0..50).par().chain(50..100).nth(n), std);
            }
            // What comes behind is not computed, and what comes before is.
            let up_to = |at| (0..100).par_map(move |x| if x == at { panic!("at {x}") } else { x });
            assert_eq!(up_to(51).nth(50), Some(50));
            assert_eq!(panic_of(|| up_to(49).nth(50)), "at 49");
            assert_eq!(panic_of(|| up_to(99).nth(100)), "at 99");
        });
    }
}

#[test]
fn a_clone_is_a_chain_of_its_own() {
    let words = vec!["b".to_string(), "a".to_string()];
    let chain = words.clone().par().map(|s| s + "!").intersperse("-".into());
    let again = chain.clone();
    assert_eq!(chain.collect_vec(), ["b!", "-", "a!"]);
    assert_eq!(again.clone().rev().collect_vec(), ["a!", "-", "b!"]);
    assert_eq!(again.collect::<String>(), "b!-a!");
    let pulled = words.iter().filter(|s| *s != "c").into_par().cloned();
    assert_eq!(pulled.clone().collect_vec(), pulled.collect_vec());
    let chunks = words
        .chunks(1)
        .par()
        .enumerate()
        .interleave(words.windows(2).par().enumerate());
    assert_eq!(chunks.clone().count() + chunks.count(), 6);
}

#[test]
fn what_a_chain_is_made_of() {
    let v = vec![1, 2, 3];
    let not_shown = std::sync::Mutex::new(());
    let chain = v
        .iter()
        .par()
        .map(|_| not_shown.lock().is_ok())
        .filter(|ok| *ok);
    assert_eq!(
        format!("{chain:?}"),
        "Par { chain: Filter { base: Map { base: Slice { len: 3 }, .. }, .. }, options: {} }"
    );
    let chain = v.clone().par().skip(1).zip(1..=3).threads(2).window(7);
    assert_eq!(
        format!("{chain:?}"),
        "Par { chain: Zipped { left: Skipped { base: Owned { len: 3 }, n: 1 }, \
         right: NumbersInclusive { start: 1, last: Some(3), len: Some(3) } }, \
         options: {threads: 2, window: 7} }"
    );
    let pulled = "a\nb".lines().into_par().map_init(|| 1, |_, line| line);
    let shown = format!("{pulled:?}");
    assert!(
        shown.contains("MapInit { base: Pulled { iter: core::str::"),
        "{shown}"
    );
    assert!(shown.contains("size_hint: (0, None) }, .. }"), "{shown}");
}
