//! How many threads work on a call: `with_threads`, `threads`, `current_threads`, the environment.

use std::panic::catch_unwind;
use std::sync::Barrier;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;

use abreast::prelude::*;

#[cfg(target_os = "linux")]
use crate::support::{a_while, see_asleep, workers_alive};
use crate::support::{in_own_process, is_alone, meet, more_than_usual, of_threads, of_three};

/// Counts how many threads are inside at once.
#[derive(Default)]
struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Gauge {
    fn during<R>(&self, f: impl FnOnce() -> R) -> R {
        self.most
            .fetch_max(self.now.fetch_add(1, SeqCst) + 1, SeqCst);
        let result = f();
        self.now.fetch_sub(1, SeqCst);
        result
    }
}

#[test]
fn what_current_threads_says() {
    assert_eq!(cpu_count(), num_cpus::get());
    assert_eq!(with_threads(3, current_threads), 3);
    let before = current_threads();
    with_threads(5, || {
        assert_eq!(current_threads(), 5);
        assert_eq!(with_threads(2, current_threads), 2);
        assert_eq!(with_threads(70, current_threads), 70);
        assert_eq!(current_threads(), 5);
        let inside = (0..100).par_map(|_: i32| current_threads()).collect_vec();
        assert_eq!(inside, [5; 100]);
        let capped = (0..100)
            .par_map(|_: i32| current_threads())
            .threads(2)
            .collect_vec();
        assert_eq!(capped, [2; 100]);
        let never_raised = (0..100)
            .par_map(|_: i32| current_threads())
            .threads(9)
            .collect_vec();
        assert_eq!(never_raised, [5; 100]);
        let nested = (0..10)
            .par_map(|_: i32| {
                with_threads(4, || {
                    (0..10).par_map(|_: i32| current_threads()).collect_vec()
                })
            })
            .collect_vec();
        assert_eq!(nested, vec![vec![4; 10]; 10]);
        // The lowest number that either side of a zip or a chain asks for.
        let with = |n| (0..100).par_map(|_: i32| current_threads()).threads(n);
        let both = with(4).zip(with(3)).collect_vec();
        assert_eq!(both, [(3, 3); 100]);
        assert_eq!(with(2).chain(with(3)).collect_vec(), [2; 200]);
    });
    assert_eq!(current_threads(), before);
}

#[test]
fn restored_when_a_scope_or_a_call_panics() {
    let before = current_threads();
    with_threads(3, || {
        let _ = catch_unwind(|| with_threads(7, || panic!("a scope")));
        assert_eq!(current_threads(), 3);
        let _ = catch_unwind(|| (0..9).par().threads(2).for_each(|_: i32| panic!("a call")));
        assert_eq!(current_threads(), 3);
        let _ = catch_unwind(|| {
            (0..9).par_for_each(|_: i32| with_threads(8, || panic!("a scope in a call")));
        });
        assert_eq!(current_threads(), 3);
    });
    assert_eq!(current_threads(), before);
}

#[test]
fn one_thread_runs_everything_on_the_caller_in_order() {
    let caller = thread::current().id();
    let order = std::sync::Mutex::new(Vec::new());
    with_threads(1, || {
        (0..300).par_for_each(|x: i32| {
            assert_eq!(thread::current().id(), caller);
            (0..2).par_for_each(|y: i32| order.lock().unwrap().push((x, y)));
        });
        // A pulled item is done before the next is pulled.
        let pulled = AtomicUsize::new(0);
        let mut source = (0..300).inspect(|_| {
            pulled.fetch_add(1, SeqCst);
        });
        source.par_for_each(|x| assert_eq!(pulled.load(SeqCst), x + 1));
    });
    let oracle: Vec<(i32, i32)> = (0..300).flat_map(|x| [(x, 0), (x, 1)]).collect();
    assert_eq!(order.into_inner().unwrap(), oracle);
}

