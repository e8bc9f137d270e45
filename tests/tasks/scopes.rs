//! Tasks that borrow.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Barrier, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use abreast::prelude::*;
use abreast::{Scope, is_cancelled, scope};

use crate::support::{Books, panic_of, within_a_minute};

const THREADS: [usize; 5] = [1, 2, 3, 4, 64];

/// At each number of threads.
fn everywhere(name: &str, body: impl Fn()) {
    for threads in THREADS {
        within_a_minute(&format!("{name} at {threads} threads"), || {
            with_threads(threads, &body)
        });
    }
}

#[test]
fn tasks_borrow_and_all_are_done_at_the_end() {
    everywhere("tasks borrow", || {
        let (words, len) = (["side", "by", "side"], AtomicUsize::new(0));
        let returned = scope(|s| {
            for word in &words {
                s.spawn(|| len.fetch_add(word.len(), SeqCst));
            }
            words.len()
        });
        assert_eq!((returned, len.into_inner()), (3, 10));
        let squares = scope(|s| {
            let tasks: Vec<_> = (0..100).map(|x| s.spawn(move || x * x)).collect();
            tasks.into_iter().map(|task| task.join()).sum::<usize>()
        });
        assert_eq!(squares, 328_350);
        assert_eq!(scope(|_| 7), 7);
    });
}

/// 100,000 tasks, each spawned by the one before it, on a small stack.
#[test]
fn tasks_spawn_tasks_without_end() {
    fn next<'s>(n: usize, count: &'s AtomicUsize, s: &'s Scope<'s, '_>) {
        count.fetch_add(1, SeqCst);
        if n > 1 {
            s.spawn(move || next(n - 1, count, s));
        }
    }
    everywhere("tasks spawn tasks", || {
        let count = AtomicUsize::new(0);
        scope(|s| next(100_000, &count, s));
        assert_eq!(count.into_inner(), 100_000);
    });
}

/// A tree that is 2,000 levels deep, and wide at each of them.
#[test]
fn deep_trees() {
    struct Tree(Vec<Tree>);
    fn count<'s>(tree: &'s Tree, all: &'s AtomicUsize, s: &'s Scope<'s, '_>) {
        all.fetch_add(1, SeqCst);
        for branch in &tree.0 {
            s.spawn(move || count(branch, all, s));
        }
    }
    let mut tree = Tree(vec![]);
    for _ in 0..2_000 {
        tree = Tree(vec![Tree(vec![]), tree, Tree(vec![])]);
    }
    everywhere("deep trees", || {
        let all = AtomicUsize::new(0);
        scope(|s| count(&tree, &all, s));
        assert_eq!(all.into_inner(), 6_001);
    });
    // Dropped level by level, for this would take a stack by itself.
    let mut rest = tree.0;
    while let Some(mut tree) = rest.pop() {
        rest.append(&mut tree.0);
    }
}

/// Not the one that came first: the last of three tasks is done by the thread that the second one has
/// panicked on, and lets the first one go on.
#[test]
fn the_first_panic_is_that_of_the_task_spawned_first() {
    within_a_minute("the task spawned first", || {
        for _ in 0..20 {
            let (go, waits) = mpsc::channel();
            let first = panic_of(|| {
                with_threads(2, || {
                    scope(|s| {
                        s.spawn(move || {
                            let () = waits.recv().expect("somebody lets it go on");
                            panic!("spawned first");
                        });
                        s.spawn(|| panic!("came first"));
                        s.spawn(move || go.send(()).expect("it waits"));
                    });
                });
            });
            assert_eq!(first, "spawned first");
        }
    });
}

/// The panics behind the first one are not seen, nor what their own destructors do.
#[test]
fn the_other_panics_are_let_go() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }
    everywhere("the other panics", || {
        let first = panic_of(|| {
            scope(|s| {
                for i in 0..20 {
                    s.spawn(move || match i {
                        0 => panic!("the first"),
                        _ => std::panic::panic_any(Bomb),
                    });
                }
            });
        });
        assert_eq!(first, "the first");
        let body = panic_of(|| {
            scope(|s| {
                s.spawn(|| std::panic::panic_any(Bomb));
                assert!(s.spawn(|| 7).join() != 7, "the body");
            });
        });
        assert_eq!(body, "the body");
    });
}

#[test]
fn the_first_panic() {
    everywhere("the first panic", || {
        let done = AtomicUsize::new(0);
        let run = |body: bool, tasks: &[usize]| {
            done.store(0, SeqCst);
            panic_of(|| {
                scope(|s| {
                    for i in 0..50 {
                        let done = &done;
                        s.spawn(move || {
                            done.fetch_add(1, SeqCst);
                            assert!(!tasks.contains(&i), "task {i}");
                        });
                    }
                    assert!(!body, "the body");
                })
            })
        };
        assert_eq!(run(true, &[3]), "the body");
        assert_eq!(done.load(SeqCst), 50);
        assert_eq!(run(false, &[7, 3, 40]), "task 3");
        assert_eq!(done.load(SeqCst), 50);
        // What is joined is the joiner's.
        let joined = scope(|s| s.spawn(|| panic!("joined")).try_join().is_err());
        assert!(joined);
        assert_eq!(
            panic_of(|| scope(|s| s.spawn(|| panic!("joined")).join())),
            "joined"
        );
    });
}

