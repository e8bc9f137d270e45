//! Ends by position, and those that somebody calls for: a prefix, and nothing behind it.

use std::cell::Cell;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard};
use std::thread::{self, ThreadId};

use abreast::prelude::*;

use crate::support::{Books, THREADS, panic_of};

/// A number of items that a test counts.
#[derive(Default)]
struct Count(AtomicUsize);

impl Count {
    fn add(&self, n: usize) -> usize {
        self.0.fetch_add(n, SeqCst) + n
    }

    fn get(&self) -> usize {
        self.0.load(SeqCst)
    }
}

/// One thread makes no item behind the end; several may have begun some.
#[test]
fn while_adapters_call_their_closures_as_often_as_a_loop() {
    const ALL: usize = 10_000;
    for threads in THREADS {
        for end in [0, 1, 50, ALL - 1, ALL] {
            with_threads(threads, || {
                let (made, looked) = (Count::default(), Count::default());
                let below = |x: &usize| {
                    looked.add(1);
                    *x < end
                };
                let items = || {
                    (0..ALL).par_map(|x| {
                        made.add(1);
                        x
                    })
                };
                let begun = (end + 1).min(ALL);
                let are_made_and_looked_at = |items: usize| {
                    let (made, looked) = (made.0.swap(0, SeqCst), looked.0.swap(0, SeqCst));
                    let most = if threads == 1 { items } else { ALL };
                    (items..=most).contains(&made) && looked == begun
                };
                let before = items().take_while(below).collect_vec();
                assert!(before.into_iter().eq(0..end));
                assert!(are_made_and_looked_at(begun));
                let after = items().skip_while(below).map(|x| 2 * x).collect_vec();
                assert!(after.into_iter().eq((end..ALL).map(|x| 2 * x)));
                assert!(are_made_and_looked_at(ALL));
                let sum = items()
                    .map_while(|x| below(&x).then_some(3 * x))
                    .sum::<usize>();
                assert_eq!(sum, (0..end).map(|x| 3 * x).sum());
                assert!(are_made_and_looked_at(begun));
            });
        }
    }
}

#[test]
fn while_adapters_end_what_they_stand_behind_and_nothing_else() {
    let odd = |x: &u64| x % 2 == 1;
    for threads in THREADS {
        with_threads(threads, || {
            for n in [0, 7, 1000] {
                let several = |x: u64| 0..x % 5;
                let std = (0..n).take_while(|x| *x < 90).chain(0..n).skip_while(odd);
                let par = (0..n)
                    .par()
                    .take_while(|x| *x < 90)
                    .chain(0..n)
                    .skip_while(odd);
                assert!(par.collect_vec().into_iter().eq(std));
                let std = (0..n).flat_map(several).take_while(|x| *x < 4).chain(5..9);
                let par = (0..n)
                    .par()
                    .flat_map(several)
                    .take_while(|x| *x < 4)
                    .chain(5..9);
                assert!(par.collect_vec().into_iter().eq(std));
                let inner = |x: u64| (0..x % 9).par().take_while(|x| *x < 6).sum::<u64>();
                let of_std = |x: u64| (0..x % 9).take_while(|x| *x < 6).sum::<u64>();
                assert!(
                    (0..n)
                        .par_map(inner)
                        .collect_vec()
                        .into_iter()
                        .eq((0..n).map(of_std))
                );
                let twice = (0..n)
                    .filter(odd)
                    .into_par()
                    .take_while(|x| *x < 600)
                    .take_while(|x| *x < 500);
                assert_eq!(twice.max(), (0..n.min(500)).filter(odd).max());
                let own = (0..n)
                    .par()
                    .map_init(|| 7, |own, x| x ^ *own)
                    .take_while(|x| *x != 100);
                assert!(
                    own.collect_vec()
                        .into_iter()
                        .eq((0..n).map(|x| x ^ 7).take_while(|x| *x != 100))
                );
            }
            let endless = (0_u64..)
                .into_par()
                .map(|x| 3 * x)
                .take_while(|x| *x < 3000)
                .streamed_sum();
            assert_eq!(endless, (0..1000).map(|x| 3 * x).sum());
            let stream = (0_u64..)
                .into_par()
                .skip_while(|x| *x < 70)
                .map(|x| x * x)
                .stream();
            assert!(stream.take(500).eq((70..570).map(|x| x * x)));
        });
    }
}

