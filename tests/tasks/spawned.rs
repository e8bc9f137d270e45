//! Tasks that own what they use.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use abreast::prelude::*;
use abreast::{Task, is_cancelled, spawn};

use crate::support::{Books, in_own_process, panic_of, within_a_minute};

#[test]
fn what_a_task_returns() {
    within_a_minute("what a task returns", || {
        for threads in [1, 2, 3, 64] {
            with_threads(threads, || {
                let tasks: Vec<Task<usize>> = (0..100).map(|x| spawn(move || x * x)).collect();
                let squares: Vec<usize> = tasks.into_iter().map(Task::join).collect();
                assert!(squares.into_iter().eq((0..100).map(|x| x * x)));
                let call = spawn(|| (0..1000_u64).par_map(|x| x + 1).collect_vec());
                assert_eq!(call.join().iter().sum::<u64>(), 500_500);
                let nested = spawn(|| spawn(|| spawn(|| 7).join() + 1).join() + 1);
                assert_eq!(nested.join(), 9);
            });
        }
    });
}

#[test]
fn a_panic_is_the_joiners() {
    within_a_minute("a panic is the joiner's", || {
        let task = || spawn(|| panic!("in the task"));
        assert_eq!(panic_of(|| task().join()), "in the task");
        assert!(task().try_join().is_err());
        assert_eq!(panic_of(|| block_on(task())), "in the task");
        let waited = panic_of(|| {
            let mut task = task();
            loop {
                match task.join_timeout(Duration::from_millis(1)) {
                    Ok(()) => unreachable!(),
                    Err(back) => task = back,
                }
            }
        });
        assert_eq!(waited, "in the task");
        // The next ones are as before.
        assert_eq!(spawn(|| 1).join(), 1);
    });
}

/// Whoever joins a task that nobody has begun does it itself; and nobody else's.
#[test]
fn who_joins_an_unbegun_task_does_it() {
    within_a_minute("who joins an unbegun task does it", || {
        with_threads(1, || {
            let other = spawn(|| thread::current().id());
            let here = thread::current().id();
            assert_eq!(spawn(move || thread::current().id()).join(), here);
            assert!(!other.is_finished());
            assert_eq!(other.join(), here);
        });
    });
}

/// In one process of its own: there is no worker but for tasks.
#[test]
fn at_one_thread_tasks_run_when_the_caller_has_left() {
    let name = "spawned::at_one_thread_tasks_run_when_the_caller_has_left";
    in_own_process(name, &[("ABREAST_NUM_THREADS", "1")], || {
        within_a_minute(name, || {
            let (said, hears) = mpsc::channel();
            let says = said.clone();
            with_threads(1, || {
                drop(spawn(move || says.send(thread::current().id()).unwrap()));
                // There is but one thread in here.
                assert!(hears.try_recv().is_err());
            });
            assert_ne!(hears.recv(), Ok(thread::current().id()));
            // Outside of every scope, a task needs nobody to leave.
            let task = spawn(move || said.send(thread::current().id()).unwrap());
            assert_ne!(hears.recv(), Ok(thread::current().id()));
            task.join();
        });
    });
}

#[test]
fn tasks_begin_in_the_order_in_which_they_are_spawned() {
    within_a_minute("tasks begin in order", || {
        let begun = Arc::new(Mutex::new(Vec::new()));
        // One worker beside this thread, which waits for it.
        with_threads(2, || {
            let last = (0..1000).map(|i| {
                let begun = Arc::clone(&begun);
                spawn(move || begun.lock().unwrap().push(i))
            });
            let tasks: Vec<_> = last.collect();
            while !tasks.iter().all(Task::is_finished) {
                thread::yield_now();
            }
        });
        assert!(begun.lock().unwrap().iter().copied().eq(0..1000));
    });
}

