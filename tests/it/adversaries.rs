//! What a hostile program, or a poor machine, does to a pool: panics everywhere at once, forks, threads
//! that cannot be started, one processor, calls while a thread or the process ends. Nothing hangs, and
//! nothing is lost or dropped twice.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Barrier, LazyLock};
use std::thread;

use abreast::prelude::*;

use crate::random::cases;
use crate::support::{Books, Entry, in_own_process, is_alone, meet};

/// Numbers that look random, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) % n
    }
}

/// The payload of every panic here: it has a line in the books, and may panic when it is dropped.
fn throw(books: &'static Books, evil: bool) -> ! {
    let last = if evil { panic_once_more } else { || () };
    panic_any(books.enter_and(last))
}

/// What destructors panic with.
struct Spite;

fn panic_once_more() {
    if !thread::panicking() {
        panic_any(Spite);
    }
}

/// Every place at which a call meets the program's code, and what that does there.
#[derive(Clone, Copy)]
struct Plan {
    /// One in so many panics; none if 0.
    closures: u64,
    sources: u64,
    clones: u64,
    drops: u64,
    payloads: u64,
}

/// An item whose clone and whose destructor may panic.
struct Item {
    books: &'static Books,
    plan: Plan,
    number: u64,
    _entry: Entry<'static>,
}

fn hits(n: u64, number: u64) -> bool {
    n > 0 && Dice(number.wrapping_mul(77)).roll(n) == 0
}

impl Item {
    fn new(books: &'static Books, plan: Plan, number: u64) -> Item {
        let evil = hits(plan.drops, number);
        let entry = books.enter_and(if evil { panic_once_more } else { || () });
        Item {
            books,
            plan,
            number,
            _entry: entry,
        }
    }

    fn evil_payload(&self) -> bool {
        hits(self.plan.payloads, self.number)
    }
}

impl Clone for Item {
    fn clone(&self) -> Item {
        if hits(self.plan.clones, self.number) {
            throw(self.books, self.evil_payload());
        }
        Item::new(self.books, self.plan, self.number + 1_000_000)
    }
}

/// Calls `f`, whatever it does, and drops what it leaves, whatever that does.
fn survive<R>(f: impl FnOnce() -> R) {
    let mut left = catch_unwind(AssertUnwindSafe(|| drop(f())));
    while let Err(payload) = left {
        left = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    }
}

fn wild_calls(books: &'static Books, plan: Plan, len: u64) {
    let items = || -> Vec<Item> { (0..len).map(|n| Item::new(books, plan, n)).collect() };
    let f = |item: Item| {
        if hits(plan.closures, item.number) {
            throw(books, item.evil_payload());
        }
        // First of all: a value that is on its way out is lost where a destructor panics after it
        // (rust#47949).
        let number = item.number;
        drop(item);
        Item::new(books, plan, number + 2_000_000)
    };
    survive(|| items().par_map(f).collect_vec());
    survive(|| items().par_for_each(|item| drop(f(item))));
    survive(|| {
        let source = items();
        let made = source.iter().cloned().par_map(f).collect_vec();
        drop(source);
        made
    });
    survive(|| {
        let mut pulled = items().into_iter().inspect(|item| {
            if hits(plan.sources, item.number) {
                throw(books, item.evil_payload());
            }
        });
        let made = pulled.par_map(f).collect_vec();
        drop(pulled);
        made
    });
    survive(|| {
        let end = |item: Item| {
            if item.number == len / 2 {
                Err(f(item))
            } else {
                Ok(f(item))
            }
        };
        items().par_map(end).collect::<Result<Vec<Item>, Item>>()
    });
    survive(|| {
        items().par_for_each(|item| {
            let inner: Vec<Item> = (0..3)
                .map(|n| Item::new(books, plan, item.number * 3 + n))
                .collect();
            drop(inner.par_map(f).collect_vec());
        });
    });
}

/// Payloads live as long as they like, and so do these books.
static BOOKS: LazyLock<Books> = LazyLock::new(|| Books::new(1_000_000));

