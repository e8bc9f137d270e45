//! Law 1: the same answer as the sequential chain, whatever the source, the length and the number of threads.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Mutex;

use abreast::prelude::*;
use proptest::prelude::*;

use crate::random::cases;
use crate::support::THREADS;

/// Runs a chain's items through a closure, in parallel and in sequence, at every number of threads.
macro_rules! same {
    ($min_len:expr, $source:expr) => {
        let std: Vec<String> = $source.map(|x| format!("{x:?}")).collect();
        for threads in THREADS {
            let par: Vec<String> = with_threads(threads, || {
                $source
                    .par_map(|x| format!("{x:?}"))
                    .min_len($min_len)
                    .collect()
            });
            assert_eq!(par, std, "{} at {threads} threads", stringify!($source));
        }
    };
}

/// Mostly short inputs, where the edges are, and some that are dealt in many pieces.
fn inputs() -> impl Strategy<Value = Vec<i16>> {
    let len = prop_oneof![0..5_usize, 0..70_usize, 1000..3000_usize];
    len.prop_flat_map(|len| prop::collection::vec(any::<i16>(), len))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases("ABREAST_ANSWERS", 40)))]

    #[test]
    fn of_slices(v in inputs(), min_len in 0..40_usize, n in 1..9_usize) {
        same!(min_len, v.iter());
        same!(min_len, v.chunks(n));
        same!(min_len, v.chunks_exact(n));
        same!(min_len, v.rchunks(n));
        same!(min_len, v.windows(n));
        let (front, back) = v.split_at(n.min(v.len()));
        let mut wrapped: VecDeque<i16> = back.iter().copied().collect();
        front.iter().rev().for_each(|x| wrapped.push_front(*x));
        same!(min_len, wrapped.iter());
        same!(min_len, wrapped.iter().rev().enumerate());
        let text: String = v.iter().map(|x| (x.unsigned_abs() as u8) as char).collect();
        same!(min_len, text.bytes());
        same!(min_len, text.bytes().rev());
        same!(min_len, v.clone().iter_mut());
        same!(min_len, v.clone().chunks_mut(n));
        same!(min_len, v.clone().chunks_exact_mut(n));
    }

    #[test]
    fn of_owned_items(v in inputs(), min_len in 0..40_usize, from in 0..3000_usize) {
        same!(min_len, v.clone().into_iter());
        let from = from.min(v.len());
        same!(min_len, v.clone().drain(from..));
        let boxes: Vec<Box<i16>> = v.iter().copied().map(Box::new).collect();
        same!(min_len, boxes.clone().into_iter());
    }

    #[test]
    fn of_ranges(start in any::<i8>(), end in any::<i8>(), wide in any::<i64>(), n in 0..3000_i64) {
        same!(0, start..end);
        same!(0, start..=end);
        same!(0, start as u8..end as u8);
        same!(0, start as u8..=end as u8);
        same!(0, wide..wide.saturating_add(n));
        same!(0, i128::from(wide) << 32..=(i128::from(wide) << 32) + i128::from(n));
        same!(0, u64::MAX - n as u64..=u64::MAX);
        let c = char::from_u32(0xD7F0 + n as u32).unwrap_or('\u{D000}');
        same!(0, c..='\u{E010}');
        same!(0, '\u{D7F0}'..c);
    }

    #[test]
    fn of_standard_adapters(v in inputs(), min_len in 0..40_usize, n in 0..3000_usize, step in 1..5_usize) {
        same!(min_len, v.iter().enumerate());
        same!(min_len, v.iter().rev());
        same!(min_len, v.iter().skip(n));
        same!(min_len, v.iter().take(n));
        same!(min_len, v.iter().step_by(step));
        same!(min_len, v.iter().copied());
        same!(min_len, v.iter().zip(0..n));
        same!(min_len, v.iter().chain(&v[..n.min(v.len())]));
        same!(min_len, (0..n).step_by(step));
        same!(min_len, (0..=n as u8).rev().step_by(step));
        same!(min_len, v.iter().rev().enumerate().skip(step).zip(v.chunks(step)).take(n));
        same!(min_len, v.windows(step).rev().step_by(step).chain(v.windows(step)).enumerate());
    }

    #[test]
    fn of_any_iterator(v in inputs(), min_len in 0..40_usize) {
        same!(min_len, v.iter().filter(|x| **x % 3 == 0));
        same!(min_len, v.iter().map(|x| x.wrapping_add(1)));
        same!(min_len, v.iter().cloned());
        same!(min_len, v.iter().zip(0..));
        same!(min_len, {
            let mut rest = v.iter();
            std::iter::from_fn(move || rest.next())
        });
    }

    #[test]
    fn of_collections(v in inputs()) {
        let deque: VecDeque<i16> = v[v.len() / 2..].iter().copied().collect();
        let mut deque = deque;
        v[..v.len() / 2].iter().for_each(|x| deque.push_front(*x));
        let map: HashMap<i16, usize> = v.iter().copied().zip(0..).collect();
        let tree: BTreeMap<i16, usize> = v.iter().copied().zip(0..).collect();
        for threads in THREADS {
            with_threads(threads, || {
                assert_eq!((&deque).par_map(|x| *x).collect_vec(), Vec::from(deque.clone()));
                assert_eq!(deque.clone().par_map(|x| x).collect_vec(), Vec::from(deque.clone()));
                let (mut par, mut std) = (deque.clone(), deque.clone());
                (&mut par).par_for_each(|x| *x = x.wrapping_mul(3));
                std.iter_mut().for_each(|x| *x = x.wrapping_mul(3));
                assert_eq!(par, std);
                assert_eq!((&map).par_map(|(k, v)| (*k, *v)).collect::<HashMap<_, _>>(), map);
                assert_eq!((&tree).par_map(|(k, v)| (*k, *v)).collect_vec(), Vec::from_iter(tree.clone()));
            });
        }
    }
}

