//! Calls within calls within calls: how much of the stack each level takes.

use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, ThreadId};

use abreast::prelude::*;

/// So many levels are to fit into the stack that a program's first thread usually has.
const LEVELS: usize = 6_000;
const STACK: usize = 8 << 20;

/// What a level may take. (Without optimisation, no two variables share a place: it takes seven times as
/// much.)
const MOST: usize = match cfg!(debug_assertions) {
    false => STACK / LEVELS,
    true => 32 << 10,
};

/// How deep is enough to measure it.
const DEPTH: usize = 20;

/// The level above: on which thread it is, and where there on the stack.
#[derive(Clone, Copy)]
struct Above {
    thread: ThreadId,
    address: usize,
}

impl Above {
    fn nothing() -> Above {
        Above {
            thread: thread::current().id(),
            address: 0,
        }
    }
}

/// The most that a level has taken.
static WORST: AtomicUsize = AtomicUsize::new(0);

/// Notes how far below the level above a local of this one lies, if it is on the same thread.
fn note(above: Above, local: &u8) -> Above {
    let (thread, address) = (thread::current().id(), std::ptr::from_ref(local) as usize);
    if above.thread == thread && above.address > 0 {
        WORST.fetch_max(above.address - address, Relaxed);
    }
    Above { thread, address }
}

/// A function that makes a call of two items, the first of which makes such a call in turn.
macro_rules! nested {
    ($($name:ident: |$item:ident| $call:expr;)*) => {
        $(#[inline(never)]
        fn $name(depth: usize, above: Above) -> usize {
            let local = 0;
            let here = note(above, black_box(&local));
            if depth == 0 {
                return 1;
            }
            let $item = |i: usize| match i {
                0 => $name(depth - 1, here),
                _ => 1,
            };
            $call
        })*

        /// All of them, by name.
        const NESTED: &[(&str, fn(usize, Above) -> usize)] = &[$((stringify!($name), $name)),*];
    };
}

nested! {
    range: |item| (0..2).par_map(item).collect_vec().iter().sum();
    slice: |item| [0, 1].as_slice().par_map(|i: &usize| item(*i)).collect_vec().iter().sum();
    vector: |item| vec![0, 1].par_map(item).collect_vec().iter().sum();
    for_each: |item| {
        (0..2).par().for_each(|i: usize| {
            item(i);
        });
        1
    };
    sum: |item| (0..2).par_map(item).sum();
    reduce: |item| (0..2).par_map(item).reduce(|x, y| x + y).unwrap_or(0);
    fold: |item| (0..2).par_map(item).fold(|| 0, |x, y| x + y, |x, y| x + y);
    find: |item| (0..2).par().find(|i: &usize| item(*i) == 0).unwrap_or(1);
}

/// Runs `f` on a thread with so much stack.
fn with_stack(bytes: usize, f: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(bytes).spawn(f);
    thread.expect("a thread").join().expect("no panic");
}

/// The most that a level of these calls takes, in the ways in which a call may go: as one that was never
/// seen, as one that is known to be quick, alone, and as one whose items wait.
fn worst_of(call: fn(usize, Above) -> usize) -> usize {
    WORST.store(0, Relaxed);
    with_stack(64 << 20, move || {
        call(DEPTH, Above::nothing());
        (0..1_000).for_each(|_| {
            call(1, Above::nothing());
        });
        call(DEPTH, Above::nothing());
        for threads in [1, 2, abreast::cpu_count() + 1] {
            abreast::with_threads(threads, || call(DEPTH, Above::nothing()));
        }
    });
    WORST.load(Relaxed)
}

#[test]
fn a_level_takes_little() {
    for (name, call) in NESTED {
        let worst = worst_of(*call);
        assert!(
            worst > 0,
            "{name}: no level is on the thread of the one above"
        );
        assert!(worst <= MOST, "{name}: {worst} bytes a level, not {MOST}");
    }
}

/// In a process of its own, where the pool's threads have larger stacks: a quick one may be there before
/// the caller takes the first item. And if the stack overflows, this process goes on.
#[cfg(not(debug_assertions))]
#[test]
fn thousands_of_levels_fit() {
    const ALONE: &str = "ABREAST_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        // One is enough: each level tells all those around it that it is there.
        with_stack(STACK, || {
            fold(LEVELS, Above::nothing());
        });
        return;
    }
    let program = std::env::current_exe().expect("the test's own path");
    let output = std::process::Command::new(program)
        .args(["thousands_of_levels_fit", "--exact", "--nocapture"])
        .env(ALONE, "1")
        .env("RUST_MIN_STACK", (4 * STACK).to_string())
        .output()
        .expect("the test starts again");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