/// A sum by way of a stream.
trait StreamedSum {
    fn streamed_sum(self) -> u64;
}

impl<P: Pieces<Item = u64> + Send + Sync + 'static> StreamedSum for Par<P> {
    fn streamed_sum(self) -> u64 {
        self.stream().sum()
    }
}

/// A chain that is stopped when about `n` items were done: each consumer has all that were done, and no
/// other.
#[test]
fn whatever_is_begun_before_a_stop_is_there_and_nothing_else() {
    for threads in THREADS {
        for n in [1, 10, 3000, 100_000] {
            with_threads(threads, || {
                let each = |check: &dyn Fn(&Count)| check(&Count::default());
                macro_rules! prefix {
                    (|$items:ident, $done:ident| $of:expr) => {
                        each(&|done| {
                            let stop = || done.get() >= n;
                            let $items = (0_usize..).into_par().until(stop).map(|x| { done.add(1); x });
                            let result = $of;
                            let $done = done.get();
                            assert!($done >= n, "{} of {n}", $done);
                            result($done);
                        });
                        // Of a source that has an end, pulled or not, which items come from behind another
                        // one.
                        each(&|done| {
                            let stop = || done.get() >= n;
                            let pulled = (0..9_usize).filter(|_| true).into_par().chain(9..200_000);
                            let $items = pulled.until(stop).map(|x| { done.add(1); x });
                            let result = $of;
                            let $done = done.get();
                            result($done);
                        });
                    };
                }
                prefix!(|items, done| {
                    let all = items.collect_vec();
                    move |done| assert!(all.into_iter().eq(0..done))
                });
                prefix!(|items, done| {
                    let sum = items.map(|x| x as u64).sum::<u64>();
                    move |done| assert_eq!(sum, (0..done as u64).sum())
                });
                prefix!(|items, done| {
                    let count = items.filter(|x| x % 3 > 0).count();
                    move |done| assert_eq!(count, (0..done).filter(|x| x % 3 > 0).count())
                });
                prefix!(|items, done| {
                    let joined = items.map(|x| (x, x + 1)).reduce(|a, b| {
                        assert_eq!(a.1, b.0);
                        (a.0, b.1)
                    });
                    move |done| assert_eq!(joined, Some((0, done)))
                });
                prefix!(|items, done| {
                    let next = Cell::new(0);
                    items.for_each_ordered(|x| assert_eq!(next.replace(x + 1), x));
                    move |done| assert_eq!(next.get(), done)
                });
                prefix!(|items, done| {
                    let all = items
                        .map(Ok::<_, ()>)
                        .collect::<Result<HashSet<_>, _>>()
                        .unwrap();
                    move |done| {
                        assert!(all.len() == done && all.into_iter().all(|x| x < done));
                    }
                });
                prefix!(|items, done| {
                    let last = items.last();
                    move |done: usize| assert_eq!(last, done.checked_sub(1))
                });
                prefix!(|items, done| {
                    let found = items.find(|x| *x == usize::MAX);
                    move |_: usize| assert_eq!(found, None)
                });
            });
        }
    }
}

#[test]
fn a_stopped_stream_ends_behind_what_was_begun() {
    for threads in THREADS {
        for n in [1, 1000] {
            with_threads(threads, || {
                let done: &'static Count = Box::leak(Box::default());
                let items = || {
                    let stop = move || done.get() >= n;
                    (0_usize..).into_par().until(stop).map(|x| {
                        done.add(1);
                        x
                    })
                };
                let all = items().stream().collect::<Vec<_>>();
                assert!(all.into_iter().eq(0..done.get()));
                assert_eq!(
                    items().stream_unordered().next(),
                    None,
                    "it was stopped before"
                );
            });
        }
    }
}