/// As many tasks as threads but one wait for each other.
#[test]
fn tasks_that_wait_for_each_other() {
    within_a_minute("tasks that wait for each other", || {
        for n in [2, 3, 9, 40] {
            let all = Arc::new(Barrier::new(n));
            with_threads(n + 1, || {
                let wait = || {
                    let all = Arc::clone(&all);
                    spawn(move || all.wait().is_leader())
                };
                let tasks: Vec<_> = (0..n).map(|_| wait()).collect();
                let leaders = tasks.into_iter().filter(|_| true).map(Task::join);
                assert_eq!(leaders.filter(|leader| *leader).count(), 1);
            });
        }
        // Also when the scope in which they were spawned is gone.
        let all = Arc::new(Barrier::new(4));
        with_threads(3, || {
            for _ in 0..3 {
                let all = Arc::clone(&all);
                drop(spawn(move || all.wait()));
            }
        });
        all.wait();
    });
}

/// A task counts in the scope in which it was spawned, whoever runs it.
#[test]
fn tasks_know_their_scope() {
    within_a_minute("tasks know their scope", || {
        let task = with_threads(3, || spawn(current_threads));
        assert_eq!(task.join(), 3);
        let (at_once, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        with_threads(3, || {
            let tasks: Vec<_> = (0..200)
                .map(|_| {
                    let (at_once, most) = (Arc::clone(&at_once), Arc::clone(&most));
                    spawn(move || {
                        most.fetch_max(at_once.fetch_add(1, SeqCst) + 1, SeqCst);
                        thread::yield_now();
                        at_once.fetch_sub(1, SeqCst);
                    })
                })
                .collect();
            tasks.into_iter().for_each(Task::join);
        });
        assert!(most.load(SeqCst) <= 3);
    });
}

/// A joiner helps the calls that are made inside of the task: without it, the items would not meet.
#[test]
fn a_joiner_helps_what_is_nested_in_the_task() {
    within_a_minute("a joiner helps", || {
        let (begun, hears) = mpsc::channel();
        with_threads(2, || {
            let task = spawn(move || {
                begun.send(()).unwrap();
                let meet = Barrier::new(2);
                (0..2)
                    .par_map(|x: i32| {
                        meet.wait();
                        x
                    })
                    .collect_vec()
            });
            hears.recv().unwrap();
            assert_eq!(task.join(), [0, 1]);
        });
    });
}

/// A lock held around a join cannot be met again by accident.
#[test]
fn a_joiner_does_no_other_task() {
    within_a_minute("a joiner does no other task", || {
        let lock = Arc::new(Mutex::new(()));
        let (go, waits) = mpsc::channel::<()>();
        let (begun, hears) = mpsc::channel();
        with_threads(2, || {
            let slow = spawn(move || {
                begun.send(()).unwrap();
                waits.recv().unwrap();
            });
            hears.recv().unwrap();
            // The one worker is busy; these are not begun.
            let others: Vec<_> = (0..10)
                .map(|_| {
                    let lock = Arc::clone(&lock);
                    spawn(move || drop(lock.lock().unwrap()))
                })
                .collect();
            let held = lock.lock().unwrap();
            go.send(()).unwrap();
            slow.join();
            drop(held);
            others.into_iter().for_each(Task::join);
        });
    });
}

#[test]
fn a_limit_gives_the_task_back() {
    within_a_minute("a limit gives the task back", || {
        let (go, waits) = mpsc::channel::<()>();
        let task = spawn(move || waits.recv().is_ok());
        let task = task
            .join_timeout(Duration::from_millis(1))
            .expect_err("it waits");
        assert!(!task.is_finished());
        go.send(()).unwrap();
        assert!(task.join_timeout(Duration::MAX).expect("it ends"));
    });
}

#[test]
fn a_task_that_nobody_has_begun_is_cancelled_at_once() {
    within_a_minute("cancelled unbegun", || {
        struct Says(mpsc::Sender<thread::ThreadId>);
        impl Drop for Says {
            fn drop(&mut self) {
                self.0.send(thread::current().id()).unwrap();
            }
        }
        let (said, hears) = mpsc::channel();
        with_threads(1, || {
            let says = Says(said);
            let task = spawn(move || {
                let _ = &says;
                panic!("is never begun")
            });
            assert_eq!(task.cancel(), None::<()>);
        });
        assert_eq!(hears.recv(), Ok(thread::current().id()));
    });
}

#[test]
fn a_task_under_way_is_asked_to_end() {
    within_a_minute("asked to end", || {
        assert!(!is_cancelled());
        with_threads(3, || {
            let (begun, hears) = mpsc::channel();
            let says = begun.clone();
            let until_cancelled = move || {
                says.send(()).unwrap();
                while !is_cancelled() {
                    thread::yield_now();
                }
            };
            let task = spawn(move || {
                until_cancelled();
                7
            });
            hears.recv().unwrap();
            assert_eq!(task.cancel(), Some(7));
            // Inside the calls that it makes, and in its scopes, whoever helps; not in tasks of its own.
            let other = spawn(move || {
                let other = spawn(is_cancelled);
                let meet = Barrier::new(2);
                (0..2).par_for_each(|_: i32| {
                    meet.wait();
                    begun.send(()).unwrap();
                    while !is_cancelled() {
                        thread::yield_now();
                    }
                });
                let inner = abreast::scope(|s| s.spawn(is_cancelled).join());
                (inner, other.join())
            });
            hears.recv().unwrap();
            assert_eq!(other.cancel().map(|(inner, _)| inner), Some(true));
            assert!(!is_cancelled());
            let ends = spawn(|| panic!("it ends in a panic"));
            while !ends.is_finished() {
                thread::yield_now();
            }
            assert_eq!(ends.cancel(), None::<()>);
        });
    });
}

#[test]
fn what_a_task_had_is_dropped_once() {
    within_a_minute("dropped once", || {
        let books = Books::kept(400);
        let made = |fails: bool| {
            let (captured, result) = (books.enter(), books.enter());
            spawn(move || {
                let _ = &captured;
                assert!(!fails);
                result
            })
        };
        for fails in [false, true] {
            for _ in 0..10 {
                drop(made(fails));
                drop(made(fails).try_join().ok());
                drop(made(fails).cancel());
                // One that has ended already goes on here with its panic.
                let timed = AssertUnwindSafe(|| made(fails).join_timeout(Duration::ZERO));
                drop(catch_unwind(timed));
            }
        }
        for _ in 0..10 {
            drop(block_on(made(false)));
        }
        // Those that were let go may still be under way.
        while catch_unwind(|| books.check()).is_err() {
            thread::yield_now();
        }
    });
}

/// What nobody takes may panic when it is dropped: there is nobody whom that could be told.
#[test]
fn what_nobody_takes_may_panic_when_it_is_dropped() {
    struct Bomb(mpsc::Sender<()>);
    impl Drop for Bomb {
        fn drop(&mut self) {
            self.0.send(()).expect("it is waited for");
            panic!("dropped");
        }
    }
    within_a_minute("what nobody takes", || {
        with_threads(2, || {
            let (dropped, drops) = mpsc::channel();
            for is_over in [false, true] {
                for panics in [false, true] {
                    let bomb = Bomb(dropped.clone());
                    let task = spawn(move || {
                        if panics {
                            std::panic::panic_any(bomb);
                        }
                        Some(bomb)
                    });
                    while is_over && !task.is_finished() {
                        thread::yield_now();
                    }
                    let left = catch_unwind(AssertUnwindSafe(|| drop(task)));
                    // A value that is there is dropped here, as any other; a panic that is there is let go.
                    match is_over {
                        true => assert_eq!(left.is_err(), !panics),
                        // It may be over all the same.
                        false => assert!(left.is_ok() || !panics),
                    }
                    drops.recv().expect("it is dropped");
                }
            }
            // Whoever did that is there as before.
            assert_eq!(spawn(|| 1).join(), 1);
        })
    });
}

#[test]
fn a_task_says_whether_it_is_finished() {
    within_a_minute("a task says whether it is finished", || {
        with_threads(2, || {
            let (go, waits) = mpsc::channel::<()>();
            let task = spawn(move || waits.recv().is_ok());
            assert_eq!(format!("{task:?}"), "Task { is_finished: false, .. }");
            go.send(()).expect("it waits");
            while !task.is_finished() {
                thread::yield_now();
            }
            assert_eq!(format!("{task:?}"), "Task { is_finished: true, .. }");
            assert!(task.join());
            abreast::scope(|scope| {
                let task = scope.spawn(|| 7);
                while !task.is_finished() {
                    thread::yield_now();
                }
                assert_eq!(format!("{task:?}"), "ScopedTask { is_finished: true, .. }");
            });
        })
    });
}

/// Wakes a thread; counts how often.
struct Unpark(Thread, AtomicUsize);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.1.fetch_add(1, SeqCst);
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current(), AtomicUsize::new(0))));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

