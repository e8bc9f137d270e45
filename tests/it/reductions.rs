//! Law 1 for what is put together: the same bits, the same string, the same error and the same panic in
//! every run.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use abreast::prelude::*;
use proptest::prelude::*;

use crate::random::{random, scrambled};
use crate::support::{THREADS, more_than_usual, of_three};

/// Numbers of all sizes, of which hardly any sum is exact.
fn number(salt: u64, i: usize) -> f64 {
    let bits = scrambled(salt ^ i as u64);
    let size = 2_f64.powi((bits % 41) as i32 - 20);
    (bits >> 11) as f64 / (1_u64 << 52) as f64 * size - size
}

/// Factors whose product neither vanishes nor overflows too soon.
fn factor(x: f64) -> f64 {
    1.0 + x / 1e9
}

/// Every reduction of a chain of `f64`s, and of the same numbers as `f32`s, as bits.
macro_rules! reductions {
    ($items:expr) => {{
        let add = |x: f64, y: f64| x + y;
        let checked = |x: f64, y: f64| if x.is_nan() { Err(()) } else { Ok(x + y) };
        let small = |x: f64| x as f32;
        [
            $items.sum::<f64>().to_bits(),
            $items.map(factor).product::<f64>().to_bits(),
            $items.reduce(add).map_or(1, f64::to_bits),
            $items.fold(|| 0.0, add, add).to_bits(),
            $items.try_fold(|| 0.0, checked, add).unwrap().to_bits(),
            $items.try_reduce(checked).unwrap().map_or(1, f64::to_bits),
            $items.map(small).sum::<f32>().to_bits().into(),
            $items
                .map(|x| small(factor(x)))
                .product::<f32>()
                .to_bits()
                .into(),
            $items
                .map(small)
                .reduce(|x, y| x + y)
                .map_or(1, |x| x.to_bits().into()),
        ]
    }};
}

#[test]
fn of_floats_have_the_same_bits_at_every_number_of_threads() {
    let len = prop_oneof![0..300_usize, 300..6000_usize, 6000..100_001_usize];
    random("ABREAST_FLOATS", 12, (len, any::<u64>()), |(len, salt)| {
        let numbers: Vec<f64> = (0..len).map(|i| number(salt, i)).collect();
        let keep = |x: &f64| x.to_bits() % 3 != 0;
        // So much work that the others come, and get some of it.
        let heavy = |x: &f64| (0..x.to_bits() % 16).fold(*x, |x, _| std::hint::black_box(x));
        let at = |threads| {
            with_threads(threads, || {
                [
                    reductions!(numbers.iter().par().map(heavy)),
                    reductions!(numbers.iter().par().filter(|x| keep(x)).map(heavy)),
                    reductions!(numbers.iter().filter(|x| keep(x)).into_par().map(heavy)),
                    reductions!(numbers.iter().into_par().filter(|x| keep(x)).map(heavy)),
                    reductions!(
                        numbers
                            .iter()
                            .par()
                            .chain(numbers.iter().filter(|x| keep(x)).into_par())
                            .map(heavy)
                    ),
                ]
            })
        };
        let alone = at(1);
        for threads in &THREADS[1..] {
            assert_eq!(at(*threads), alone, "at {threads} threads");
        }
        // Few are put together as `std` does it.
        let kept = || numbers.iter().copied().filter(keep);
        if len <= 4096 {
            assert_eq!(alone[0][0], numbers.iter().sum::<f64>().to_bits());
            let factors = numbers.iter().copied().map(factor);
            assert_eq!(alone[0][1], factors.product::<f64>().to_bits());
        }
        if len <= 128 {
            let of = |numbers: &mut dyn Iterator<Item = f64>| numbers.reduce(|x, y| x + y);
            let folded = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(0.0, |x, y| x + y);
            let all = || numbers.iter().copied();
            for (reduced, std) in [
                (alone[0], of(&mut all())),
                (alone[1], of(&mut kept())),
                (alone[2], of(&mut kept())),
                (alone[3], of(&mut kept())),
            ] {
                assert_eq!(reduced[2], std.map_or(1, f64::to_bits));
                assert_eq!(reduced[5], reduced[2]);
            }
            for (reduced, std) in [
                (alone[0], folded(&mut all())),
                (alone[1], folded(&mut kept())),
                (alone[2], folded(&mut kept())),
                (alone[3], folded(&mut kept())),
            ] {
                assert_eq!(reduced[3], std.to_bits());
                assert_eq!(reduced[4], reduced[3]);
            }
        }
    });
}