#[test]
fn panics_everywhere_at_once() {
    in_own_process("adversaries::panics_everywhere_at_once", &[], || {
        // Of thousands of panics only those of the test itself are worth reading.
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panic.payload().is::<Entry<'static>>() && !panic.payload().is::<Spite>() {
                print(panic);
            }
        }));
        let quiet = Plan {
            closures: 0,
            sources: 0,
            clones: 0,
            drops: 0,
            payloads: 0,
        };
        let plans = [
            Plan {
                closures: 9,
                ..quiet
            },
            Plan { drops: 40, ..quiet },
            Plan {
                clones: 50,
                drops: 60,
                ..quiet
            },
            Plan {
                sources: 70,
                payloads: 2,
                ..quiet
            },
            Plan {
                closures: 1,
                sources: 90,
                payloads: 1,
                ..quiet
            },
            Plan {
                closures: 80,
                sources: 90,
                clones: 100,
                drops: 70,
                payloads: 2,
            },
        ];
        for threads in [1, 2, 3, 8] {
            for plan in plans {
                for len in [2, 40, 300] {
                    with_threads(threads, || wild_calls(&BOOKS, plan, len));
                }
            }
            BOOKS.check();
        }
    });
}

/// The numbers from 0 on, by a call that wants four threads.
fn numbers(n: usize) -> Vec<usize> {
    with_threads(4, || (0..n).par_map(|x| x).collect_vec())
}

fn check_numbers(n: usize) {
    assert_eq!(numbers(n), Vec::from_iter(0..n));
}

/// Some of everything: calls that are quick, nested, panicking, and, if `threads` can be had, waiting for
/// each other.
fn a_bit_of_everything(threads: usize) {
    for n in [0, 1, 2, 100] {
        check_numbers(n);
    }
    let nested = (0..6).par_map(|x| numbers(x).len()).collect_vec();
    assert_eq!(nested, [0, 1, 2, 3, 4, 5]);
    // Linked statically, a panic finds its way under a lock, which another thread may hold when a child is
    // made.
    if !cfg!(target_feature = "crt-static") {
        let panic = catch_unwind(|| (0..50).par_for_each(|x: i32| assert_ne!(x, 30)));
        assert!(panic.is_err());
    }
    let barrier = Barrier::new(threads);
    with_threads(threads, || (0..threads).par_for_each(|_| meet(&barrier)));
}

#[test]
fn sixty_four_threads_at_once() {
    thread::scope(|s| {
        for _ in 0..64 {
            s.spawn(|| (0..4).for_each(|_| a_bit_of_everything(3)));
        }
    });
}

/// Makes a call when it is dropped.
struct Caller(fn());

impl Drop for Caller {
    fn drop(&mut self) {
        (self.0)();
    }
}

thread_local! {
    static CALLER: std::cell::OnceCell<Caller> = const { std::cell::OnceCell::new() };
}

/// Threads end, and make calls as they do; half of them when this crate's own thread-locals are gone.
#[test]
fn calls_while_threads_end() {
    static DONE: AtomicUsize = AtomicUsize::new(0);
    fn last_call() {
        check_numbers(200);
        let nested = (0..4).par_map(|x| numbers(x).len()).collect_vec();
        assert_eq!(nested, [0, 1, 2, 3]);
        let panic = catch_unwind(|| (0..50).par_for_each(|x: i32| assert_ne!(x, 30)));
        assert!(panic.is_err());
        DONE.fetch_add(1, SeqCst);
    }
    thread::scope(|s| {
        for t in 0..64 {
            s.spawn(move || {
                if t % 2 == 0 {
                    check_numbers(10);
                }
                CALLER.with(|caller| caller.set(Caller(last_call)).ok().unwrap());
                check_numbers(10);
            });
        }
    });
    // A scope does not wait for its threads' destructors; threads that are joined by hand are waited for.
    let joined = thread::spawn(|| CALLER.with(|caller| caller.set(Caller(last_call)).is_ok()));
    assert!(joined.join().unwrap());
    assert!(DONE.load(SeqCst) > 0);
}

/// So deep a nesting of calls, each with something of its own on the stack.
fn dig(depth: usize) -> usize {
    let mut frame = [depth; 256];
    let below = (0..2).par_map(|side: usize| {
        if side == 0 && depth > 0 {
            dig(depth - 1)
        } else {
            0
        }
    });
    frame[depth] += below.into_iter().sum::<usize>() + 1;
    std::hint::black_box(&frame)[depth] - depth
}

#[test]
fn deep_frames() {
    for threads in [1, 2, 4] {
        let deep = move || with_threads(threads, || dig(100));
        let digger = thread::Builder::new().stack_size(16 << 20).spawn(deep);
        assert_eq!(digger.unwrap().join().unwrap(), 101);
    }
}