#[test]
fn no_more_than_asked_for_nested_calls_counted_in() {
    for n in [1, 2, 3, 5] {
        let gauge = Gauge::default();
        for _ in 0..20 {
            with_threads(n, || {
                (0..12).par_for_each(|_: i32| {
                    // A nested call's closures run inside an item: that thread counts once, wherever it
                    // came from.
                    (0..12).par_for_each(|_: i32| gauge.during(thread::yield_now));
                    with_threads(2.min(n), || {
                        (0..12).par_for_each(|_: i32| gauge.during(thread::yield_now));
                    });
                    (0..12)
                        .par()
                        .threads(64)
                        .for_each(|_: i32| gauge.during(thread::yield_now));
                })
            });
        }
        let most = gauge.most.into_inner();
        assert!(most <= n, "{most} threads at work, {n} allowed");
    }
}

/// Two neighbours wait for each other behind many quick items: in one piece, nobody else could do the second.
#[test]
fn pieces_are_no_longer_than_max_len_says() {
    fn meets<P: Pieces<Item = usize> + Sync>(
        both: &Barrier,
        chain: Par<P>,
    ) -> Par<impl Pieces<Item = usize> + Sync> {
        chain.max_len(1).map(move |x| {
            if x == 700 || x == 701 {
                meet(both);
            }
            x
        })
    }
    let pulled = || (0..1000).filter(|_| true).into_par();
    let all: Vec<usize> = (0..1000).collect();
    let [many, more] = more_than_usual();
    // (The first calls are of loops that are not known, the later ones of quick ones.)
    for threads in [many, more, many, more] {
        with_threads(threads, || {
            let both = &Barrier::new(2);
            assert_eq!(meets(both, (0..1000).par()).collect_vec(), all);
            assert_eq!(
                meets(both, (0..1000).par()).filter(|_| true).collect_vec(),
                all
            );
            assert_eq!(
                meets(both, (0..300).par().chain(300..1000)).collect_vec(),
                all
            );
            assert_eq!(meets(both, (0..1000).par()).find(|x| *x == 999), Some(999));
            assert_eq!(meets(both, pulled()).collect_vec(), all);
            let mut seen = Vec::new();
            meets(both, (0..1000).par()).for_each_ordered(|x| seen.push(x));
            meets(both, pulled()).for_each_ordered(|x| seen.push(x));
            assert_eq!(seen, [&all[..], &all[..]].concat());
        });
    }
}

#[test]
fn pieces_are_as_long_as_min_len_says() {
    const LEAST: usize = 50;
    /// Where the runs end of fewer neighbouring items than that, each done by one thread.
    fn short_runs(ids: Vec<thread::ThreadId>) -> Vec<usize> {
        let mut end = 0;
        let runs = ids.chunk_by(|one, other| one == other).map(|run| {
            end += run.len();
            (run.len(), end)
        });
        let short = runs.filter(|&(len, _)| len < LEAST);
        short.map(|(_, end)| end).collect()
    }
    /// Of a chain that may end early, so that all work at its front.
    fn at_front<P: Pieces<Item = usize> + Sync>(chain: Par<P>) -> Vec<usize> {
        let id = |_| Some(thread::current().id());
        let ids = of_three(chain).map(id).min_len(LEAST).collect();
        short_runs(Option::unwrap(ids))
    }
    let pulled = || (0..400).filter(|_| true).into_par();
    for threads in more_than_usual() {
        for _ in 0..5 {
            with_threads(threads, || {
                assert!(at_front((0..400).par()).is_empty());
                assert!(at_front((0..200).par().chain(0..200)).is_empty());
                // Where nobody knows how much there is, the last piece may be shorter.
                assert!(at_front(pulled()).iter().all(|end| *end == 400));
                let ends = at_front(pulled().chain(pulled()));
                assert!(ends.iter().all(|end| end % 400 == 0), "{ends:?}");
            });
        }
    }
    // What one thread leaves is too little to be shared: another takes it all.
    let [many, _] = more_than_usual();
    for _ in 0..20 {
        let ids = with_threads(many, || {
            let chain = of_threads(2, (0..120).par()).threads(2).min_len(LEAST);
            chain.map(|_| thread::current().id()).collect_vec()
        });
        assert!(short_runs(ids).is_empty());
    }
    let caller = thread::current().id();
    let too_few = (0..2 * LEAST - 1).par().threads(8).min_len(LEAST);
    too_few.for_each(|_| assert_eq!(thread::current().id(), caller));
}

