//! What is left out: steps that are steps, and closures that run for it as they do in `std`.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use abreast::prelude::*;

use crate::support::THREADS;

/// Where a `usize` can tell so many items that nobody gets through them one by one.
#[cfg(target_pointer_width = "64")]
#[test]
fn a_step_is_no_walk() {
    use crate::support::within_a_minute;

    const MANY: u64 = 1 << 44;
    const STEP: usize = 1 << 40;
    /// Each chain of numbers, and the first and last items that it yields.
    macro_rules! check {
        ($($chain:expr => [$($item:expr),*];)*) => {$(
            let name = stringify!($chain);
            within_a_minute(name, || assert_eq!($chain.collect_vec(), [$($item),*], "{}", name));
        )*};
    }
    let (step, last, few) = (STEP as u64, MANY - 1, 4);
    check! {
        (0..MANY).par().step_by(STEP).take(few) => [0, step, 2 * step, 3 * step];
        (0..=last).par().step_by(STEP).take(few) => [0, step, 2 * step, 3 * step];
        (0..=last).par().rev().step_by(STEP).take(2) => [last, last - step];
        (0..MANY).par().step_by(STEP).rev().take(2) => [MANY - step, MANY - 2 * step];
        (0..MANY).par().step_by(1 << 20).step_by(1 << 20).take(2) => [0, step];
        (0..MANY).par().skip(STEP) .step_by(STEP).take(2) => [step, 2 * step];
        (0..MANY).par().skip(STEP).skip(STEP).take(1) => [2 * step];
        (0..MANY).par().enumerate().step_by(STEP).take(2) => [(0, 0), (STEP, step)];
        (0..MANY).par().enumerate().rev().step_by(STEP)
            .take(2) => [(last as usize, last), (last as usize - STEP, last - step)];
        (0..MANY).par().zip(1..=MANY).step_by(STEP).take(2) => [(0, 1), (step, step + 1)];
        (0..MANY).par().zip(1..=MANY).rev().step_by(STEP)
            .take(2) => [(last, MANY), (last - step, MANY - step)];
        (0..MANY).par().chain(0..MANY).step_by(STEP).skip(15).take(2) => [15 * step, 0];
        (0..MANY).par().chain(5..MANY).rev().step_by(STEP).take(2) => [last, last - step];
        (0..MANY).par().interleave(1..MANY).step_by(STEP).take(2) => [0, step / 2];
        (0..MANY).par().interleave([7, 8]).rev().step_by(STEP).take(2) => [last, last - step];
        (0..MANY).par().skip(STEP).nth(STEP).par() => [2 * step];
        (0..MANY).par().intersperse(7).skip(1).step_by(STEP).take(2) => [7, 7];
        (0..MANY).par().intersperse(7).rev().step_by(STEP).take(2) => [last, last - step / 2];
        (0..MANY).par().zip_eq(1..=MANY).rev().step_by(STEP)
            .take(2) => [(last, MANY), (last - step, MANY - step)];
        (0..MANY).par().enumerate().chain((0..MANY).par().enumerate()).step_by(STEP).skip(16)
            .take(2) => [(0, 0), (STEP, step)];
        (0..MANY).par().chunks(1).step_by(STEP).take(2) => [vec![0], vec![step]];
        (0..MANY).par().chunks(2).rev().step_by(STEP / 2)
            .take(2) => [vec![last - 1, last], vec![last - 1 - step, last - step]];
        (0..MANY).skip(1).par().step_by(STEP).take(2) => [1, 1 + step];
        (0..MANY).skip(1).par().rev().step_by(STEP).take(2) => [last, last - step];
        (0..MANY).enumerate().par().step_by(STEP).take(2) => [(0, 0), (STEP, step)];
        (0..=u64::MAX).par().step_by(1 << 62) => [0, 1 << 62, 2 << 62, 3 << 62];
        (0..=u128::MAX).par().step_by(1 << 63).take(2) => [0, 1 << 63];
        ('\0'..=char::MAX).par().step_by(0x8_0000).take(2) => ['\0', '\u{8_0800}'];
        (i128::MIN..=i128::MAX).par().step_by(STEP).take(2) => [i128::MIN, i128::MIN + STEP as i128];
    }
    // Elements of no size are as many as one likes.
    let units: &[()] = &[(); STEP];
    within_a_minute("units", || {
        assert_eq!(units.par().step_by(STEP / 2).count(), 2);
        assert_eq!(units.par().rev().step_by(STEP / 2).count(), 2);
        assert_eq!(units.iter().skip(STEP - 1).par().count(), 1);
        assert_eq!(units.chunks(STEP / 4).par().step_by(3).count(), 2);
    });
}

