//! Items that turn out heavy in the midst of a stream's piece: what was not begun of it is dealt again, and
//! comes in its turn, once.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use abreast::prelude::*;
use abreast::with_threads;

use crate::support::{Books, THREADS};

const LEN: usize = 3_000;

/// Some heavy items side by side, from there on.
const HEAVY: [Range<usize>; 3] = [0..24, 1_500..1_524, LEN - 24..LEN];

/// Makes an item heavy.
fn dawdle() {
    let until = Instant::now() + Duration::from_micros(300);
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}

/// For each number of threads, each row of heavy items, a call that knows nothing of its loop, and a later
/// one.
fn everywhere(case: impl Fn(&Range<usize>)) {
    for threads in THREADS {
        for heavy in &HEAVY {
            with_threads(threads, || (0..2).for_each(|_| case(heavy)));
        }
    }
}

#[test]
fn everything_in_order() {
    everywhere(|heavy| {
        let heavy = heavy.clone();
        let f = move |x: usize| {
            if heavy.contains(&x) {
                dawdle();
            }
            x
        };
        let mut seen = Vec::new();
        (0..LEN).par_map(&f).for_each_ordered(|x| seen.push(x));
        assert!(seen.into_iter().eq(0..LEN));

        let mut seen = Vec::new();
        let pulled = || (0..LEN).filter(|_| true).into_par();
        pulled().map(&f).for_each_ordered(|x| seen.push(x));
        assert!(seen.into_iter().eq(0..LEN));

        assert!((0..LEN).par_map(f.clone()).stream().eq(0..LEN));
        assert!(pulled().map(f.clone()).stream().eq(0..LEN));
        let every_other = (0..LEN).par_map(f.clone()).filter(|x| x % 2 == 0);
        assert!(every_other.stream().eq((0..LEN).step_by(2)));
        let chained = || (0..LEN / 2).par().chain(LEN / 2..LEN);
        assert!(chained().map(f.clone()).stream().eq(0..LEN));
        let until = chained().map(f.clone()).until(|| false);
        assert!(until.stream().eq(0..LEN));
        let windowed = (0..LEN).par_map(f.clone()).window(100).min_len(7);
        assert!(windowed.stream().eq(0..LEN));
        let sum: usize = (0..LEN).par_map(f).stream_unordered().sum();
        assert_eq!(sum, LEN * (LEN - 1) / 2);
    });
}

/// How a chain of heavy items comes to its end.
#[derive(Clone, Copy, Debug)]
enum End {
    All,
    Panic,
    Enough,
}

/// Goes through numbered items some of which are heavy, until there is an end.
fn go_through<T: Send>(
    items: impl IntoParallel<Item = (usize, T), Pieces: Sync>,
    heavy: &Range<usize>,
    end: End,
) {
    let last = heavy.start + 20;
    let mut seen = Vec::new();
    let done = catch_unwind(AssertUnwindSafe(|| {
        let chain = items.par_map(|(x, entry)| {
            if heavy.contains(&x) {
                dawdle();
            }
            assert!(x != last || !matches!(end, End::Panic), "no more");
            (x, entry)
        });
        chain.try_for_each_ordered(|(x, _entry)| {
            seen.push(x);
            match end {
                End::Enough if x == last => Err(x),
                _ => Ok(()),
            }
        })
    }));
    let wanted = match end {
        End::All => LEN,
        End::Panic => last,
        End::Enough => last + 1,
    };
    assert!(seen.into_iter().eq(0..wanted), "{end:?}");
    assert_eq!(done.is_err(), matches!(end, End::Panic));
}

#[test]
fn nothing_is_lost_and_nothing_comes_twice() {
    for end in [End::All, End::Panic, End::Enough] {
        everywhere(|heavy| {
            let books = Books::new(2 * LEN);
            let items = || (0..LEN).map(|x| (x, books.enter())).collect::<Vec<_>>();
            go_through(items(), heavy, end);
            let mut first = items();
            let second = first.split_off(LEN / 2);
            go_through(first.par().chain(second).until(|| false), heavy, end);
            books.check();
        });
    }
}

#[test]
fn a_stream_that_is_dropped_there_loses_nothing() {
    everywhere(|heavy| {
        let books = Books::kept(LEN);
        let items: Vec<_> = (0..LEN).map(|x| (x, books.enter())).collect();
        let heavy = heavy.clone();
        let taken = heavy.start + 10;
        let stream = items.par_map(move |(x, entry)| {
            if heavy.contains(&x) {
                dawdle();
            }
            (x, entry)
        });
        let seen = stream.stream().take(taken).map(|(x, _)| x);
        assert!(seen.eq(0..taken));
        books.check();
    });
}
