//! What is sorted, and by how many threads.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use abreast::prelude::*;

use crate::random::scrambled;

/// Of which nobody helps; as on a small machine; an odd number; more than the machine may have.
pub(crate) const THREADS: [usize; 4] = [1, 2, 3, 8];

/// Around the lengths at which something else is done: none, one, `std`'s own small sorts, a first look,
/// blocks of a merge, a leaf, several.
pub(crate) const LENS: [usize; 12] = [0, 1, 2, 21, 63, 64, 65, 128, 257, 520, 1_025, 2_000];

pub(crate) fn everywhere(body: impl Fn()) {
    for threads in THREADS {
        with_threads(threads, &body);
    }
}

/// Keys of each kind.
pub(crate) fn keys(len: usize) -> Vec<(&'static str, Vec<u32>)> {
    let random = |i: usize| (scrambled((i + len) as u64) >> 40) as u32;
    let make = |key: &dyn Fn(usize) -> u32| (0..len).map(key).collect::<Vec<u32>>();
    let mut runs = make(&random);
    runs.chunks_mut(len / 7 + 1).for_each(<[u32]>::sort);
    let mut but_the_last = make(&|i| i as u32);
    if let Some(last) = but_the_last.last_mut() {
        *last = 0;
    }
    vec![
        ("random", make(&random)),
        ("all equal", make(&|_| 7)),
        ("sorted", make(&|i| i as u32)),
        ("sorted, with equals", make(&|i| i as u32 / 5)),
        ("sorted but the last", but_the_last),
        ("reversed", make(&|i| (len - i) as u32)),
        ("reversed, with equals", make(&|i| (len - i) as u32 / 5)),
        ("an organ pipe", make(&|i| i.min(len - i) as u32)),
        ("two values", make(&|i| random(i) % 2)),
        ("few values", make(&|i| random(i) % 16)),
        ("runs", runs),
        ("a saw", make(&|i| (i % 10) as u32)),
        (
            "halves swapped",
            make(&|i| ((i + len / 2) % len.max(1)) as u32),
        ),
    ]
}

/// Seems dear at first, so that the slice is sorted in parts, as small as they get.
pub(crate) struct Dear(AtomicUsize);

impl Dear {
    pub(crate) fn new() -> Dear {
        Dear(AtomicUsize::new(0))
    }

    /// Is called in each comparison.
    pub(crate) fn pay(&self) {
        // As many as are looked at beforehand.
        if self.0.load(Relaxed) < 32 && self.0.fetch_add(1, Relaxed) < 32 {
            let until = Instant::now() + Duration::from_micros(10);
            while Instant::now() < until {}
        }
    }
}