/// Calls of a single item, a million in all, or as many as the environment says, and among them calls whose
/// two items need a second thread, after gaps in which the workers go to sleep, or nearly: if one is not
/// woken, this hangs.
#[test]
fn a_million_calls_after_gaps() {
    let calls = u64::from(cases("ABREAST_CALLS", 1_000_000)) / 4;
    let caller = |seed: u64| {
        let mut dice = Dice(seed);
        for k in 0..calls {
            assert_eq!((k..k + 1).par_map(|x: u64| x + 1).collect_vec(), [k + 1]);
            if k % 100 == 0 {
                let gap = 1 << dice.roll(17);
                (0..dice.roll(gap + 1)).for_each(|_| std::hint::spin_loop());
                let barrier = Barrier::new(2);
                with_threads(2, || (0..2).par_for_each(|_: i32| meet(&barrier)));
            }
        }
    };
    thread::scope(|s| {
        for seed in 0..4 {
            s.spawn(move || caller(seed));
        }
    });
}

/// Items that a `usize` cannot number: an end among those that it can is found.
#[test]
fn an_early_end_in_an_endless_range() {
    for threads in [1, 2, 4] {
        with_threads(threads, || {
            let end = |x: u128| if x < 5000 { Ok(()) } else { Err(x) };
            let ended = (0..u128::MAX).par_map(end).collect::<Result<(), u128>>();
            assert_eq!(ended, Err(5000));
            let ended = (0..=u128::MAX).par_map(end).collect::<Result<(), u128>>();
            assert_eq!(ended, Err(5000));
        });
    }
}

/// And where there is none, that is no end either.
#[cfg(target_pointer_width = "32")]
#[test]
#[ignore = "takes minutes"]
fn no_end_in_a_range_that_is_too_long() {
    let done = AtomicUsize::new(0);
    let panic = crate::support::panic_of(|| {
        (0..1_u64 << 33).par_for_each(|_: u64| {
            done.fetch_add(1, SeqCst);
        });
    });
    assert!(panic.contains(&usize::MAX.to_string()), "{panic}");
    assert_eq!(done.into_inner(), usize::MAX);
}

/// Ends the process in the midst of its work, from a thread outside the pool or from within an item.
#[test]
fn exit_while_work_runs() {
    let name = "adversaries::exit_while_work_runs";
    let begun = Barrier::new(5);
    if is_alone() {
        let from_an_item = std::env::var_os("FROM_AN_ITEM").is_some();
        thread::scope(|s| {
            s.spawn(|| {
                with_threads(4, || {
                    (0..4).par_for_each(|x: i32| {
                        begun.wait();
                        if from_an_item && x == 2 {
                            std::process::exit(7);
                        }
                        loop {
                            check_numbers(10);
                        }
                    });
                });
            });
            begun.wait();
            if !from_an_item {
                std::process::exit(7);
            }
        });
    }
    for variable in ["FROM_AN_ITEM", "FROM_OUTSIDE"] {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args([name, "--exact", "--nocapture", "--test-threads=1"])
            .envs([("ABREAST_TEST_ALONE", "1"), (variable, "1")])
            .stdout(std::process::Stdio::null())
            .status();
        assert_eq!(status.unwrap().code(), Some(7), "{variable}");
    }
}

#[cfg(target_os = "linux")]
#[allow(
    unsafe_code,
    reason = "limits, forks and affinity are the system's own calls"
)]
mod linux {
    use super::*;
    use crate::support::{a_while, workers_alive};

