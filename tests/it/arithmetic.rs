//! Law 1 where a loop makes several results with one instruction: the same bits as item by item.

use abreast::prelude::*;

use crate::random::scrambled;
use crate::support::THREADS;

/// Around the lengths at which vectors of any width have something left over, and enough for several pieces.
const LENGTHS: [usize; 11] = [0, 1, 3, 8, 15, 17, 31, 64, 67, 129, 5_000];

/// All bits of all floats, so also numbers that are none, too large, or hardly any; and every other one of
/// a common size.
fn floats(n: usize) -> Vec<f64> {
    let odd = [0.0, -0.0, 0.5, -0.5, 2.5, 1e300, f64::MIN_POSITIVE / 8.0];
    let edges = odd
        .into_iter()
        .chain([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX]);
    let common = |i| scrambled(i) as i64 as f64 / (1_u64 << 50) as f64;
    let any = |i| f64::from_bits(scrambled(i));
    let rest = (0..).map(|i| if i % 2 == 0 { common(i) } else { any(i) });
    edges.chain(rest).take(n).collect()
}

fn words(n: usize) -> Vec<u64> {
    let edges = [0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, u32::MAX.into()];
    let rest = (0..).map(|i| scrambled(i) >> (i % 64));
    edges.into_iter().chain(rest).take(n).collect()
}

/// A float as its bits; which bits one has that is not a number is not defined.
trait Bits {
    fn bits(self) -> u64;
}

impl Bits for f64 {
    fn bits(self) -> u64 {
        if self.is_nan() { 1 } else { self.to_bits() }
    }
}

impl Bits for f32 {
    fn bits(self) -> u64 {
        f64::from(self).bits()
    }
}

/// Each closure over all items: collected from a slice, in the place of the items, filtered, and streamed,
/// beside the loop.
macro_rules! the_same {
    ($items:expr, $($f:expr),+ $(,)?) => {
        for n in LENGTHS {
            let items = $items(n);
            $({
                let expected: Vec<_> = items.iter().map(|&x| $f(x)).collect();
                let kept: Vec<_> = expected.iter().copied().filter(|x| *x as u64 % 3 != 1).collect();
                for threads in THREADS {
                    with_threads(threads, || {
                        let mapped = items.iter().par_map(|&x| $f(x)).collect_vec();
                        assert_eq!(mapped, expected, "{} of {n} items", stringify!($f));
                        let reused = items.clone().par_map(|x| $f(x)).collect_vec();
                        assert_eq!(reused, expected, "{} of {n} items", stringify!($f));
                        let some = items.iter().par_map(|&x| $f(x)).filter(|x| *x as u64 % 3 != 1);
                        assert_eq!(some.collect_vec(), kept, "{} of {n} items", stringify!($f));
                        let mut streamed = Vec::new();
                        items.iter().par_map(|&x| $f(x)).for_each_ordered(|x| streamed.push(x));
                        assert_eq!(streamed, expected, "{} of {n} items", stringify!($f));
                    });
                }
            })+
        }
    };
}

#[test]
fn floats_have_the_bits_of_one_by_one() {
    the_same!(
        floats,
        |x: f64| (x * 1.1 + 0.3).bits(),
        |x: f64| (x / 3.7 - x).bits(),
        |x: f64| x.mul_add(1.1, -x).bits(),
        |x: f64| x.abs().sqrt().bits(),
        |x: f64| (x.floor() + x.ceil() + x.trunc() + x.round() + x.round_ties_even()).bits(),
        |x: f64| (x.min(2.5) + x.max(-7.0)).bits(),
        |x: f64| x.copysign(-2.0).bits(),
        |x: f64| (x as f32).bits(),
        |x: f64| f64::from(x as f32 * 1.1).bits(),
        |x: f64| x as i64,
        |x: f64| x as u8,
        |x: f64| x as i32 as u32,
        |x: f64| u8::from(x < 1.0) + u8::from(x >= -1.0),
    );
}

#[test]
fn whole_numbers_are_those_of_one_by_one() {
    the_same!(
        words,
        |x: u64| x.wrapping_mul(x).wrapping_add(x),
        |x: u64| x.count_ones() + 70 * x.leading_zeros() + 7_000 * x.trailing_zeros(),
        |x: u64| x.rotate_left(x as u32) ^ x.swap_bytes() ^ x.reverse_bits(),
        |x: u64| x.saturating_sub(1 << 40).saturating_add(u64::MAX >> 20),
        |x: u64| (x % 10) + (x >> 7) / 3,
        |x: u64| (x as i64 >> 3).wrapping_abs(),
        |x: u64| (x as u8).wrapping_mul(7),
        |x: u64| (x as u8).saturating_add(9).abs_diff(100),
        |x: u64| (x as i16).saturating_mul(3),
        |x: u64| (x as u32).checked_add(1 << 31).map_or(7, |x| x / 5),
        |x: u64| ((u128::from(x) * u128::from(!x)) >> 61) as u64,
        |x: u64| (x as f64).bits() ^ (x as i32 as f32).bits(),
    );
}

#[test]
fn whole_numbers_come_to_the_same() {
    for n in LENGTHS {
        let items = words(n);
        let sum = items.iter().fold(0, |a, &x| a ^ (x >> 3).wrapping_mul(x));
        let bytes = items.iter().fold(0, |a: u8, &x| a.wrapping_add(x as u8));
        let small: u64 = items.iter().map(|x| x >> 20).sum();
        for threads in THREADS {
            with_threads(threads, || {
                let par = || items.iter().par().copied();
                let xor = par().map(|x| (x >> 3).wrapping_mul(x));
                assert_eq!(xor.reduce(|a, b| a ^ b).unwrap_or(0), sum, "{n} items");
                let added = par().map(|x| x as u8).reduce(u8::wrapping_add);
                assert_eq!(added.unwrap_or(0), bytes, "{n} items");
                assert_eq!(par().map(|x| x >> 20).sum::<u64>(), small, "{n} items");
                assert_eq!(par().max(), items.iter().copied().max(), "{n} items");
                let even = par().filter(|x| x % 2 == 0).count();
                assert_eq!(even, items.iter().filter(|x| *x % 2 == 0).count());
            });
        }
    }
}
