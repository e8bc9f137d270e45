//! As many threads, as long pieces and as wide windows as a number can say.

use std::iter;

use abreast::prelude::*;

use crate::support::within_a_minute;

const HUGE: [usize; 5] = [8_193, 1 << 17, 1 << 23, usize::MAX / 16, usize::MAX];

/// Of a source of known length and of one whose length nobody knows.
fn unknown(len: u64) -> impl Iterator<Item = u64> + Send {
    let mut next = 0;
    iter::from_fn(move || {
        next += 1;
        (next <= len).then_some(next - 1)
    })
}

/// Ends a chain in every way, and compares with a loop: `source` has the numbers below `len`.
macro_rules! every_end {
    ($len:expr, $what:expr, $source:expr) => {{
        let (len, what) = ($len, $what);
        let all = Vec::from_iter(0..len);
        let sum = all.iter().sum::<u64>();
        assert_eq!($source.collect_vec(), all, "{what}");
        assert_eq!($source.filter(|_| true).collect_vec(), all, "{what}");
        assert_eq!($source.sum::<u64>(), sum, "{what}");
        assert_eq!(
            $source.filter(|x| x % 2 == 0).sum::<u64>(),
            all.iter().step_by(2).sum(),
            "{what}"
        );
        assert_eq!($source.map(Some).sum::<Option<u64>>(), Some(sum), "{what}");
        assert_eq!($source.reduce(u64::max), all.last().copied(), "{what}");
        assert_eq!($source.filter(|_| false).reduce(u64::max), None, "{what}");
        assert_eq!(
            $source.fold(|| 0, u64::wrapping_add, u64::wrapping_add),
            sum,
            "{what}"
        );
        assert_eq!(
            $source.flat_map(|x| [x, x]).count(),
            2 * all.len(),
            "{what}"
        );
        assert_eq!($source.find(|x| x + 1 == len), len.checked_sub(1), "{what}");
        assert_eq!(
            $source.position(|x| x == len / 2),
            (len > 0).then_some(len as usize / 2),
            "{what}"
        );
        assert_eq!($source.last(), all.last().copied(), "{what}");
        assert!($source.is_sorted(), "{what}");
        let mut seen = Vec::new();
        $source.for_each_ordered(|x| seen.push(x));
        assert_eq!(seen, all, "{what}");
        assert_eq!($source.stream().collect::<Vec<_>>(), all, "{what}");
        let mut seen: Vec<_> = $source.stream_unordered().collect();
        seen.sort();
        assert_eq!(seen, all, "{what}");
        let ends = $source.map(|x| if x < 5 { Ok(x) } else { Err(x) });
        let first = (len > 5).then_some(5);
        assert_eq!(ends.collect::<Result<Vec<_>, _>>().err(), first, "{what}");
    }};
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Threads(usize),
    MinLen(usize),
    Window(usize),
}

fn ask<P: Pieces>(par: Par<P>, asked: Asked) -> Par<P> {
    match asked {
        Asked::Threads(n) => par.threads(n),
        Asked::MinLen(n) => par.min_len(n),
        Asked::Window(n) => par.window(n).min_len(n / 3),
    }
}

#[test]
fn options_of_large_numbers() {
    for n in HUGE {
        for asked in [Asked::Threads(n), Asked::MinLen(n), Asked::Window(n)] {
            // (A call of more threads starts one for each item, as far as the system has them.)
            let long = if let Asked::Threads(_) = asked {
                300
            } else {
                20_000
            };
            for len in [0, 1, long] {
                let what = format!("{asked:?}, {len} items");
                within_a_minute(&what, || {
                    let half = len / 2;
                    every_end!(len, &what, ask((0..len).par(), asked));
                    every_end!(len, &what, ask(unknown(len).into_par(), asked));
                    let behind = move |x| x + half;
                    every_end!(len, &what, {
                        let behind = unknown(len - half).into_par().map(behind);
                        ask(Vec::from_iter(0..half).par().chain(behind), asked)
                    });
                });
            }
        }
    }
}

#[test]
fn scopes_of_many_threads() {
    for n in HUGE {
        with_threads(n, || {
            #[cfg(has_threads)]
            assert_eq!(current_threads(), n);
            for len in [0, 1, 300] {
                let what = format!("with_threads({n}), {len} items");
                within_a_minute(&what, || {
                    every_end!(len, &what, (0..len).par());
                    every_end!(len, &what, unknown(len).into_par());
                });
            }
            // Longer than anything: nothing is made for each thread beforehand, nor for each item.
            let found = (0..u64::MAX).par().find(|x| *x == 70_000);
            assert_eq!(found, Some(70_000));
            let found = (0..=u64::MAX).par().map(Some).stream().nth(70_000);
            assert_eq!(found, Some(Some(70_000)));
            with_threads(n, || {
                with_threads(2, || assert_eq!((0..100).par().count(), 100))
            });
        });
    }
}

/// Several at a time.
#[test]
fn many_scopes_of_many_threads() {
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                with_threads(usize::MAX, || {
                    assert_eq!((0..10_000).par_map(|x: u64| x).sum::<u64>(), 49_995_000);
                });
            });
        }
    });
}

#[test]
fn steps_and_chunks_of_many_items() {
    for n in HUGE {
        assert_eq!((0..300).par().skip(n).count(), 0);
        assert_eq!((0..300).par().take(n).count(), 300);
        assert_eq!((0..300).par().step_by(n).collect_vec(), [0]);
        assert_eq!(
            (0..300)
                .par()
                .chunks(n)
                .map(|chunk| chunk.len())
                .collect_vec(),
            [300]
        );
        assert_eq!(
            (0..300)
                .par()
                .skip(1)
                .step_by(n)
                .chunks(n)
                .rev()
                .collect_vec(),
            [[1]]
        );
        assert_eq!((0..=u64::MAX).par().skip(n / 2).take(n).take(2).count(), 2);
        assert_eq!(
            unknown(300)
                .into_par()
                .chain(unknown(5).into_par())
                .min_len(n)
                .count(),
            305
        );
    }
}

/// What is wanted in the end may be numbered, whatever was before.
#[test]
fn what_is_narrowed_later() {
    let far = || (0..=u64::MAX).par().skip(2);
    assert_eq!(
        far().take(usize::MAX - 1).take(5).collect_vec(),
        [2, 3, 4, 5, 6]
    );
    assert_eq!(
        far().take(usize::MAX).zip(0..2).collect_vec(),
        [(2, 0), (3, 1)]
    );
    assert_eq!(
        (0..2).par().zip(far().take(usize::MAX)).collect_vec(),
        [(0, 2), (1, 3)]
    );
    assert_eq!(
        far()
            .step_by(2)
            .take(usize::MAX - 9)
            .map(|x| x)
            .take(2)
            .collect_vec(),
        [2, 4]
    );
    assert_eq!(
        far().chunks(2).take(usize::MAX / 2).take(1).collect_vec(),
        [[2, 3]]
    );
    assert_eq!(
        far()
            .enumerate()
            .take(usize::MAX)
            .skip(1)
            .take(1)
            .collect_vec(),
        [(1, 3)]
    );
    assert_eq!(
        far().chain(0..9).take(usize::MAX).take(1).collect_vec(),
        [2]
    );
}