#[test]
fn tasks_join_tasks() {
    everywhere("tasks join tasks", || {
        let sum = scope(|s| {
            let first = s.spawn(|| 1);
            let second = s.spawn(|| 2);
            let both = s.spawn(move || first.join() + second.join());
            let all = s.spawn(move || both.join() + s.spawn(|| 4).join());
            all.join()
        });
        assert_eq!(sum, 7);
    });
}

#[test]
fn as_many_tasks_as_threads_wait_for_each_other() {
    for n in [2, 3, 10, 40] {
        within_a_minute("tasks of a scope wait for each other", || {
            let all = Barrier::new(n);
            // The calling thread does one of them, once it has spawned all.
            with_threads(n, || {
                scope(|s| (0..n).for_each(|_| drop(s.spawn(|| all.wait()))));
            });
        });
    }
}

#[test]
fn cancelled_and_late_tasks() {
    everywhere("cancelled and late", || {
        let begun = AtomicUsize::new(0);
        scope(|s| {
            let tasks: Vec<_> = (0..20)
                .map(|_| s.spawn(|| begun.fetch_add(1, SeqCst)))
                .collect();
            let ended = tasks.into_iter().filter_map(|task| task.cancel()).count();
            assert!(ended <= 20);
            let task = s.spawn(|| {
                while !is_cancelled() {
                    thread::yield_now();
                }
            });
            match task.join_timeout(Duration::from_millis(1)) {
                Ok(()) => unreachable!("nobody has asked it to end"),
                Err(task) => _ = task.cancel(),
            }
        });
    });
}

#[test]
fn everything_is_dropped_before_the_end() {
    everywhere("everything is dropped", || {
        let books = Books::new(1000);
        for body_panics in [false, true] {
            let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                scope(|s| {
                    for i in 0..40 {
                        let (captured, result) = (books.enter(), books.enter());
                        let task = s.spawn(move || {
                            let _ = &captured;
                            assert!(i % 5 > 0);
                            result
                        });
                        match i % 4 {
                            0 => drop(task),
                            1 => drop(task.try_join().ok()),
                            2 => drop(task.cancel()),
                            _ => drop(task.join_timeout(Duration::ZERO).ok()),
                        }
                    }
                    assert!(!body_panics);
                })
            }));
            assert!(ended.is_err());
            books.check();
        }
    });
}

/// Calls made inside of tasks, and scopes inside of scopes.
#[test]
fn calls_and_scopes_inside() {
    everywhere("calls and scopes inside", || {
        let numbers = Vec::from_iter(0..1000_u64);
        let sums = scope(|s| {
            let sum = |n: usize| numbers[..n].par().sum::<u64>();
            let tasks =
                [10, 100, 1000].map(|n| s.spawn(move || scope(|t| t.spawn(move || sum(n)).join())));
            tasks.map(|task| task.join())
        });
        assert_eq!(sums, [45, 4_950, 499_500]);
        let all = (0..20_usize)
            .par_map(|x| scope(|s| s.spawn(move || x).join()))
            .sum::<usize>();
        assert_eq!(all, 190);
    });
}

/// A handle that goes to a thread of the program's own.
#[test]
fn other_threads_join() {
    everywhere("other threads join", || {
        let seen = Mutex::new(Vec::new());
        scope(|s| {
            thread::scope(|threads| {
                for i in 0..10 {
                    let task = s.spawn(move || i);
                    let seen = &seen;
                    threads.spawn(move || seen.lock().unwrap().push(task.join()));
                }
            });
        });
        let mut seen = seen.into_inner().unwrap();
        seen.sort();
        assert!(seen.into_iter().eq(0..10));
    });
}

#[cfg(target_os = "linux")]
#[test]
fn scopes_leave_nothing_behind() {
    use crate::spawned::kilobytes;
    let name = "scopes::scopes_leave_nothing_behind";
    crate::support::in_own_process(name, &[], || {
        let many = |n: usize, tasks: usize| {
            for _ in 0..n {
                scope(|s| (0..tasks).for_each(|_| drop(s.spawn(|| ()))));
            }
        };
        many(1000, 1);
        let before = kilobytes();
        many(100_000, 1);
        many(10, 20_000);
        assert!(
            kilobytes() < before + 12_000,
            "{} kB, {before} before",
            kilobytes()
        );
    });
}
