//! Merges by themselves: all lengths, all ways to be cut, comparisons that stop them anywhere.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use super::cached::arrange;
use super::merge::merge;
use super::split::split;

/// A number that is as good as random.
fn scrambled(n: usize) -> usize {
    let n = (n as u64 ^ 0x55).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((n ^ (n >> 31)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 33) as usize
}

/// Two runs of keys below `values`, each with its place.
fn runs(left: usize, right: usize, values: usize) -> Vec<(usize, usize)> {
    let mut keys: Vec<usize> = (0..left + right)
        .map(|i| scrambled(i.wrapping_mul(values) + left) % values)
        .collect();
    keys[..left].sort();
    keys[left..].sort();
    keys.into_iter().zip(0..).collect()
}

/// Elements that own something, so that one that is lost or doubled is seen.
type Element = (usize, Box<usize>);

fn boxed(items: &[(usize, usize)]) -> Vec<Element> {
    items.iter().map(|&(key, at)| (key, Box::new(at))).collect()
}

fn less(a: &Element, b: &Element) -> bool {
    a.0 < b.0
}

/// In the order of a stable sort.
fn check(items: &[(usize, usize)], middle: usize, grain: usize) {
    let mut merged = boxed(items);
    let mut buffer = Vec::with_capacity(middle);
    merge(
        &mut merged,
        middle,
        buffer.spare_capacity_mut(),
        grain,
        &less,
    );
    let mut expected = items.to_vec();
    expected.sort();
    let place = |(key, place): Element| (key, *place);
    let merged: Vec<_> = merged.into_iter().map(place).collect();
    let len = items.len();
    assert!(
        merged == expected,
        "{middle} of {len}, with a grain of {grain}"
    );
}

#[test]
fn merges() {
    for left in [0, 1, 2, 31, 32, 33, 64, 100, 300] {
        for right in [0, 1, 2, 31, 32, 33, 64, 100, 300, 1_000] {
            for values in [1, 2, 5, 100, 100_000] {
                check(&runs(left, right, values), left, usize::MAX);
            }
        }
    }
    for values in [1, 2, 5, 100, 100_000] {
        check(&runs(2_000, 3_000, values), 2_000, 0);
    }
}

/// All of one run before all of the other, or in blocks of it.
#[test]
fn merges_of_blocks() {
    for (left, right) in [(500, 500), (40, 900), (900, 40)] {
        for block in [1, 20, 32, 33, 100, 2_000] {
            for parity in [0, 1] {
                let key = |i: usize| i / block * 2 + parity;
                let other = |i: usize| i / block * 2 + 1 - parity;
                let keys = (0..left).map(key).chain((0..right).map(other));
                let items: Vec<_> = keys.zip(0..).collect();
                check(&items, left, usize::MAX);
                check(&items, left, 0);
            }
        }
    }
}

/// Wherever it stops, each element is there once.
#[test]
fn merges_that_panic() {
    crate::with_threads(2, || {
        for (left, right, values) in [(300, 400, 100_000), (300, 400, 3), (20, 30, 100)] {
            let items = runs(left, right, values);
            for grain in [0, usize::MAX] {
                for at in 0.. {
                    let calls = AtomicUsize::new(0);
                    let less = |a: &Element, b: &Element| {
                        if calls.fetch_add(1, Relaxed) == at {
                            resume_unwind(Box::new(()));
                        }
                        less(a, b)
                    };
                    let mut merged = boxed(&items);
                    let mut buffer = Vec::with_capacity(left);
                    let buffer = buffer.spare_capacity_mut();
                    let merging =
                        AssertUnwindSafe(|| merge(&mut merged, left, buffer, grain, &less));
                    let panicked = catch_unwind(merging).is_err();
                    let mut places: Vec<usize> = merged.into_iter().map(|x| *x.1).collect();
                    places.sort();
                    assert!(places.into_iter().eq(0..items.len()), "at {at}");
                    if !panicked {
                        break;
                    }
                }
            }
        }
    });
}

/// Whatever is said of two elements.
#[test]
fn merges_by_chance() {
    let dice = AtomicUsize::new(0);
    for round in 0..500 {
        let bias = round % 7;
        let less = |_: &Element, _: &Element| scrambled(dice.fetch_add(1, Relaxed)) % 7 < bias;
        let (left, right) = (scrambled(round) % 300, scrambled(round + 1_000) % 300);
        let mut merged = boxed(&runs(left, right, 10));
        let mut buffer = Vec::with_capacity(left);
        merge(
            &mut merged,
            left,
            buffer.spare_capacity_mut(),
            round % 2 * 1_000,
            &less,
        );
        let mut places: Vec<usize> = merged.into_iter().map(|x| *x.1).collect();
        places.sort();
        assert!(places.into_iter().eq(0..left + right));
    }
}

/// Of long runs that interleave, as few comparisons as a loop makes, but for a handful; fewer where the
/// same values come again and again.
#[test]
fn comparisons_of_a_merge() {
    for (values, most) in [(1_000_000, 8_100), (3, 1_000)] {
        let items = runs(4_000, 4_000, values);
        let counted = AtomicUsize::new(0);
        let less = |a: &Element, b: &Element| {
            counted.fetch_add(1, Relaxed);
            less(a, b)
        };
        let mut merged = boxed(&items);
        let mut buffer = Vec::with_capacity(4_000);
        let buffer = buffer.spare_capacity_mut();
        merge(&mut merged, 4_000, buffer, usize::MAX, &less);
        let counted = counted.into_inner();
        assert!(counted < most, "{counted} comparisons");
    }
}

/// Elements with random keys below `values`.
fn mixed(len: usize, values: usize) -> Vec<Element> {
    let key = |i: usize| scrambled(i * 7 + len) % values;
    (0..len).map(|i| (key(i), Box::new(i))).collect()
}

/// Both sides as they stood, and everything there if the buffer is too small.
#[test]
fn splits() {
    for len in [1, 2, 3, 10, 100, 1_000] {
        for values in [1, 2, 5, 1_000_000] {
            for pivot in [0, len / 3, len / 2, len - 1] {
                for room in [0, 1, len / 4, len / 2, len] {
                    let items = mixed(len, values);
                    let goes_left = |(at, item): (usize, &Element)| match at < pivot {
                        true => !less(&items[pivot], item),
                        false => less(item, &items[pivot]),
                    };
                    let sides = items.iter().enumerate();
                    let (mut left, mut right): (Vec<_>, Vec<_>) =
                        sides.partition(|&(at, item)| goes_left((at, item)));
                    let stayed = left.len();
                    left.append(&mut right);
                    let expected: Vec<usize> = left.into_iter().map(|(at, _)| at).collect();
                    let mut items = mixed(len, values);
                    let mut buffer = Vec::with_capacity(room);
                    let buffer = &mut buffer.spare_capacity_mut()[..room];
                    let said = split(&mut items, pivot, buffer, &less);
                    let aside = len - stayed;
                    assert!(aside >= room || said.is_some(), "{pivot} of {len}, {room}");
                    if let Some(said) = said {
                        assert!(aside <= room && said == stayed);
                        assert!(items.iter().map(|x| *x.1).eq(expected));
                    }
                    items.sort_by_key(|x| x.0);
                    assert!(items.is_sorted(), "equal elements are as they stood");
                    assert!(
                        items.len() == len && {
                            items.sort_by_key(|x| *x.1);
                            items.iter().map(|x| *x.1).eq(0..len)
                        }
                    );
                }
            }
        }
    }
}

#[test]
fn splits_that_panic() {
    for at in 0..99 {
        let calls = AtomicUsize::new(0);
        let less = |a: &Element, b: &Element| {
            if calls.fetch_add(1, Relaxed) == at {
                resume_unwind(Box::new(()));
            }
            less(a, b)
        };
        let mut items = mixed(100, 1_000);
        let mut buffer = Vec::with_capacity(100);
        let buffer = buffer.spare_capacity_mut();
        let splitting = AssertUnwindSafe(|| split(&mut items, 40, buffer, &less));
        assert!(catch_unwind(splitting).is_err());
        items.sort_by_key(|x| *x.1);
        assert!(items.into_iter().map(|x| *x.1).eq(0..100), "at {at}");
    }
}

#[test]
fn arrangements() {
    for len in [0, 1, 2, 3, 10, 100] {
        for seed in 0..20 {
            let mut places: Vec<usize> = (0..len).collect();
            places.sort_by_key(|&i| scrambled(i * 100 + seed));
            let mut items: Vec<usize> = (0..len).collect();
            let expected = places.clone();
            arrange(&mut items, &mut places);
            assert_eq!(items, expected);
        }
    }
}