#[test]
fn of_three_million_floats() {
    let numbers: Vec<f32> = (0..3_000_000).map(|i| number(3, i) as f32).collect();
    let at = |threads| {
        with_threads(threads, || {
            let pulled = numbers.iter().map(|x| x * 0.5);
            [
                numbers.iter().par().sum::<f32>().to_bits(),
                numbers
                    .iter()
                    .par()
                    .copied()
                    .filter(|x| *x > 0.0)
                    .reduce(|x, y| x + y)
                    .unwrap()
                    .to_bits(),
                pulled
                    .into_par()
                    .fold(|| 0.0, |x: f32, y| x + y, |x, y| x + y)
                    .to_bits(),
            ]
        })
    };
    let alone = at(1);
    for threads in &THREADS[1..] {
        assert_eq!(at(*threads), alone, "at {threads} threads");
    }
}

#[test]
fn strings_are_joined_in_order() {
    let word = |x: usize| format!("{x} ");
    let joined = |left: String, right: String| left + &right;
    let push = |text: String, x: usize| text + &word(x);
    for len in [200, 5000] {
        let std: String = (0..len).map(word).collect();
        let pulled = || (0..len).filter(|_| true).into_par();
        for threads in THREADS {
            with_threads(threads, || {
                assert_eq!((0..len).par_map(word).reduce(joined).as_ref(), Some(&std));
                assert_eq!((0..len).par().fold(String::new, push, joined), std);
                assert_eq!(pulled().fold(String::new, push, joined), std);
            });
        }
        for threads in more_than_usual() {
            with_threads(threads, || {
                let reduced = of_three((0..len).par()).map(word).reduce(joined);
                assert_eq!(reduced.as_ref(), Some(&std));
                let folded = of_three((0..len).par()).fold(String::new, push, joined);
                assert_eq!(folded, std);
                let reduced = of_three(pulled()).map(word).reduce(joined);
                assert_eq!(reduced.as_ref(), Some(&std));
                let folded = of_three(pulled()).fold(String::new, push, joined);
                assert_eq!(folded, std);
                let some = of_three(pulled().filter(|x| x % 7 != 0 && x % 500 < 300));
                let std = (0..len).filter(|x| x % 7 != 0 && x % 500 < 300);
                assert_eq!(some.map(word).reduce(joined), std.map(word).reduce(joined));
            });
        }
    }
}

#[test]
fn of_an_endless_iterator_ends_at_the_first_error() {
    let add = |x: u64, y: u64| x.checked_add(y).ok_or("too much");
    for threads in THREADS {
        with_threads(threads, || {
            let endless = || (1_u64..).map(|x| x << 40).into_par();
            assert_eq!(endless().try_reduce(add), Err("too much"));
            let sum = endless().try_fold(|| 0, add, |x, y| x.checked_add(y).ok_or("too much"));
            assert_eq!(sum, Err("too much"));
            let long = (1..u64::MAX).par().map(|x| x << 40 >> 1);
            assert_eq!(long.try_reduce(add), Err("too much"));
        });
    }
}

#[test]
fn sums_of_few_items_by_several_threads() {
    for threads in more_than_usual() {
        with_threads(threads, || {
            for len in [3, 4, 50, 3000] {
                assert_eq!(of_three((0..len).par()).sum::<usize>(), (0..len).sum());
            }
            // Who does the first item does the last as well, and others those between.
            let (begun, last) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let wait = |n: &AtomicUsize, least| {
                while n.load(Relaxed) < least {
                    std::thread::yield_now();
                }
            };
            let items = (0..5).par().threads(3).map(|x: usize| {
                match x {
                    0 => wait(&begun, 2),
                    1 => {}
                    4 => _ = last.fetch_add(1, Relaxed),
                    _ => {
                        begun.fetch_add(1, Relaxed);
                        wait(&last, 1);
                    }
                }
                x
            });
            assert_eq!(items.sum::<usize>(), 10);
        });
    }
}

#[test]
fn sums_of_many_items_are_put_together_by_blocks() {
    let add = |x: f64, y: f64| x + y;
    for len in [200, 3000, 4096, 4097, 50_000] {
        let numbers: Vec<f64> = (0..len).map(|i| number(5, i)).collect();
        let all = || numbers.iter().copied().par();
        let std: f64 = numbers.iter().sum();
        let by_blocks = all().reduce(add).unwrap();
        let expected = if len <= 4096 { std } else { by_blocks };
        assert_eq!(all().sum::<f64>().to_bits(), expected.to_bits());
        assert_ne!(std.to_bits(), by_blocks.to_bits(), "all the same");
        let kept = || all().filter(|x| *x > 0.0);
        assert_eq!(kept().reduce(add), Some(kept().sum()));
    }
}