/// Which items a chain yields, and of which its closure was called, in any order: here and in a loop over
/// `std`'s.
#[test]
fn closures_run_for_what_is_left_out_as_in_a_loop() {
    /// Chains of `items`, which call `f` for each number that they make.
    macro_rules! check {
        ($($(#[$only:meta])? |$items:ident, $n:ident| $chain:expr;)*) => {$(
            for len in [0, 1, 2, 7, 300] {
                for n in [1, 2, 5, len.max(1), len + 3] {
                    let (seen, std_seen) = (Seen::new(len), Seen::new(len));
                    let std = {
                        #[allow(unused_mut, reason = "std's `nth` takes an iterator by reference")]
                        let (mut $items, $n) = ((0..len).map(|x| std_seen.see(x)), n);
                        // `collect` may know better than to ask for each.
                        let mut all = Vec::new();
                        for item in $chain {
                            all.push(item);
                        }
                        all
                    };
                    for threads in THREADS {
                        seen.forget();
                        let par = with_threads(threads, || {
                            let ($items, $n) = ((0..len).par_map(|x| seen.see(x)), n);
                            $chain.collect_vec()
                        });
                        let what = (stringify!($chain), len, n, threads);
                        assert_eq!(par, std, "{what:?}");
                        assert_eq!(seen.counts(), std_seen.counts(), "{what:?}");
                    }
                }
            }
        )*};
    }
    check! {
        |items, n| items.skip(n);
        |items, n| items.step_by(n);
        |items, n| items.take(n);
        |items, n| items.skip(n).skip(n);
        |items, n| items.skip(n).step_by(n);
        |items, n| items.step_by(n).skip(1);
        |items, n| items.skip(n).take(2);
        |items, n| items.take(n).skip(2);
        |items, n| items.take(n).step_by(2);
        |items, n| items.skip(n).enumerate();
        |items, n| items.enumerate().skip(n);
        |items, n| items.enumerate().step_by(n);
        |items, n| items.skip(n).chain(0..3);
        |items, n| items.chain(0..3).skip(n);
        |items, n| items.chain(0..3).step_by(n);
        |items, n| items.rev().skip(n);
        |items, n| items.skip(n / 6).rev();
        |items, n| items.rev().step_by(n);
        |items, n| items.step_by(n).rev();
        |items, n| items.skip(n).map(|x| x + 1).skip(n);
        |items, n| items.step_by(n).step_by(2);
        |items, n| items.nth(n).par();
        |items, n| items.nth(n / 2).par();
    }
}

/// How often each number was seen.
struct Seen(Vec<AtomicUsize>);

impl Seen {
    fn new(len: usize) -> Seen {
        Seen((0..len).map(|_| AtomicUsize::new(0)).collect())
    }

    fn see(&self, x: usize) -> usize {
        self.0[x].fetch_add(1, SeqCst);
        x
    }

    fn forget(&self) {
        self.0.iter().for_each(|n| n.store(0, SeqCst));
    }

    fn counts(&self) -> Vec<usize> {
        self.0.iter().map(|n| n.load(SeqCst)).collect()
    }
}

/// A panic of what is skipped is the first one, and nothing is lost.
#[test]
fn what_is_skipped_may_panic() {
    for threads in THREADS {
        with_threads(threads, || {
            for (len, at) in [(100, 0), (100, 4), (3, 2)] {
                let books = crate::support::Books::new(2 * len);
                let chain = || {
                    let items = Vec::from_iter((0..len).map(|x| (x, books.enter())));
                    let computed = items.par_map(|item| {
                        assert!(item.0 != at && item.0 != 50, "item {}", item.0);
                        item
                    });
                    computed.skip(5).collect_vec().len()
                };
                let panic = crate::support::panic_of(chain);
                assert!(panic.contains(&format!("item {at}")), "{panic}");
                books.check();
            }
        });
    }
}
