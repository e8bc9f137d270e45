//! Ends by position: whatever stands before them is done by all threads, and nothing is held back for what
//! might come behind them.

use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use abreast::prelude::*;

use crate::support::{more_than_usual, within_a_minute};

/// Items of which as many wait for each other as there are threads, time after time.
#[test]
fn items_before_an_end_wait_for_each_other() {
    for threads in more_than_usual() {
        let all = 5 * threads;
        let each = |name: &str, call: &dyn Fn(&Arc<Barrier>)| {
            within_a_minute(&format!("{name}, {threads} threads"), || {
                let barrier = Arc::new(Barrier::new(threads));
                with_threads(threads, || (0..3).for_each(|_| call(&barrier)));
            });
        };
        let met = |barrier: &Arc<Barrier>| {
            let barrier = Arc::clone(barrier);
            move |x: usize| {
                barrier.wait();
                x
            }
        };
        each("take_while", &|barrier| {
            let items = (0..all).par_map(met(barrier)).take_while(|x| *x < all);
            assert!(items.collect_vec().into_iter().eq(0..all));
        });
        each("skip_while", &|barrier| {
            let items = (0..all).par_map(met(barrier)).skip_while(|x| *x < 3);
            assert!(items.collect_vec().into_iter().eq(3..all));
        });
        each("map_while", &|barrier| {
            let items = (0..all).par_map(met(barrier)).map_while(Some);
            assert_eq!(items.sum::<usize>(), (0..all).sum());
        });
        each("any iterator", &|barrier| {
            let mut items = (0..all).filter(|_| true);
            let items = items.par_map(met(barrier)).take_while(|x| *x < all);
            assert_eq!(items.count(), all);
        });
        each("for_each_ordered", &|barrier| {
            let mut next = 0;
            let items = (0..all).par_map(met(barrier)).take_while(|x| *x < all);
            items.for_each_ordered(|x| {
                assert_eq!(x, next);
                next += 1;
            });
            assert_eq!(next, all);
        });
        each("stream", &|barrier| {
            let items = (0..all).par_map(met(barrier)).take_while(move |x| *x < all);
            assert!(items.stream().eq(0..all));
        });
    }
}

/// Each job comes only after the answer to the one before, which is given behind what ends the sequence.
#[test]
fn what_stands_before_an_end_does_not_wait_for_a_silent_source() {
    const JOBS: usize = 100;
    for threads in [2, 3].into_iter().chain(more_than_usual()) {
        let call = |ordered: bool| {
            let (jobs, source) = channel();
            let (answer, answers) = channel();
            let peer = thread::spawn(move || {
                for job in 0..JOBS {
                    jobs.send(job).unwrap();
                    assert_eq!(answers.recv(), Ok(job));
                }
                // The first that is not wanted; and none behind that, which a call might ask for ahead.
                jobs.send(JOBS).unwrap();
            });
            let jobs = source.into_iter().into_par().map(|job| job);
            let jobs = jobs.take_while(|job: &usize| *job < JOBS);
            with_threads(threads, || match ordered {
                true => jobs.for_each_ordered(|job| answer.send(job).unwrap()),
                false => jobs.for_each(|job| answer.send(job).unwrap()),
            });
            peer.join().unwrap();
        };
        within_a_minute(&format!("a peer, {threads} threads"), || {
            (0..5).for_each(|n| call(n % 2 == 0));
        });
    }
}

/// One item makes a call of its own, whose items wait for each other: nobody who could help sits and waits
/// for that one item. It is the only one; or one in front of it was asked for in vain; or there are so many
/// behind it that no more may be made ahead.
#[test]
fn an_item_before_an_end_has_the_threads_of_its_calls() {
    for (at, n) in [(0, 1), (1, 2), (0, 5_000)] {
        for threads in more_than_usual() {
            one_makes_a_call(at, n, threads);
        }
    }
}

/// Of `n` items that one makes a call. Those in front of it are left out.
fn one_makes_a_call(at: usize, n: usize, threads: usize) {
    let barrier = Arc::new(Barrier::new(threads));
    let nested = || {
        let barrier = Arc::clone(&barrier);
        let items = (0..n).par_map(move |x: usize| {
            if x == at {
                (0..threads).par_for_each(|_| _ = barrier.wait());
            }
            x
        });
        items.filter(move |x| *x >= at).take_while(|_| true)
    };
    let each = |name: &str, call: &dyn Fn() -> Vec<usize>| {
        let name = format!("{name}, item {at} of {n}, {threads} threads");
        within_a_minute(&name, || {
            with_threads(threads, || {
                (0..5).for_each(|_| assert!(call().into_iter().eq(at..n)));
            });
        });
    };
    each("collect", &|| nested().collect_vec());
    each("for_each_ordered", &|| {
        let mut seen = Vec::new();
        nested().for_each_ordered(|x| seen.push(x));
        seen
    });
    each("stream", &|| nested().stream().collect());
}

/// What is chained to such a part has its places behind it, also while its last items are being made; and all
/// threads go on to it, where as many items as there are wait for each other. (There are more items than
/// threads: so they are dealt one at a time only where that is asked for.)
#[test]
fn what_follows_such_a_part_comes_behind_it() {
    for threads in more_than_usual() {
        within_a_minute(&format!("what follows, {threads} threads"), || {
            let ends = |ending: &dyn Fn(&Arc<Barrier>) -> Vec<usize>| {
                let barrier = Arc::new(Barrier::new(threads));
                let answer = with_threads(threads, || ending(&barrier));
                assert!(answer.into_iter().eq((0..threads).chain(0..2 * threads)));
            };
            // The last one is not there when the others look for more.
            let late = |x: usize| {
                if x + 1 == threads {
                    thread::sleep(Duration::from_millis(2));
                }
                x
            };
            let met = |barrier: &Arc<Barrier>| {
                let barrier = Arc::clone(barrier);
                move |x: usize| {
                    barrier.wait();
                    x
                }
            };
            let joined = |mut left: Vec<usize>, mut right: Vec<usize>| {
                left.append(&mut right);
                left
            };
            for _ in 0..5 {
                ends(&|barrier| {
                    let items = (0..threads).par_map(late).take_while(|x| *x < threads);
                    let others = (0..2 * threads).par_map(met(barrier));
                    items.chain(others).max_len(1).collect_vec()
                });
                ends(&|barrier| {
                    let items = (0..threads).par_map(late).map_while(Some);
                    let others = (0..2 * threads).par_map(met(barrier));
                    let one = items.chain(others).max_len(1).map(|x| vec![x]);
                    one.reduce(joined).unwrap_or_default()
                });
                ends(&|barrier| {
                    let none = std::iter::empty().par();
                    let items = none.chain((0..threads).par_map(late).take_while(|x| *x < threads));
                    let others = (0..2 * threads).par_map(met(barrier));
                    let one = items
                        .chain(others)
                        .max_len(1)
                        .until(|| false)
                        .map(|x| vec![x]);
                    one.fold(Vec::new, joined, joined)
                });
            }
        });
    }
}