#[test]
fn blocks_are_as_many_as_the_documentation_says() {
    /// How many blocks a fold of the chain has.
    fn blocks<P: Pieces<Item = usize> + Sync>(chain: Par<P>) -> usize {
        let blocks = AtomicUsize::new(0);
        let init = || _ = blocks.fetch_add(1, Relaxed);
        chain.fold(init, |(), _| (), |(), ()| ());
        blocks.into_inner()
    }
    let pulled = |len: usize| (0..len).filter(|_| true).into_par();
    let few = blocks(pulled(100_000));
    assert!(few < 600, "{few} blocks");
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!(blocks((0..100).par()), 100);
            assert_eq!(blocks((0..128_000).par()), 128);
            assert_eq!(blocks((0..100).par().chain(0..128_000)), 228);
            assert_eq!(blocks(pulled(100)), 100);
            assert_eq!(blocks(pulled(100_000)), few);
        });
    }
}

/// What a run ends in, if not in a result: an error, or a panic.
fn end<T: Debug>(run: impl FnOnce() -> Result<T, usize>) -> Result<usize, usize> {
    match catch_unwind(AssertUnwindSafe(run)) {
        Ok(result) => Err(result.unwrap_err()),
        Err(payload) => Ok(*payload.downcast::<usize>().unwrap()),
    }
}

/// Whose sum panics with what it has come to, once that is more than [`MOST`](Sum::MOST).
struct Sum(usize);

impl Sum {
    const MOST: usize = 1000;
}

impl std::iter::Sum for Sum {
    fn sum<I: Iterator<Item = Sum>>(terms: I) -> Sum {
        let sum = terms.reduce(|sum, term| {
            let sum = sum.0 + term.0;
            if sum > Sum::MOST {
                resume_unwind(Box::new(sum));
            }
            Sum(sum)
        });
        sum.expect("a sum of something")
    }
}

/// To be compared with anything but 1000: that panics with it.
#[derive(Debug, PartialEq, Eq)]
struct Choosy(usize);

impl PartialOrd for Choosy {
    fn partial_cmp(&self, other: &Choosy) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Choosy {
    fn cmp(&self, other: &Choosy) -> std::cmp::Ordering {
        if other.0 == 1000 {
            resume_unwind(Box::new(1000_usize));
        }
        self.0.cmp(&other.0)
    }
}

#[test]
fn a_panic_of_what_puts_items_together_has_its_place() {
    let ends_of = |items: usize, at: usize| {
        let item = move |x: usize| {
            if x == at {
                resume_unwind(Box::new(at));
            }
            x
        };
        let key = |x: &usize| Choosy(*x);
        [
            end(|| Ok((0..items).par_map(item).map(|_| Sum(1)).sum::<Sum>().0)),
            end(|| Ok((0..items).par_map(item).map(Choosy).max().unwrap().0)),
            end(|| Ok((0..items).par_map(item).min_by_key(key).unwrap())),
        ]
    };
    for items in [2_000, 20_000] {
        for round in 0..10 {
            // Behind what is too much, and before it.
            for at in [1400 + 40 * round, 900 - 40 * round] {
                for threads in THREADS {
                    let ends = with_threads(threads, || ends_of(items, at));
                    let first = ends.map(|end| end == Ok(at));
                    assert_eq!(first, [at < 1000; 3], "{at} of {items}: {ends:?}");
                }
            }
        }
    }
}

#[test]
fn a_sum_that_ends_at_an_error_does_not_meet_the_panic_behind_it() {
    let term = |x: usize| match x {
        300 => Err(x),
        400 => resume_unwind(Box::new(x)),
        _ => Ok(1),
    };
    let sums = || (0..1000).par_map(term).sum::<Result<usize, usize>>();
    // And the first item's panic is not lost to that of a sum of nothing.
    let first = || (0..1000).par_map(|x: usize| -> Sum { resume_unwind(Box::new(x)) });
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!(sums(), Err(300));
            assert_eq!(end(|| Ok(first().sum::<Sum>().0)), Ok(0));
        });
    }
}