#[test]
fn a_task_is_a_future() {
    within_a_minute("a task is a future", || {
        assert_eq!(
            block_on(async { spawn(|| 20).await + spawn(|| 22).await }),
            42
        );
        let (go, waits) = mpsc::channel::<()>();
        let mut task = pin!(spawn(move || waits.recv().is_ok()));
        let counted = || Arc::new(Unpark(thread::current(), AtomicUsize::new(0)));
        // Only the last waker is told, and once.
        let (first, last) = (counted(), counted());
        for unpark in [&first, &last, &last] {
            let waker = Waker::from(Arc::clone(unpark));
            assert!(
                task.as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_pending()
            );
        }
        go.send(()).unwrap();
        while last.1.load(SeqCst) == 0 {
            thread::park_timeout(Duration::from_millis(1));
        }
        assert_eq!((first.1.load(SeqCst), last.1.load(SeqCst)), (0, 1));
        let waker = Waker::from(last);
        assert_eq!(
            task.as_mut().poll(&mut Context::from_waker(&waker)),
            Poll::Ready(true)
        );
        // Polled, and then dropped: it goes on by itself.
        let done = Arc::new(AtomicBool::new(false));
        let says = Arc::clone(&done);
        let (go, waits) = mpsc::channel::<()>();
        {
            let mut task = pin!(spawn(move || {
                waits.recv().unwrap();
                says.store(true, SeqCst);
            }));
            assert!(
                task.as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_pending()
            );
        }
        go.send(()).unwrap();
        while !done.load(SeqCst) {
            thread::yield_now();
        }
    });
}