    /// Leaves the process so much address space beyond what it has, and answers with the limit that there
    /// was.
    fn leave_room(bytes: u64) -> libc::rlimit {
        let sizes = std::fs::read_to_string("/proc/self/statm").unwrap();
        let pages: u64 = sizes.split(' ').next().unwrap().parse().unwrap();
        // SAFETY: asks for a number.
        let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) } as u64;
        let mut before = libc::rlimit {
            rlim_cur: 0,
            rlim_max: 0,
        };
        // SAFETY: the limit is only written.
        assert_eq!(unsafe { libc::getrlimit(libc::RLIMIT_AS, &mut before) }, 0);
        limit(libc::rlimit {
            rlim_cur: (pages * page + bytes) as libc::rlim_t,
            ..before
        });
        before
    }

    fn limit(limit: libc::rlimit) {
        // SAFETY: the limit is only read.
        assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_AS, &limit) }, 0);
    }

    /// Every thread's stack takes a quarter of a gigabyte, so this is room for one and not for two.
    const ONE_STACK: u64 = 420 << 20;

    const STACK: (&str, &str) = ("RUST_MIN_STACK", "268435456");

    #[test]
    fn room_for_no_thread() {
        let name = "adversaries::linux::room_for_no_thread";
        in_own_process(name, &[STACK, ("ABREAST_NUM_THREADS", "4")], || {
            leave_room(64 << 20);
            (0..50).for_each(check_numbers);
            check_numbers(10_000);
            assert_eq!(workers_alive(), 0);
        });
    }

    /// What the system refuses once is asked for again, a second later.
    #[test]
    fn room_after_a_while() {
        let name = "adversaries::linux::room_after_a_while";
        in_own_process(name, &[STACK, ("ABREAST_NUM_THREADS", "4")], || {
            // Items so heavy that every such call wants helpers, however often it was seen.
            let wants_helpers = || (0..4).par_for_each(|_: i32| a_while());
            let before = leave_room(64 << 20);
            wants_helpers();
            assert_eq!(workers_alive(), 0);
            limit(before);
            // If none is ever started, this hangs.
            while workers_alive() == 0 {
                wants_helpers();
            }
        });
    }

    #[test]
    fn room_for_some_threads() {
        let name = "adversaries::linux::room_for_some_threads";
        in_own_process(name, &[STACK, ("ABREAST_NUM_THREADS", "4")], || {
            leave_room(ONE_STACK);
            let met = Barrier::new(2);
            let first = AtomicUsize::new(0);
            with_threads(4, || {
                (0..4).par_for_each(|_: i32| {
                    if first.fetch_add(1, SeqCst) < 2 {
                        met.wait();
                    }
                });
            });
            assert_eq!(workers_alive(), 1);
            (0..50).for_each(check_numbers);
            a_bit_of_everything(2);
        });
    }

    #[test]
    fn one_processor() {
        let name = "adversaries::linux::one_processor";
        in_own_process(name, &[("ABREAST_NUM_THREADS", "4")], || {
            // SAFETY: a set of no processors is all zeros.
            let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
            // SAFETY: asks for a number.
            let here = unsafe { libc::sched_getcpu() };
            // SAFETY: the number is one of a processor.
            unsafe { libc::CPU_SET(here as usize, &mut set) };
            // SAFETY: the set is only read, and as long as it says.
            let pinned = unsafe { libc::sched_setaffinity(0, size_of_val(&set), &set) };
            assert_eq!(pinned, 0);
            (0..20).for_each(|_| a_bit_of_everything(8));
        });
    }

    /// Runs `body` in a forked process, and says whether it came to its end. A child that hangs is ended by
    /// its alarm.
    fn forked(body: impl FnOnce()) -> bool {
        // SAFETY: the child does nothing but `body`, for which see the test, and ends at once.
        match unsafe { libc::fork() } {
            0 => {
                // SAFETY: sets a timer.
                unsafe { libc::alarm(30) };
                let done = catch_unwind(AssertUnwindSafe(body)).is_ok();
                // SAFETY: ends the process.
                unsafe { libc::_exit(if done { 0 } else { 1 }) }
            }
            child => {
                let mut status = 0;
                // SAFETY: the status is written to.
                assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
                status == 0
            }
        }
    }

    /// Says so when it is dropped.
    struct Over<'a>(&'a AtomicUsize);

    impl Drop for Over<'_> {
        fn drop(&mut self) {
            self.0.store(1, SeqCst);
        }
    }

    #[test]
    fn forks() {
        let name = "adversaries::linux::forks";
        in_own_process(name, &[("ABREAST_NUM_THREADS", "4")], || {
            // A message would be written under a lock, which another thread may hold when a child is made.
            std::panic::set_hook(Box::new(|_| ()));
            // Before the pool is used, a child has one of its own.
            assert!(forked(|| a_bit_of_everything(4)));
            let over = AtomicUsize::new(0);
            thread::scope(|s| {
                for _ in 0..3 {
                    s.spawn(|| {
                        while over.load(SeqCst) == 0 {
                            a_bit_of_everything(4);
                        }
                    });
                }
                let _over = Over(&over);
                for _ in 0..30 {
                    a_bit_of_everything(4);
                    let child_works = forked(|| {
                        (0..10).for_each(|_| a_bit_of_everything(1));
                        let from_a_thread = thread::spawn(|| check_numbers(1000));
                        from_a_thread.join().unwrap();
                        with_threads(64, || check_numbers(1000));
                        with_threads(64, || (0..100).par_for_each(|_: i32| ()));
                        assert_eq!(workers_alive(), 0);
                    });
                    assert!(child_works);
                }
            });
        });
    }
}
