//! The crate without threads: without its feature `threads`, or on wasm. The same answers, on the calling
//! thread.
#![cfg(not(has_threads))]

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use abreast::prelude::*;
use abreast::{Scope, is_cancelled, join, scope, spawn};

mod families;

/// Lengths around which something changes.
const LENGTHS: [usize; 7] = [0, 1, 2, 3, 100, 4097, 100_000];

thread_local! {
    /// There is no second thread, whose this would be another one.
    static SEEN: RefCell<usize> = const { RefCell::new(0) };
}

fn see() {
    SEEN.with_borrow_mut(|seen| *seen += 1);
}

#[test]
fn what_a_chain_gives() {
    for n in LENGTHS {
        let odd_squares = |x: usize| (x % 2 == 1).then(|| x.wrapping_mul(x));
        let expected: Vec<usize> = (0..n).filter_map(odd_squares).collect();
        for threads in [1, 4] {
            with_threads(threads, || {
                let owned: Vec<usize> = (0..n).collect();
                assert_eq!((0..n).par().filter_map(odd_squares).collect_vec(), expected);
                assert_eq!(owned.par().filter_map(odd_squares).collect_vec(), expected);
                let pulled = (0..n).filter(|_| true).into_par();
                assert_eq!(pulled.filter_map(odd_squares).collect_vec(), expected);
            });
        }
        let text = "to be or not\n".repeat(n / 100);
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(text.par_split_whitespace().collect_vec(), words);
    }
}

#[test]
fn everything_is_on_the_calling_thread() {
    assert_eq!(current_threads(), 1);
    assert_eq!(with_threads(4, current_threads), 1);
    assert!(cpu_count() >= 1);
    let before = SEEN.take();
    (0..10_000).par_for_each(|_| see());
    vec![0; 10_000]
        .into_iter()
        .filter(|_| true)
        .par_for_each(|_| see());
    assert_eq!((0..100).par_map(|_| see()).stream().count(), 100);
    scope(|s| _ = (s.spawn(see), s.spawn(see)));
    join(see, see);
    spawn(see).join();
    assert_eq!(SEEN.replace(before), 20_105);
}

#[test]
fn reductions_and_searches() {
    for n in LENGTHS {
        assert_eq!((0..n as u64).par().sum::<u64>(), (0..n as u64).sum());
        assert_eq!(
            (0..n).par().map(|x| x % 97).max(),
            (0..n).map(|x| x % 97).max()
        );
        assert_eq!(
            (0..n).par().find(|x| x * x > 5000),
            (0..n).find(|x| x * x > 5000)
        );
        assert_eq!(
            (0..n).par().position(|x| x == 99),
            (0..n).position(|x| x == 99)
        );
        let numbers = |n| (0..n).par_map(|x| if x < 4000 { Ok(x) } else { Err(x) });
        let expected: Result<Vec<usize>, usize> = match n {
            0..=4000 => Ok((0..n).collect()),
            _ => Err(4000),
        };
        assert_eq!(numbers(n).collect::<Result<Vec<usize>, usize>>(), expected);
    }
    // The bits that it has on any number of threads, as on a machine with some.
    let sum: f64 = (1..=1_000_000).par_map(|x| 1.0 / f64::from(x)).sum();
    assert!((sum - 14.392_726_722_865_7).abs() < 1e-9);
}

#[test]
fn sorting() {
    for n in LENGTHS {
        let mut items: Vec<usize> = (0..n).map(|x| x.wrapping_mul(0x9e37_79b9) % 1000).collect();
        let mut expected = items.clone();
        expected.sort();
        let mut unstable = items.clone();
        items.par_sort();
        unstable.par_sort_unstable();
        assert_eq!((&items, &unstable), (&expected, &expected));
    }
}