#[test]
fn a_scope_inside_may_ask_for_more() {
    let barrier = Barrier::new(12);
    with_threads(2, || {
        with_threads(12, || (0..12).par_for_each(|_: i32| meet(&barrier)));
        let gauge = Gauge::default();
        (0..100).par_for_each(|_: i32| gauge.during(thread::yield_now));
        assert!(gauge.most.into_inner() <= 2);
    });
}

#[test]
fn workers_have_names() {
    in_own_process("threads::workers_have_names", &[], || {
        let barrier = Barrier::new(4);
        let mut names = with_threads(4, || {
            let name = |_: i32| {
                barrier.wait();
                thread::current().name().unwrap_or_default().to_owned()
            };
            (0..4).par_map(name).collect_vec()
        });
        names.sort();
        assert_eq!(names[..3], ["abreast-1", "abreast-2", "abreast-3"]);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_thousand_scopes_leave_no_more_threads_than_one() {
    in_own_process(
        "threads::a_hundred_thousand_scopes_leave_no_more_threads_than_one",
        &[],
        || {
            let n = 6;
            let barrier = Barrier::new(n);
            with_threads(n, || (0..n).par_for_each(|_| meet(&barrier)));
            assert_eq!(workers_alive(), n - 1);
            for k in 0..100_000 {
                with_threads(n, || {
                    assert_eq!((0..3).par_map(|x| x + k).collect_vec(), [k, k + 1, k + 2])
                });
            }
            // Fewer if the loop took so long that some were idle for too long.
            assert!(workers_alive() < n);
        },
    );
}

#[cfg(target_os = "linux")]
#[test]
fn no_more_threads_are_started_than_are_wanted() {
    in_own_process(
        "threads::no_more_threads_are_started_than_are_wanted",
        &[("ABREAST_NUM_THREADS", "4")],
        || {
            // Worth sharing. Few make way for others: where a processor is in demand, that takes
            // milliseconds.
            let some = |_: i32| {
                (0..100).par_for_each(|x: i32| match x % 25 {
                    0 => thread::yield_now(),
                    _ => (0..50).for_each(|_| std::hint::spin_loop()),
                });
            };
            let two = |_: i32| (0..2).par_for_each(|_: i32| thread::yield_now());
            let ordered = |n: i32| (0..n).par_map(some).for_each_ordered(|()| ());
            // Calls that are nested, and calls side by side.
            for _ in 0..20 {
                (0..20).par_for_each(some);
                (0..8).par_for_each(|_: i32| ordered(8));
                (0..20).par_for_each(two);
                thread::scope(|s| {
                    (0..4).for_each(|_| _ = s.spawn(|| with_threads(4, || some(0))));
                });
            }
            assert!(workers_alive() <= 3);
            // So that none is at work elsewhere.
            see_asleep("abreast-");
            // Calls inside items that wait for each other.
            let meet_and_share = |n: usize| {
                let barrier = Barrier::new(n);
                let f = |_| {
                    meet(&barrier);
                    some(0);
                    with_threads(n - 1, || some(0));
                    meet(&barrier);
                };
                with_threads(n, || {
                    (0..n).par_for_each(f);
                    (0..n).par_map(f).for_each_ordered(|()| ());
                });
            };
            (0..20).for_each(|_| meet_and_share(4));
            assert_eq!(workers_alive(), 3);
            (0..20).for_each(|_| meet_and_share(6));
            (0..20).for_each(|_| with_threads(6, || ordered(6)));
            assert_eq!(workers_alive(), 5);
        },
    );
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_has_nothing_to_do_sleeps() {
    in_own_process(
        "threads::whoever_has_nothing_to_do_sleeps",
        &[("ABREAST_NUM_THREADS", "4")],
        || {
            let barrier = Barrier::new(4);
            with_threads(4, || (0..4).par_for_each(|_| meet(&barrier)));
            see_asleep("abreast-");
            // A caller whose helper is still at work, and has opened a call of its own, is no different.
            let caller = thread::Builder::new().name("caller".into());
            let call = || {
                let begun = Barrier::new(2);
                let caller = thread::current().id();
                with_threads(2, || {
                    (0..2).par_for_each(|_: i32| {
                        meet(&begun);
                        if thread::current().id() != caller {
                            see_asleep("caller");
                            (0..100).par_for_each(|_: i32| thread::yield_now());
                            see_asleep("caller");
                        }
                    });
                });
            };
            thread::scope(|s| caller.spawn_scoped(s, call).unwrap().join().unwrap());
            see_asleep("abreast-");
        },
    );
}

#[cfg(target_os = "linux")]
#[test]
fn surplus_threads_end_and_come_back() {
    in_own_process(
        "threads::surplus_threads_end_and_come_back",
        &[("ABREAST_NUM_THREADS", "2")],
        || {
            for _ in 0..2 {
                let barrier = Barrier::new(9);
                with_threads(9, || (0..9).par_for_each(|_| meet(&barrier)));
                assert!(workers_alive() >= 8);
                // They end after some idle seconds; if they do not, this hangs.
                while workers_alive() > 1 {
                    a_while();
                }
                see_asleep("abreast-");
                assert_eq!(workers_alive(), 1);
                assert_eq!(
                    (0..1000).par_map(|x| x).collect_vec(),
                    Vec::from_iter(0..1000)
                );
            }
        },
    );
}

#[test]
fn the_environment_sets_the_default() {
    let name = "threads::the_environment_sets_the_default";
    for (value, threads, complaints) in [
        ("3", Some(3), 0),
        ("1", Some(1), 0),
        ("0", None, 1),
        ("-2", None, 1),
        ("many", None, 1),
        // As if it was not set.
        ("", None, 0),
    ] {
        let said = in_own_process(
            name,
            &[
                ("ABREAST_NUM_THREADS", value),
                ("EXPECTED", &format!("{threads:?}")),
            ],
            || {
                let expected = std::env::var("EXPECTED").unwrap();
                let threads = current_threads();
                assert_eq!(
                    (0..100).par_map(|_: i32| current_threads()).collect_vec(),
                    [threads; 100]
                );
                match expected.as_str() {
                    "None" => assert_eq!(threads, cpu_count()),
                    _ => assert_eq!(expected, format!("Some({threads})")),
                }
            },
        );
        if is_alone() {
            return;
        }
        let lines = said
            .lines()
            .filter(|line| line.contains("ABREAST_NUM_THREADS"))
            .count();
        assert_eq!(lines, complaints, "{value:?}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn threads_that_cannot_be_started_cost_speed_only() {
    let name = "threads::threads_that_cannot_be_started_cost_speed_only";
    // No address space holds such a stack, so every start fails.
    let stack = match usize::BITS {
        32 => "3500000000",
        _ => "70000000000000",
    };
    in_own_process(name, &[("RUST_MIN_STACK", stack)], || {
        let (tx, rx) = std::sync::mpsc::channel();
        for threads in [2, 64] {
            let v = with_threads(threads, || (0..5000).par_map(|x| x).collect_vec());
            assert_eq!(v, Vec::from_iter(0..5000));
            tx.send(()).unwrap();
        }
        assert_eq!(rx.try_iter().count(), 2);
        assert_eq!(workers_alive(), 0);
    });
}

#[test]
fn calls_from_thread_local_destructors() {
    struct Last(std::sync::mpsc::Sender<Vec<i32>>);
    impl Drop for Last {
        fn drop(&mut self) {
            let v = with_threads(4, || (0..500).par_map(|x| x).collect_vec());
            self.0.send(v).unwrap();
        }
    }
    thread_local!(static LAST: std::cell::OnceCell<Last> = const { std::cell::OnceCell::new() });
    let (tx, rx) = std::sync::mpsc::channel();
    for before in [true, false] {
        // Thread-locals go in the reverse order of their first use, so the crate's own are gone in one of
        // the cases.
        let tx = tx.clone();
        thread::spawn(move || {
            if before {
                (0..500).par_for_each(|_: i32| ());
            }
            LAST.with(|last| last.set(Last(tx)).ok().unwrap());
            (0..500).par_for_each(|_: i32| ());
        })
        .join()
        .unwrap();
    }
    drop(tx);
    let results: Vec<Vec<i32>> = rx.iter().collect();
    assert_eq!(results, [Vec::from_iter(0..500), Vec::from_iter(0..500)]);
}
