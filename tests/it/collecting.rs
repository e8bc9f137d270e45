//! What a chain can be collected into.

use std::borrow::Cow;
use std::collections::*;
use std::ffi::{OsStr, OsString};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::thread;

use abreast::prelude::*;

use crate::support::{Books, END, THREADS, Visit, check_end, more_than_usual};

#[test]
fn every_collection() {
    let pairs = |x: u32| (x % 50, x);
    macro_rules! check {
        ($($to:ty: $f:expr),* $(,)?) => {$(
            let oracle: $to = (0..300).map($f).collect();
            for threads in THREADS {
                with_threads(threads, || {
                    assert_eq!((0..300).par_map($f).collect::<$to>(), oracle);
                    assert_eq!((0..300).filter(|_| true).par_map($f).collect::<$to>(), oracle);
                });
            }
        )*};
    }
    let same = |x: u32| x;
    check!(
        Vec<u32>: same, VecDeque<u32>: same, LinkedList<u32>: same,
        Box<[u32]>: same, Arc<[u32]>: same, Rc<[u32]>: same,
        HashMap<u32, u32>: pairs, BTreeMap<u32, u32>: pairs, HashSet<u32>: same, BTreeSet<u32>: same,
        String: |x: u32| x.to_string(),
        String: |x: u32| char::from_u32(x).unwrap(),
        String: |x: u32| if x % 2 == 0 { "even" } else { "odd" },
        Box<str>: |x: u32| x.to_string(),
        Box<str>: |x: u32| if x % 2 == 0 { "even" } else { "odd" },
        Cow<'static, str>: |x: u32| char::from_u32(x).unwrap(),
        Cow<'static, [u32]>: same,
        OsString: |x: u32| OsString::from(x.to_string()),
        (): |_: u32| (),
        (Vec<u32>, HashSet<u32>): pairs,
        (HashMap<u32, u32>, String): |x: u32| (pairs(x), x.to_string()),
        Option<Vec<u32>>: Some,
        Option<Vec<u32>>: |x: u32| (x != 77).then_some(x),
        Result<HashSet<u32>, String>: Ok,
        Result<Vec<u32>, u32>: |x: u32| if x % 100 == 60 { Err(x) } else { Ok(x) },
        Result<Option<Vec<u32>>, u32>: |x: u32| if x == 200 { Err(x) } else { Ok((x != 100).then_some(x)) },
        Result<Option<Vec<u32>>, u32>: |x: u32| if x == 100 { Err(x) } else { Ok((x != 200).then_some(x)) },
    );
    let heap: BinaryHeap<u32> = (0..300).par_map(same).collect();
    assert_eq!(heap.into_sorted_vec(), Vec::from_iter(0..300));
    let name: Cow<'_, OsStr> = [1, 2, 3]
        .par_map(|x: u32| OsString::from(x.to_string()))
        .collect();
    assert_eq!(name, OsStr::new("123"));
}

#[test]
fn collect_into_appends_and_keeps_the_memory() {
    for threads in THREADS {
        with_threads(threads, || {
            let mut v = Vec::with_capacity(10_000);
            v.push(7);
            let memory = v.as_ptr();
            assert_eq!(
                (0..5).par_map(|x| x).collect_into(&mut v),
                &[7, 0, 1, 2, 3, 4]
            );
            (5..9).filter(|_| true).par_map(|x| x).collect_into(&mut v);
            assert_eq!(v, [7, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
            assert_eq!(v.as_ptr(), memory);
        });
    }
}

#[test]
fn the_first_error_by_position_in_every_run() {
    let f = |x: usize| if x % 7 == 5 { Err(x) } else { Ok(x) };
    for threads in THREADS {
        for round in 0..100 {
            let range = round * 3..100_000;
            let oracle: Result<Vec<usize>, usize> = range.clone().map(f).collect();
            with_threads(threads, || {
                let par: Result<Vec<usize>, usize> = range.clone().par_map(f).collect();
                assert_eq!(par, oracle);
                let par: Result<Vec<usize>, usize> =
                    range.clone().filter(|_| true).par_map(f).collect();
                assert_eq!(par, oracle);
            });
        }
    }
}

#[test]
fn the_first_end_of_nested_results_in_every_run() {
    // The later end is there before the first: it is waited for.
    for (first, later) in [(Ok(None), Err(9000)), (Err(400), Ok(None))] {
        for threads in more_than_usual() {
            for _ in 0..10 {
                let done = AtomicBool::new(false);
                let f = |x: usize| match x {
                    400 => {
                        while !done.load(SeqCst) {
                            thread::yield_now();
                        }
                        first
                    }
                    9000 => {
                        done.store(true, SeqCst);
                        later
                    }
                    _ => Ok(Some(x)),
                };
                let par: Result<Option<Vec<usize>>, usize> =
                    with_threads(threads, || (0..10_000).par_map(f).collect());
                assert_eq!(par, first.map(|_| None));
            }
        }
    }
}

#[test]
fn an_error_in_front_of_what_is_there() {
    for _ in 0..20 {
        let (books, done) = (Books::new(2), AtomicBool::new(false));
        let f = |x: i32| {
            if x == 1 {
                done.store(true, SeqCst);
                return Ok(books.enter());
            }
            while !done.load(SeqCst) {
                thread::yield_now();
            }
            Err(x)
        };
        let all = with_threads(2, || (0..2).par_map(f).collect::<Result<Vec<_>, i32>>());
        assert_eq!(all.err(), Some(0));
        books.check();
    }
}

#[test]
fn everything_before_the_first_error_is_done_and_little_beyond_it() {
    for threads in THREADS {
        check_end(threads, |items| {
            let f = |item: Visit<'_>| {
                let x = item.x;
                if item.ends() { Err(x) } else { Ok(()) }
            };
            let end: Result<(), usize> = items.par_map(f).collect();
            assert_eq!(end, Err(END));
        });
    }
}

#[test]
fn a_collection_of_ones_own() {
    #[derive(Debug, PartialEq)]
    struct Reversed(Vec<u8>);
    impl FromParallel<u8> for Reversed {
        fn from_vec(mut items: Vec<u8>) -> Self {
            items.reverse();
            Reversed(items)
        }
    }
    assert_eq!(
        (0..4_u8).par_map(|x| x).collect::<Reversed>(),
        Reversed(vec![3, 2, 1, 0])
    );
    assert_eq!(
        (0..4_u8)
            .par_map(|x| x.checked_sub(1))
            .collect::<Option<Reversed>>(),
        None
    );
}