#[test]
fn what_is_stopped_at_once_is_empty_and_what_is_chained_behind_it_is_not() {
    for threads in THREADS {
        with_threads(threads, || {
            let none = (0_u32..).into_par().until(|| true);
            assert_eq!(none.clone().collect_vec(), []);
            assert_eq!(none.clone().sum::<u32>(), 0);
            assert_eq!(none.clone().min(), None);
            assert_eq!(none.clone().stream().next(), None);
            assert_eq!(none.clone().chain(5..9).collect_vec(), [5, 6, 7, 8]);
            assert_eq!(none.clone().chain(5..9).sum::<u32>(), 26);
            assert_eq!(none.clone().chain(5..9).filter(|_| true).max(), Some(8));
            let joined = none
                .clone()
                .chain(5..9)
                .map(|x| vec![x])
                .reduce(|a, b| [a, b].concat());
            assert_eq!(joined, Some(vec![5, 6, 7, 8]));
            assert_eq!(none.chain(5..9).stream().collect::<Vec<_>>(), [5, 6, 7, 8]);
            let stopped = AtomicBool::new(false);
            let items = (0..50_000_usize).par_map(|x| {
                stopped.fetch_or(x == 700, SeqCst);
                x
            });
            let both = items
                .until(|| stopped.load(SeqCst))
                .chain(0..3000)
                .collect_vec();
            let first = both.len() - 3000;
            assert!(first > 700 && both.into_iter().eq((0..first).chain(0..3000)));
        });
    }
}

#[test]
fn once_stopped_is_stopped() {
    for threads in THREADS {
        with_threads(threads, || {
            let (looks, after) = (Count::default(), Count::default());
            let stop = || match looks.add(1) {
                5 => true,
                n => {
                    after.add(usize::from(n > 5));
                    false
                }
            };
            let all = (0..1_000_000).par().until(stop).collect_vec();
            assert!(all.len() < 1_000_000 && (0..).zip(&all).all(|(x, y)| x == *y));
            assert_eq!(after.get(), 0);
        });
    }
}

/// What other threads may look at, but not drop.
struct Mine<'m> {
    guard: MutexGuard<'m, AtomicUsize>,
    thread: ThreadId,
    dropped: &'m Count,
}

impl Mine<'_> {
    /// Says "stop" the fifth time.
    fn stop(&self) -> bool {
        self.guard.fetch_add(1, SeqCst) == 4
    }
}

impl Drop for Mine<'_> {
    fn drop(&mut self) {
        self.dropped
            .add(usize::from(thread::current().id() == self.thread));
    }
}

#[test]
fn a_stop_that_cannot_be_sent_stays_on_its_thread() {
    for threads in THREADS {
        with_threads(threads, || {
            let (looks, dropped) = (Mutex::<AtomicUsize>::default(), Count::default());
            let stop = || {
                looks.lock().unwrap().store(0, SeqCst);
                let mine = Mine {
                    guard: looks.lock().unwrap(),
                    thread: thread::current().id(),
                    dropped: &dropped,
                };
                move || mine.stop()
            };
            let all = (0..1_000_000).par().until(stop()).collect_vec();
            assert!(all.len() < 1_000_000 && (0..).zip(&all).all(|(x, y)| x == *y));
            assert_eq!(dropped.get(), 1);
            let pulled = (0..).filter(|x| x % 2 == 0).par().until(stop()).count();
            let mut next = 0;
            (0..1_000_000).par().until(stop()).for_each_ordered(|x| {
                assert_eq!(x, next);
                next += 1;
            });
            assert!(pulled < 1_000_000 && next < 1_000_000);
            assert_eq!(dropped.get(), 3);
            let shorter = (0..1_000_000).par().until(stop());
            assert!((0..1_000_000).par().filter(|_| true).gt(shorter));
            assert_eq!(dropped.get(), 4);
            let panicking = (0..1_000_000).par().until(stop()).map(|x| match x {
                0 => panic!("first"),
                x => x,
            });
            assert_eq!(panic_of(|| panicking.sum::<i32>()), "first");
            assert_eq!(dropped.get(), 5);
        });
    }
}

#[test]
fn what_is_not_wanted_is_dropped_once() {
    for threads in THREADS {
        for n in [0, 1, 40, 5000] {
            let books = Books::new(100_000);
            with_threads(threads, || {
                let items = || Vec::from_iter((0..5000_usize).map(|x| (x, books.enter()))).par();
                assert_eq!(items().take_while(|x| x.0 < n).count(), n);
                assert_eq!(items().skip_while(|x| x.0 < n).count(), 5000 - n);
                let halves = items().map_while(|x| (x.0 < n).then_some(x.1));
                assert_eq!(halves.collect_vec().len(), n);
                let first = items()
                    .take_while(|x| x.0 < n)
                    .chain(items())
                    .find(|x| x.0 == 7);
                assert_eq!(first.map(|x| x.0), Some(7));
                let done = Count::default();
                let counted = |x| {
                    done.add(1);
                    x
                };
                let stopped = items().until(|| done.get() >= n).map(counted);
                assert_eq!(
                    stopped.chain(items()).collect_vec().len(),
                    done.get() + 5000
                );
                let stopped = items().map(counted).until(|| done.get() >= n);
                stopped.for_each_ordered(drop);
            });
            books.check();
        }
    }
}