/// Others join, cancel and drop what they did not spawn.
#[test]
fn tasks_go_from_thread_to_thread() {
    within_a_minute("from thread to thread", || {
        let (sender, receiver) = mpsc::channel::<Task<usize>>();
        let joins = thread::spawn(move || receiver.iter().map(Task::join).sum::<usize>());
        for x in 0..1000 {
            sender.send(spawn(move || x)).unwrap();
        }
        drop(sender);
        assert_eq!(joins.join().unwrap(), 499_500);
    });
}

/// Spawned in the destructor of a thread-local, when the thread's own are gone maybe.
#[test]
fn tasks_in_thread_local_destructors() {
    within_a_minute("in thread-local destructors", || {
        struct Last(mpsc::Sender<usize>);
        impl Drop for Last {
            fn drop(&mut self) {
                let said = self.0.clone();
                drop(spawn(move || said.send(1).unwrap()));
                self.0.send(spawn(|| 2).join()).unwrap();
            }
        }
        thread_local! {
            static LAST: std::cell::RefCell<Option<Last>> = const { std::cell::RefCell::new(None) };
        }
        let (said, hears) = mpsc::channel();
        thread::spawn(move || {
            LAST.with(|last| last.replace(Some(Last(said))));
            // So that the thread has a desk, which is gone by then.
            assert_eq!((0..100).par().count(), 100);
        })
        .join()
        .unwrap();
        assert_eq!(hears.iter().take(2).sum::<usize>(), 3);
    });
}