#[test]
fn nothing_is_begun_behind_the_end_of_a_sum() {
    let begun = AtomicUsize::new(0);
    let term = |x: usize| {
        begun.fetch_add(1, Relaxed);
        if x == 0 { Err(x) } else { Ok(x) }
    };
    let sum = with_threads(1, || (0..4_000).par_map(term).sum::<Result<usize, usize>>());
    assert_eq!((sum, begun.into_inner()), (Err(0), 1));
}

/// A panic's payload that nobody is to see: dropping it panics.
struct Unseen;

impl Drop for Unseen {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[test]
fn a_panic_behind_the_end_of_a_sum_is_let_go() {
    let term = |x: usize| match x {
        2_000 => Err(x),
        2_001.. => resume_unwind(Box::new(Unseen)),
        _ => Ok(1),
    };
    for threads in THREADS {
        with_threads(threads, || {
            let few = (0..4_000).par_map(term).sum::<Result<usize, usize>>();
            let many = (0..20_000).par_map(term).sum::<Result<usize, usize>>();
            assert_eq!((few, many), (Err(2_000), Err(2_000)));
        });
    }
}

/// Adds up all before the first zero.
#[derive(PartialEq, Debug)]
struct UpToZero(usize);

impl std::iter::Sum<usize> for UpToZero {
    fn sum<I: Iterator<Item = usize>>(items: I) -> UpToZero {
        UpToZero(items.take_while(|x| *x > 0).sum())
    }
}

impl std::iter::Sum for UpToZero {
    fn sum<I: Iterator<Item = UpToZero>>(items: I) -> UpToZero {
        UpToZero(items.map(|total| total.0).sum())
    }
}

/// Adds up all items, and asks whether there is not another one.
#[derive(PartialEq, Debug)]
struct AskedAgain(usize);

impl std::iter::Sum<usize> for AskedAgain {
    fn sum<I: Iterator<Item = usize>>(mut items: I) -> AskedAgain {
        let sum = items.by_ref().sum();
        assert_eq!(items.next(), None);
        AskedAgain(sum)
    }
}

impl std::iter::Sum for AskedAgain {
    fn sum<I: Iterator<Item = AskedAgain>>(items: I) -> AskedAgain {
        items.map(|total| total.0).sum()
    }
}

#[test]
fn a_sum_may_ask_again_after_the_last_item() {
    let some = |x: &usize| x % 3 == 0;
    for threads in THREADS {
        with_threads(threads, || {
            for len in [0, 100, 1_000, 10_000] {
                let all = AskedAgain((0..len).sum());
                assert_eq!((0..len).par().sum::<AskedAgain>(), all);
                assert_eq!((0..len).into_par().sum::<AskedAgain>(), all);
                let sum: AskedAgain = (0..len).into_par().filter(some).sum();
                assert_eq!(sum, (0..len).filter(some).sum());
            }
        });
    }
}

#[test]
fn a_sum_of_many_ends_where_it_would_in_a_loop() {
    let term = |x: usize| match x {
        3_000 => Err(x),
        9_000 => resume_unwind(Box::new(x)),
        _ => Ok(1),
    };
    let product = |x: usize| (x != 3_000).then_some(1.0);
    let up_to_zero = |x: usize| term(x).unwrap_or_default();
    // The last three have no end that could be reached.
    let sums = || {
        (
            (0..20_000).par_map(term).sum::<Result<usize, usize>>(),
            (0..20_000)
                .filter(|x| x % 2 == 0)
                .par_map(term)
                .sum::<Result<usize, usize>>(),
            (0..20_000)
                .par()
                .filter(|x| x % 3 == 0)
                .map(term)
                .sum::<Result<usize, usize>>(),
            (0..20_000).par_map(up_to_zero).sum::<UpToZero>(),
            (0..usize::MAX).par_map(product).product::<Option<f64>>(),
            (0..).par_map(term).sum::<Result<usize, usize>>(),
            (0..)
                .filter(|x| x % 2 == 0)
                .par_map(term)
                .sum::<Result<usize, usize>>(),
        )
    };
    for threads in THREADS {
        with_threads(threads, || {
            let error = Err(3_000);
            let expected = (error, error, error, UpToZero(3_000), None, error, error);
            assert_eq!(sums(), expected, "on {threads} threads");
        });
    }
}

#[test]
fn what_happens_when_blocks_are_put_together_has_its_place() {
    // With blocks of many items, of a few, and of one.
    let cases = [(2_000, 1_000), (500, 250), (100, 50)];
    let ends = |(items, most): (usize, usize), at: usize| {
        let panics_at = |x: usize| {
            if x == at {
                resume_unwind(Box::new(at));
            }
            1
        };
        let add = |x: usize, y: usize| if x + y > most { Err(x + y) } else { Ok(x + y) };
        let add_or_panic = |x, y| add(x, y).unwrap_or_else(|sum| resume_unwind(Box::new(sum)));
        let chain = || of_three((0..items).par()).map(panics_at);
        let pulled = || of_three((0..items).filter(|_| true).into_par()).map(panics_at);
        let some = || of_three((0..2 * items).into_par().filter(|x| x % 2 == 0));
        let some = || some().map(|x| panics_at(x / 2));
        [
            end(|| chain().try_reduce(add)),
            end(|| chain().try_fold(|| 0, add, add)),
            end(|| Ok(chain().reduce(add_or_panic))),
            end(|| Ok(chain().fold(|| 0, |x, y| x + y, add_or_panic))),
            end(|| pulled().try_reduce(add)),
            end(|| Ok(pulled().reduce(add_or_panic))),
            end(|| some().try_reduce(add)),
            end(|| Ok(some().reduce(add_or_panic))),
        ]
    };
    for round in 0..20 {
        for (items, most) in cases {
            // Later than what is too much, and sooner.
            let (later, sooner) = (most + most / 10, most - most / 10);
            for at in [later + most / 25 * round, sooner - most / 25 * round] {
                for threads in more_than_usual() {
                    let ends = with_threads(threads, || ends((items, most), at));
                    assert_eq!(
                        ends.map(|end| end == Ok(at)),
                        [at < most; 8],
                        "{at} of {items}: {ends:?}"
                    );
                }
            }
        }
    }
}

/// Notes which thread has seen an item.
type Seen<'s> = &'s (dyn Fn(usize) -> usize + Sync);

#[test]
fn reductions_of_any_iterator_deal_no_fewer_items_than_asked() {
    const N: usize = 12_000;
    for min_len in [500, 3_000, 5_000] {
        let runs = |reduce: &dyn Fn(Seen<'_>)| {
            let done = Mutex::new(vec![None; N]);
            let seen = |x: usize| {
                // So much work that the others come.
                (0..300).for_each(|i| _ = std::hint::black_box(i));
                done.lock().unwrap()[x] = Some(std::thread::current().id());
                x
            };
            with_threads(4, || reduce(&seen));
            let done = done.into_inner().unwrap();
            let mut runs: Vec<usize> = done.chunk_by(|x, y| x == y).map(<[_]>::len).collect();
            runs.pop();
            runs
        };
        let items = || (0..N).into_par().min_len(min_len);
        let all = [
            runs(&|seen| assert_eq!(items().map(seen).max(), Some(N - 1))),
            runs(&|seen| assert_eq!(items().map(seen).filter(|x| x % 2 == 0).min(), Some(0))),
            runs(&|seen| assert_eq!(items().map(seen).flat_map(|x| [x; 2]).min(), Some(0))),
        ];
        let short = |runs: &Vec<usize>| runs.iter().any(|run| *run < min_len);
        assert!(!all.iter().any(short), "{min_len}: {all:?}");
    }
}

/// One source ends within a block, and the next begins: what that block has come to is not lost, whoever goes
/// on. (Items take longer and shorter, so that threads overtake each other; a bug of this kind showed up in
/// one call of sixty.)
#[test]
fn sources_behind_each_other_lose_nothing() {
    for round in 0..150 {
        let [n, m, k] = [499, 701, 307].map(|most| (round + 1) * 7919 % most);
        let work = |x: usize| {
            let spins = x * 7919 % 41 * 20;
            (0..spins).for_each(|i| _ = std::hint::black_box(i));
            vec![x]
        };
        let joined = |mut left: Vec<usize>, mut right: Vec<usize>| {
            left.append(&mut right);
            left
        };
        let pulled = |n: usize| (0..n).filter(|_| true).into_par();
        let expected: Vec<usize> = (0..n).chain(0..m).chain(0..k).collect();
        for threads in [2, 3, more_than_usual()[0]] {
            with_threads(threads, || {
                let mixed = pulled(n).chain(0..m).chain(pulled(k)).map(work);
                assert_eq!(mixed.reduce(joined).unwrap_or_default(), expected);
                let mixed = (0..n).par().chain(pulled(m)).chain(0..k).map(work);
                assert_eq!(mixed.reduce(joined).unwrap_or_default(), expected);
            });
        }
    }
}