#[test]
fn progress_adds_up() {
    for threads in THREADS {
        with_threads(threads, || {
            let (before, behind, calls) = (Count::default(), Count::default(), Count::default());
            let tell = |count: &Count, n: usize| {
                assert!(n > 0);
                count.add(n);
                calls.add(1);
            };
            let n = 300_000;
            let odd = || {
                let items = (0..n).par().on_progress(|n| tell(&before, n));
                items
                    .filter(|x| x % 2 == 1)
                    .on_progress(|n| tell(&behind, n))
            };
            let mut rounds = 0;
            let mut check = || {
                rounds += 1;
                assert_eq!((before.get(), behind.get()), (rounds * n, rounds * n / 2));
            };
            assert_eq!(odd().collect_vec().len(), n / 2);
            check();
            assert_eq!(odd().map(|x| x as u64).sum::<u64>(), (n as u64).pow(2) / 4);
            check();
            odd().for_each_ordered(|x| assert_eq!(x % 2, 1));
            check();
            assert_eq!(odd().last(), Some(n - 1));
            check();
            // (Of several threads each may be dealt one item at a time.)
            let once_a_piece = calls.get() < rounds * n;
            assert!(once_a_piece || threads > 1, "not once an item");

            let seen = Count::default();
            let items = (0..n).par().on_progress(|n| _ = seen.add(n));
            assert!(
                items
                    .rev()
                    .enumerate()
                    .skip(5)
                    .take(9)
                    .map(|x| x.1)
                    .collect_vec()
                    .into_iter()
                    .eq((n - 14..n - 5).rev())
            );
            assert!((9..=14).contains(&seen.get()));
            let pulled = (0..n)
                .filter(|x| x % 2 == 0)
                .into_par()
                .on_progress(|n| _ = seen.add(n));
            let before = seen.get();
            assert_eq!(pulled.max(), Some(n - 2));
            assert_eq!(seen.get() - before, n / 2);
        });
    }
}

#[test]
fn a_closure_that_panics_is_a_panic_of_the_call() {
    for threads in THREADS {
        let books = Books::new(100_000);
        with_threads(threads, || {
            let items = || Vec::from_iter((0..5000_usize).map(|x| (x, books.enter()))).par();
            let done = Count::default();
            let counted = |x| {
                done.add(1);
                x
            };
            let stop = || {
                if done.get() > 100 {
                    panic!("stop {}", 1)
                } else {
                    false
                }
            };
            let panic = panic_of(|| items().until(stop).map(counted).collect_vec().len());
            assert_eq!(panic, "stop 1");
            let panic = panic_of(|| items().map(counted).until(stop).map(|x| x.0).sum::<usize>());
            assert_eq!(panic, "stop 1");
            let panic = panic_of(|| items().map(counted).until(stop).for_each_ordered(drop));
            assert_eq!(panic, "stop 1");
            let panic = panic_of(|| {
                items()
                    .on_progress(|_| panic!("told {}", 2))
                    .collect_vec()
                    .len()
            });
            assert_eq!(panic, "told 2");
            let panic = panic_of(|| {
                items()
                    .on_progress(|_| panic!("told {}", 2))
                    .map(|x| x.0)
                    .max()
            });
            assert_eq!(panic, "told 2");
            let panic = panic_of(|| {
                items()
                    .on_progress(|_| panic!("told {}", 2))
                    .find(|x| x.0 == 0)
                    .map(|x| x.0)
            });
            assert_eq!(panic, "told 2");
            let wrong = |x: &(usize, _)| {
                if x.0 == 300 {
                    panic!("wrong {}", x.0)
                } else {
                    true
                }
            };
            let panic = panic_of(|| items().take_while(|x| wrong(&(x.0, ()))).count());
            assert_eq!(panic, "wrong 300");
            // Behind the end nobody looks.
            assert_eq!(
                items()
                    .take_while(|x| x.0 < 300 && wrong(&(x.0, ())))
                    .count(),
                300
            );
        });
        books.check();
    }
}
