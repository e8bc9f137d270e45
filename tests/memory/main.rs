//! Law 6 for sorts and reductions: how much memory they take beside the items. By itself, since nothing else
//! may allocate meanwhile.

#[path = "../it/support.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

/// The system's allocator, which counts.
struct Counting;

/// How many bytes are allocated, and how many were at most.
static NOW: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

#[allow(unsafe_code, reason = "an allocator is")]
// SAFETY: it does what the system's does.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let now = NOW.fetch_add(layout.size(), SeqCst) + layout.size();
        MOST.fetch_max(now, SeqCst);
        // SAFETY: as asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), SeqCst);
        // SAFETY: as asked for.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many bytes more there were at most, while `f` ran.
fn most_during(f: impl FnOnce()) -> usize {
    let before = NOW.load(SeqCst);
    MOST.store(before, SeqCst);
    f();
    MOST.load(SeqCst) - before
}

/// For what threads tell each other, and small parts of the slice for each, whatever the slice's length.
const FEW: usize = 16 << 10;

/// One test at a time counts.
static COUNTING: Mutex<()> = Mutex::new(());

/// Where items may wait, threads share a block. The items that they have made of one must wait for the
/// first one of it, which is through only when there is nothing left to make.
#[cfg(target_os = "linux")]
#[test]
fn a_reduction_keeps_no_more_than_short_blocks() {
    let _counting = COUNTING.lock();
    let threads = abreast::current_threads() + 3;
    for (len, kept) in [(1_000_000, 8_192), (4_000_000, 0)] {
        let sum = || {
            let waiting = |x: usize| {
                if x == 0 {
                    support::see_asleep("abreast-");
                }
                x
            };
            let chain = (0..len).par_map(waiting);
            let sum = with_threads(threads, || chain.reduce(usize::wrapping_add));
            assert_eq!(sum, (0..len).reduce(usize::wrapping_add));
        };
        sum();
        // Twice as much while a vector grows.
        let most = most_during(sum);
        let kept = 2 * kept * size_of::<usize>();
        assert!(
            most <= threads * (kept + FEW),
            "{most} bytes for {len} items"
        );
    }
}

/// Two threads take items in turn: each item is done only when the next one has begun. (An iterator that may
/// be stopped is lent to nobody.)
#[test]
fn a_count_keeps_nothing_of_its_items() {
    const ITEMS: usize = 20_000;
    let _counting = COUNTING.lock();
    let threads = abreast::current_threads() + 3;
    let count = || {
        let begun = AtomicUsize::new(0);
        let mut items = (0..ITEMS).filter(|_| true);
        let all = items.par().until(|| false).map(|x: usize| {
            begun.fetch_max(x + 1, SeqCst);
            while begun.load(SeqCst) < ITEMS.min(x + 2) {
                std::thread::yield_now();
            }
        });
        let count = || with_threads(threads, || all.count());
        assert_eq!(support::within_a_minute("a count", count), ITEMS);
    };
    count();
    let most = most_during(count);
    assert!(most <= threads * FEW, "{most} bytes");
}

#[test]
fn a_stable_sort_takes_half_the_slice_and_an_unstable_one_nothing() {
    let _counting = COUNTING.lock();
    for threads in [2, 3, 8] {
        with_threads(threads, || {
            // Threads are started, and what they keep is allocated.
            for _ in 0..3 {
                items(50_000).par_sort();
                items(50_000).par_sort_unstable();
            }
            for len in [20_000, 100_000, 200_000] {
                let (mut stable, mut unstable) = (items(len), items(len));
                let half = size_of_val(&*stable) / 2;
                let most = most_during(|| stable.par_sort());
                assert!(
                    most <= half + threads * FEW,
                    "{most} bytes for {len} elements, half of which are {half}"
                );
                let most = most_during(|| unstable.par_sort_unstable());
                assert!(most <= threads * FEW, "{most} bytes for {len} elements");
                assert!(stable.is_sorted() && unstable.is_sorted());
            }
        });
    }
}

fn items(len: usize) -> Vec<[u64; 3]> {
    let mut x = 1_u64;
    (0..len)
        .map(|_| {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            [x >> 33; 3]
        })
        .collect()
}
