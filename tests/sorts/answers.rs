//! All seven methods, beside `std`'s.

use std::cell::Cell;
use std::cmp::Reverse;
use std::fmt::Debug;

use abreast::prelude::*;
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};

use crate::inputs::{Dear, LENS, everywhere, keys};
use crate::random::{random, scrambled};

/// Sorts the same by both, and compares.
#[track_caller]
fn same<T: Clone + PartialEq + Debug>(
    what: &str,
    items: &[T],
    std: impl Fn(&mut [T]),
    abreast: impl Fn(&mut [T]),
) {
    let (mut expected, mut sorted) = (items.to_vec(), items.to_vec());
    std(&mut expected);
    abreast(&mut sorted);
    let first = expected.iter().zip(&sorted).position(|(a, b)| a != b);
    assert!(
        expected == sorted,
        "{what}, {} elements, {} threads: wrong from {first:?} on",
        items.len(),
        abreast::current_threads()
    );
}

/// All seven, by keys with which the place comes along: so the stable ones are seen to be stable.
fn check_all(what: &str, keys: &[u32]) {
    let tagged: Vec<(u32, usize)> = keys.iter().copied().zip(0..).collect();
    let dear = Dear::new();
    same(what, keys, |v| v.sort(), |v| v.par_sort());
    same(what, keys, |v| v.sort(), |v| v.par_sort_unstable());
    same(
        what,
        &tagged,
        |v| v.sort_by_key(|x| Reverse(x.0)),
        |v| {
            v.par_sort_by(|a, b| {
                dear.pay();
                b.0.cmp(&a.0)
            });
        },
    );
    let dear = Dear::new();
    same(
        what,
        &tagged,
        |v| v.sort_by_key(|x| x.0),
        |v| {
            v.par_sort_by_key(|x| {
                dear.pay();
                x.0
            });
        },
    );
    same(
        what,
        &tagged,
        |v| v.sort_by_cached_key(|x| Reverse(x.0)),
        |v| v.par_sort_by_cached_key(|x| Reverse(x.0)),
    );
    let dear = Dear::new();
    same(
        what,
        &tagged,
        |v| v.sort_by(|a, b| b.cmp(a)),
        |v| {
            v.par_sort_unstable_by(|a, b| {
                dear.pay();
                b.cmp(a)
            });
        },
    );
    // Equal keys in any order, but each element is there.
    let dear = Dear::new();
    let mut sorted = tagged.clone();
    sorted.par_sort_unstable_by_key(|x| {
        dear.pay();
        x.0
    });
    assert!(sorted.is_sorted_by_key(|x| x.0), "{what}");
    same(
        what,
        &sorted,
        |v| v.sort(),
        |v| v.copy_from_slice(&sorted_tags(keys)),
    );
}

/// Keys with their places, in order.
fn sorted_tags(keys: &[u32]) -> Vec<(u32, usize)> {
    let mut tags: Vec<_> = keys.iter().copied().zip(0..).collect();
    tags.sort();
    tags
}

#[test]
fn all_kinds_of_input() {
    everywhere(|| {
        for len in LENS {
            for (what, keys) in keys(len) {
                check_all(what, &keys);
            }
        }
    });
}

/// Where equal elements end up is the same each time, on any number of threads, whatever comparisons take.
#[test]
fn unstable_sorts_do_not_go_by_time() {
    for len in [500, 1_100, 5_000, 20_000] {
        for (what, keys) in keys(len) {
            let tagged: Vec<(u32, usize)> = keys.iter().map(|key| key % 100).zip(0..).collect();
            let sorted = |dear: Option<Dear>| {
                let mut sorted = tagged.clone();
                sorted.par_sort_unstable_by_key(|x| {
                    dear.iter().for_each(Dear::pay);
                    x.0
                });
                sorted
            };
            let first = sorted(None);
            assert!(first.is_sorted_by_key(|x| x.0), "{what}");
            everywhere(|| {
                for dear in [None, Some(Dear::new()), None] {
                    let again = sorted(dear);
                    let first = |v: &mut [(u32, usize)]| v.copy_from_slice(&first);
                    same(what, &tagged, first, |v| v.copy_from_slice(&again));
                }
            });
        }
    }
}

/// Without anything that makes comparisons look dear.
#[test]
fn long_slices() {
    everywhere(|| {
        for (what, keys) in keys(20_000) {
            same(what, &keys, |v| v.sort(), |v| v.par_sort());
            same(what, &keys, |v| v.sort(), |v| v.par_sort_unstable());
        }
    });
}