#[test]
fn of_mutable_slices_from_both_ends() {
    let change = |(n, x): (usize, &mut u64)| *x = 7 * *x + n as u64;
    let mut std: Vec<u64> = (0..3000).collect();
    let items = std.clone();
    std.iter_mut().rev().skip(3).enumerate().for_each(change);
    std.iter_mut()
        .skip(1)
        .step_by(2)
        .enumerate()
        .for_each(change);
    for threads in THREADS {
        let mut par = items.clone();
        with_threads(threads, || {
            (&mut par).par().rev().skip(3).enumerate().for_each(change);
            (&mut par)
                .par()
                .skip(1)
                .step_by(2)
                .enumerate()
                .for_each(change);
        });
        assert_eq!(par, std);
    }
}

#[test]
fn of_steps_between_which_something_is_computed() {
    let note = |seen: &Mutex<Vec<usize>>, x| seen.lock().unwrap().push(x);
    for (len, step) in [(0, 1), (9, 4), (99, 1), (100, 7), (101, 7)] {
        for n in [0, 1, 2, 14, 16, 200] {
            let computed = Mutex::default();
            let std = (0..len).map(|x| note(&computed, x));
            std.step_by(step).take(n).for_each(drop);
            let std = computed.into_inner().unwrap();
            for threads in THREADS {
                let computed = Mutex::default();
                let par = (0..len).par_map(|x| note(&computed, x));
                with_threads(threads, || par.step_by(step).take(n).for_each(drop));
                let mut par = computed.into_inner().unwrap();
                par.sort_unstable();
                assert_eq!(par, std, "{len} by {step}, {n} of those");
            }
        }
    }
}

#[test]
fn of_long_inputs() {
    let len = i64::from(cases("ABREAST_LONG", 200_000));
    let oracle: Vec<i64> = (0..len).map(|x| x * x + x - 1).collect();
    let words: Vec<String> = oracle.iter().map(i64::to_string).collect();
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!(
                (0..len).par_map(|x: i64| x * x + x - 1).collect::<Vec<_>>(),
                oracle
            );
            assert_eq!(oracle.iter().par_map(i64::to_string).collect_vec(), words);
            let parsed: Vec<i64> = words.clone().par_map(|s| s.parse().unwrap()).collect();
            assert_eq!(parsed, oracle);
            let text = words.join("\n");
            let parsed: Vec<i64> = text.lines().par_map(|s| s.parse().unwrap()).collect_vec();
            assert_eq!(parsed, oracle);
        });
    }
}

/// So large an output that the system is asked for huge pages.
#[test]
fn of_an_output_of_megabytes() {
    let square = |x: u64| x * x;
    let squares = with_threads(3, || (0..2_000_000).par_map(square).collect_vec());
    assert!(squares.into_iter().eq((0..2_000_000).map(square)));
}

#[test]
fn of_items_of_very_different_cost() {
    let cost = |x: u64| if x % 1000 == 7 { 20_000 } else { x % 3 };
    let busy = |x: u64| (0..cost(x)).fold(x, |a, b| a.rotate_left(5) ^ b);
    let oracle: Vec<u64> = (0..5000).map(busy).collect();
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!((0..5000).par_map(busy).collect_vec(), oracle);
            assert_eq!(
                (0..5000).filter(|_| true).par_map(busy).collect_vec(),
                oracle
            );
        });
    }
}
