//! Slices that are sorted: by the standard library, abreast and rayon.
//!
//! orx-parallel, paralight, pariter and chili have nothing for them.

use std::cmp::Ordering;
use std::hint::black_box;

use abreast::ParallelSort;
use rayon::slice::ParallelSliceMut;

use crate::measure::{Cell, Contest, Who};
use crate::work::{chain, grouped, steps_for};

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    let lens = [10, 100, 1_000, 10_000, 100_000, 1_000_000, 5_000_000];
    let mut cells: Vec<Cell> = lens
        .into_iter()
        .flat_map(|n| both(n, "random", random))
        .collect();
    for n in [10_000, 1_000_000] {
        cells.extend(both(n, "sorted", |n| (0..n as u64).collect()));
        cells.extend(both(n, "reversed", |n| (0..n as u64).rev().collect()));
        cells.extend(both(n, "of 16 values", |n| {
            random(n).into_iter().map(|x| x % 16).collect()
        }));
        cells.extend(both(n, "in 50 runs", |n| runs(n, 50)));
        cells.extend(both(n / 2, "Strings", strings));
    }
    cells.extend([100, 1_000, 10_000].into_iter().flat_map(expensive));
    cells.push(cached(100_000));
    cells
}

/// What is to be sorted, as a rule.
trait Element: Ord + Clone + Send + 'static {}
impl<T: Ord + Clone + Send + 'static> Element for T {}

/// The stable methods' cell, and the unstable ones'.
fn both<T: Element>(
    n: usize,
    what: &str,
    make: impl Fn(usize) -> Vec<T> + Copy + 'static,
) -> [Cell; 2] {
    let name = |kind: &str| format!("{kind}: {} {what}", grouped(n));
    [
        sort(
            name("sort"),
            make(n),
            [
                |items| items.sort(),
                |items| ParallelSort::par_sort(items),
                |items| ParallelSliceMut::par_sort(items),
            ],
        ),
        sort(
            name("sort_unstable"),
            make(n),
            [
                |items| items.sort_unstable(),
                |items| ParallelSort::par_sort_unstable(items),
                |items| ParallelSliceMut::par_sort_unstable(items),
            ],
        ),
    ]
}

/// The same by everybody: `std`, abreast, rayon.
type Sorts<T> = [fn(&mut [T]); 3];

fn sort<T: Element>(name: String, items: Vec<T>, [std, abreast, rayon]: Sorts<T>) -> Cell {
    let by = |sort: fn(&mut [T])| {
        move |mut items: Vec<T>| {
            sort(&mut items);
            items
        }
    };
    let halves = items.clone();
    Contest::new(name, move || items.clone(), by(std))
        .with(Who::Abreast, by(abreast))
        .with(Who::Rayon, by(rayon))
        .with_control(move || {
            let (first, second) = halves.split_at(halves.len() / 2);
            [first.to_vec(), second.to_vec()]
        })
}

fn random(n: usize) -> Vec<u64> {
    (0..n).map(|x| chain(x + 1, 3)).collect()
}

fn runs(n: usize, count: usize) -> Vec<u64> {
    let mut items = random(n);
    items.chunks_mut(n / count).for_each(<[u64]>::sort_unstable);
    items
}

fn strings(n: usize) -> Vec<String> {
    random(n).iter().map(u64::to_string).collect()
}

/// Elements whose comparison takes about half a microsecond.
fn expensive(n: usize) -> [Cell; 2] {
    #[derive(Clone, Debug)]
    struct Slow(u64, u32);
    impl Slow {
        fn key(&self) -> u64 {
            chain(self.0 as usize, self.1)
        }
    }
    impl PartialEq for Slow {
        fn eq(&self, other: &Slow) -> bool {
            self.cmp(other) == Ordering::Equal
        }
    }
    impl Eq for Slow {}
    impl PartialOrd for Slow {
        fn partial_cmp(&self, other: &Slow) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for Slow {
        fn cmp(&self, other: &Slow) -> Ordering {
            self.key().cmp(&other.key())
        }
    }
    let steps = black_box(steps_for(250.0));
    let make = move |n| random(n).into_iter().map(|x| Slow(x, steps)).collect();
    both(n, "x 500 ns", make)
}

/// By keys that are made once each.
fn cached(n: usize) -> Cell {
    let name = format!("sort_by_cached_key: {} Strings", grouped(n));
    sort(
        name,
        random(n),
        [
            |items| items.sort_by_cached_key(u64::to_string),
            |items| ParallelSort::par_sort_by_cached_key(items, u64::to_string),
            |items| ParallelSliceMut::par_sort_by_cached_key(items, u64::to_string),
        ],
    )
}