#[test]
fn random_slices() {
    let keys = (0..32_u32).prop_flat_map(|bits| vec(0..=u32::MAX >> bits, 0..1_000));
    random("ABREAST_SORTS", 12, keys, |keys| {
        everywhere(|| check_all("random", &keys));
    });
    let strings = vec(any::<Vec<u8>>(), 0..300);
    random("ABREAST_SORTS", 6, strings, |strings| {
        everywhere(|| {
            let dear = Dear::new();
            let compare = |a: &Vec<u8>, b: &Vec<u8>| {
                dear.pay();
                a.cmp(b)
            };
            same(
                "strings",
                &strings,
                |v| v.sort(),
                |v| v.par_sort_by(compare),
            );
            let dear = Dear::new();
            let compare = |a: &Vec<u8>, b: &Vec<u8>| {
                dear.pay();
                a.cmp(b)
            };
            same(
                "strings",
                &strings,
                |v| v.sort(),
                |v| v.par_sort_unstable_by(compare),
            );
        });
    });
}

/// Elements of every size: none, more than is moved without need, more than a leaf may have bytes of.
#[test]
fn elements_of_all_sizes() {
    fn of<T: Ord + Clone + Debug + Send>(what: &str, make: impl Fn(u64) -> T) {
        let items: Vec<T> = (0..700).map(|i| make(scrambled(i) % 500)).collect();
        let dear = Dear::new();
        same(
            what,
            &items,
            |v| v.sort(),
            |v| {
                v.par_sort_by(|a, b| {
                    dear.pay();
                    a.cmp(b)
                });
            },
        );
        let dear = Dear::new();
        same(
            what,
            &items,
            |v| v.sort(),
            |v| {
                v.par_sort_unstable_by(|a, b| {
                    dear.pay();
                    a.cmp(b)
                });
            },
        );
        same(
            what,
            &items,
            |v| v.sort(),
            |v| v.par_sort_by_cached_key(T::clone),
        );
        same(what, &items, |v| v.sort(), |v| v.par_sort());
        same(what, &items, |v| v.sort(), |v| v.par_sort_unstable());
    }
    everywhere(|| {
        of("nothing", |_| ());
        of("bytes", |x| x as u8);
        of("five words", |x| [x; 5]);
        of("strings", |x| x.to_string());
        of("boxes", |x| (x % 3 > 0).then(|| Box::new(x)));
        of("a thousand words", |x| [x; 1_000]);
    });
}

/// An element is looked at by one thread at a time, so it may be of a kind that two cannot look at.
#[test]
fn elements_that_are_sent_and_not_shared() {
    struct Looked(u32, Cell<u32>);
    impl Looked {
        fn key(&self) -> u32 {
            self.1.set(self.1.get() + 1);
            self.0
        }
    }
    everywhere(|| {
        let make = || (0..2_000).map(|i| Looked(scrambled(i) as u32, Cell::new(0)));
        let mut slices: [Vec<Looked>; 4] = std::array::from_fn(|_| make().collect());
        let dear = Dear::new();
        slices[0].par_sort_by_key(|x| {
            dear.pay();
            x.key()
        });
        let dear = Dear::new();
        slices[1].par_sort_unstable_by_key(|x| {
            dear.pay();
            x.key()
        });
        slices[2].par_sort_by_cached_key(Looked::key);
        assert!(
            slices[2].iter().all(|x| x.1.get() == 1),
            "a key is made once"
        );
        slices[3].par_sort_by(|a, b| b.key().cmp(&a.key()));
        slices[3].reverse();
        assert!(slices.iter().all(|items| items.is_sorted_by_key(|x| x.0)));
    });
}

/// Quicksort's bad luck: each pivot that it may choose is among the least. Comparisons that are made up
/// as they come (McIlroy, A Killer Adversary for Quicksort, 1999) do that to any choice.
#[test]
fn an_adversary() {
    use std::sync::Mutex;
    const N: usize = 3_000;
    everywhere(|| {
        // The number that an element has got, or `N` while it may still be any that is larger than those.
        let numbers = Mutex::new((vec![N; N], 0, 0));
        let dear = Dear::new();
        let mut items: Vec<usize> = (0..N).collect();
        items.par_sort_unstable_by(|&a, &b| {
            dear.pay();
            let (numbers, next, candidate) = &mut *numbers.lock().unwrap();
            if a != b && numbers[a] == N && numbers[b] == N {
                let frozen = if a == *candidate { a } else { b };
                numbers[frozen] = *next;
                *next += 1;
            }
            if numbers[a] == N {
                *candidate = a;
            } else if numbers[b] == N {
                *candidate = b;
            }
            numbers[a].cmp(&numbers[b])
        });
        let (numbers, ..) = numbers.into_inner().unwrap();
        assert!(items.is_sorted_by_key(|&i| numbers[i]));
    });
}

#[test]
fn sorts_inside_of_calls() {
    everywhere(|| {
        let sorted = (0..40_usize)
            .par_map(|n| {
                let mut items: Vec<u64> = (0..n as u64 * 50).map(scrambled).collect();
                items.par_sort();
                items.is_sorted()
            })
            .collect_vec();
        assert!(sorted.into_iter().all(|sorted| sorted));
    });
}