#[test]
fn streams_in_order_and_as_they_finish() {
    let in_order: Vec<usize> = (0..10_000).par_map(|x| 2 * x).stream().collect();
    assert_eq!(in_order, (0..20_000).step_by(2).collect::<Vec<_>>());
    let mut any: Vec<usize> = (0..10_000).par_map(|x| 2 * x).stream_unordered().collect();
    any.sort();
    assert_eq!(any, in_order);
    let mut told = Vec::new();
    (0_usize..)
        .into_par()
        .stream()
        .take(5)
        .for_each(|x| told.push(x));
    (5..9_usize).par().for_each_ordered(|x| told.push(x));
    assert_eq!(told, [0, 1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn a_task_is_done_before_spawn_returns() {
    let done = Arc::new(AtomicBool::new(false));
    let says = Arc::clone(&done);
    drop(spawn(move || says.store(true, SeqCst)));
    assert!(done.load(SeqCst));
    let task = spawn(|| (1..=100).par().sum::<u32>());
    assert!(task.is_finished());
    assert_eq!(task.join_timeout(Duration::ZERO).ok(), Some(5050));
    assert_eq!(spawn(|| 7).cancel(), Some(7));
    assert!(!spawn(is_cancelled).join());
}

struct Nothing;

impl Wake for Nothing {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_task_is_ready_when_it_is_polled() {
    let waker = Waker::from(Arc::new(Nothing));
    let task = pin!(spawn(|| "ready"));
    assert_eq!(
        task.poll(&mut Context::from_waker(&waker)),
        Poll::Ready("ready")
    );
}

#[test]
fn tasks_of_tasks_begin_in_order_and_take_no_stack() {
    fn next(left: usize, log: &Arc<Mutex<Vec<usize>>>) {
        log.lock().unwrap().push(left);
        if left > 0 {
            let log = Arc::clone(log);
            drop(spawn(move || next(left - 1, &log)));
        }
    }
    let log = Arc::default();
    next(100_000, &log);
    let log = log.lock().unwrap();
    assert_eq!(*log, (0..=100_000).rev().collect::<Vec<_>>());
    // One that is joined by the task that has spawned it is done there.
    assert_eq!(
        spawn(|| spawn(|| spawn(|| 1).join() + 1).join() + 1).join(),
        3
    );
}

#[test]
fn scopes_and_joins() {
    fn halve<'s>(len: usize, leaves: &'s AtomicUsize, s: &'s Scope<'s, '_>) {
        match len {
            1 => _ = leaves.fetch_add(1, SeqCst),
            _ => [len / 2, len - len / 2]
                .into_iter()
                .for_each(|part| drop(s.spawn(move || halve(part, leaves, s)))),
        }
    }
    fn fib(n: u32) -> u64 {
        match n {
            0 | 1 => u64::from(n),
            _ => {
                let (a, b) = join(|| fib(n - 1), || fib(n - 2));
                a + b
            }
        }
    }
    let leaves = AtomicUsize::new(0);
    scope(|s| halve(10_000, &leaves, s));
    assert_eq!((leaves.into_inner(), fib(20)), (10_000, 6765));
}

/// Where a panic does not end the program, as on wasm.
#[cfg(panic = "unwind")]
mod panics {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::thread;

    use super::*;

    fn panic_of<R>(f: impl FnOnce() -> R) -> usize {
        let panic = catch_unwind(AssertUnwindSafe(f)).err().expect("a panic");
        *panic.downcast().expect("a number")
    }

    fn fails(x: usize) -> usize {
        match x {
            77 | 4000 => std::panic::panic_any(x),
            _ => x,
        }
    }

    #[test]
    fn the_first_panic_goes_on() {
        assert_eq!(panic_of(|| (0..5000).par_map(fails).collect_vec()), 77);
        assert_eq!(panic_of(|| (0..5000).par_map(fails).stream().count()), 77);
        assert_eq!(panic_of(|| spawn(|| fails(77)).join()), 77);
        assert_eq!(panic_of(|| join(|| 1, || fails(77))), 77);
        assert_eq!(panic_of(|| scope(|s| drop(s.spawn(|| fails(77))))), 77);
        // And the next task begins as before.
        assert!(spawn(|| 1).is_finished());
    }

    #[test]
    fn other_threads_of_the_program_wait_for_a_task() {
        let (task, result) = (spawn(|| 5), Mutex::new(0));
        thread::scope(|s| _ = s.spawn(|| *result.lock().unwrap() = task.join()));
        assert_eq!(result.into_inner().unwrap(), 5);
    }
}