/// How much memory this process has. Nothing is said where a sanitizer looks on, which has its own books of
/// it, and keeps for a while what is given back.
#[cfg(target_os = "linux")]
pub(crate) fn kilobytes() -> usize {
    let looks_on = |options| std::env::var_os(options).is_some();
    if ["ASAN_OPTIONS", "TSAN_OPTIONS"].into_iter().any(looks_on) {
        return 0;
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let mut lines = status.lines();
    let line = lines.find(|line| line.starts_with("VmRSS:")).unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// A million tasks that nobody waits for leave memory where it was.
#[cfg(target_os = "linux")]
#[test]
fn a_million_tasks_leave_nothing_behind() {
    let name = "spawned::a_million_tasks_leave_nothing_behind";
    in_own_process(name, &[], || {
        let done = Arc::new(AtomicUsize::new(0));
        let many = |n: usize| {
            let before = done.load(SeqCst);
            for _ in 0..n {
                let done = Arc::clone(&done);
                drop(spawn(move || done.fetch_add(1, SeqCst)));
            }
            while done.load(SeqCst) - before < n {
                thread::yield_now();
            }
        };
        many(10_000);
        let before = kilobytes();
        (0..20).for_each(|_| many(50_000));
        assert!(
            kilobytes() < before + 20_000,
            "{} kB, {before} before",
            kilobytes()
        );
    });
}

/// A scope inside another one: both have a place for the task when their opener has left.
#[test]
fn tasks_of_scopes_in_scopes() {
    within_a_minute("tasks of scopes in scopes", || {
        for (outer, inner) in [(1, 1), (2, 1), (3, 2), (1, 4)] {
            let task = with_threads(outer, || with_threads(inner, || spawn(current_threads)));
            assert_eq!(task.join_timeout(Duration::MAX).ok(), Some(inner));
        }
        // What a stream's items spawn counts in the stream's scope, which is left.
        for threads in [1, 2, 3] {
            let (said, hears) = mpsc::channel();
            let spawns = move |x: usize| {
                let said = said.clone();
                drop(spawn(move || said.send(current_threads()).unwrap()));
                x
            };
            let mut stream = with_threads(threads, || (0..usize::MAX).par_map(spawns).stream());
            assert_eq!(stream.nth(20), Some(20));
            drop(stream);
            assert!(hears.iter().take(20).all(|n| n == threads));
        }
    });
}

/// Whoever runs a task, it is cancelled only if somebody asked it to end.
#[test]
fn a_task_is_not_cancelled_with_who_joins_it() {
    within_a_minute("not cancelled with its joiner", || {
        for threads in [2, 3, 4] {
            with_threads(threads, || {
                let (begun, hears) = mpsc::channel();
                let task = spawn(move || {
                    begun.send(()).unwrap();
                    while !is_cancelled() {
                        thread::yield_now();
                    }
                    spawn(is_cancelled).join()
                });
                hears.recv().unwrap();
                assert_eq!(task.cancel(), Some(false));
            });
        }
    });
}

/// Tasks that are joined one by one leave nothing in the queue, behind one that nobody has begun.
#[cfg(target_os = "linux")]
#[test]
fn the_queue_holds_what_is_queued() {
    let name = "spawned::the_queue_holds_what_is_queued";
    in_own_process(name, &[], || {
        with_threads(1, || {
            let first = spawn(|| 1);
            let joined = |n: usize| {
                (0..n)
                    .map(|x| spawn(move || x).join())
                    .filter(|x| *x > 0)
                    .count()
            };
            joined(1000);
            let before = kilobytes();
            joined(1_000_000);
            assert!(
                kilobytes() < before + 4_000,
                "{} kB, {before} before",
                kilobytes()
            );
            assert_eq!(first.join(), 1);
        });
    });
}
