//! Sources that wait for what comes of their own items: whatever a loop gets through, a call gets through.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use abreast::prelude::*;

use crate::support::{in_own_process, more_than_usual, within_a_minute};

const JOBS: usize = 200;

/// A peer that sends each job only after the answer to the one before.
fn peer() -> (Receiver<usize>, Sender<usize>) {
    let (jobs, source) = channel();
    let (answer, answers) = channel();
    thread::spawn(move || {
        for job in 0..JOBS {
            if jobs.send(job).is_err() || answers.recv() != Ok(job) {
                return;
            }
        }
    });
    (source, answer)
}

/// Runs `call` in scopes of several threads, and in none.
fn with_threads_of_all_kinds(name: &str, call: impl Fn()) {
    for threads in [2, 3, 8] {
        within_a_minute(&format!("{name}, {threads} threads"), || {
            (0..5).for_each(|_| with_threads(threads, &call));
        });
    }
    within_a_minute(name, || (0..20).for_each(|_| call()));
}

/// The same in scopes of so many threads that items may wait, as light as they may be at first.
fn with_more_threads_than_usual(name: &str, call: impl Fn()) {
    for threads in more_than_usual() {
        within_a_minute(&format!("{name}, {threads} threads"), || {
            (0..5).for_each(|_| with_threads(threads, &call));
        });
    }
}

#[test]
fn a_peer_that_waits_for_what_items_do() {
    with_threads_of_all_kinds("for_each", || {
        let (source, answer) = peer();
        let mut jobs = source.into_iter();
        jobs.par_for_each(|job| answer.send(job).unwrap());
    });
    with_threads_of_all_kinds("collect", || {
        let (source, answer) = peer();
        let mut jobs = source.into_iter();
        let done = jobs.par_map(|job| answer.send(job).map(|()| job).unwrap());
        assert!(done.collect_vec().into_iter().eq(0..JOBS));
    });
    with_threads_of_all_kinds("sum", || {
        let (source, answer) = peer();
        let mut jobs = source.into_iter();
        let done = jobs.par_map(|job| answer.send(job).map(|()| job).unwrap());
        assert_eq!(done.sum::<usize>(), JOBS * (JOBS - 1) / 2);
    });
    // Exactly how many there are says nothing of when they come.
    with_threads_of_all_kinds("of known length", || {
        let (source, answer) = peer();
        let source = Mutex::new(source);
        let mut jobs = (0..JOBS)
            .map(|_| source.lock().unwrap().recv().unwrap())
            .skip_while(|_| false);
        let done = jobs.par_map(|job| answer.send(job).map(|()| job).unwrap());
        assert_eq!(done.count(), JOBS);
    });
}

#[test]
fn a_peer_that_waits_for_what_is_delivered() {
    with_threads_of_all_kinds("for_each_ordered", || {
        let (source, answer) = peer();
        let jobs = source.into_iter().into_par();
        jobs.map(|job| job)
            .for_each_ordered(|job| answer.send(job).unwrap());
    });
    for window in [1, 8, 1000] {
        with_threads_of_all_kinds("stream", || {
            let (source, answer) = peer();
            let jobs = source.into_iter().into_par().map(|job| job);
            for job in jobs.window(window).stream() {
                answer.send(job).unwrap();
            }
        });
    }
    with_threads_of_all_kinds("stream_unordered", || {
        let (source, answer) = peer();
        let jobs = source.into_iter().into_par();
        jobs.map(|job| job)
            .stream_unordered()
            .for_each(|job| answer.send(job).unwrap());
    });
}

/// Pages that are still to be visited: it ends when none is, and none is under way.
#[derive(Default)]
struct Frontier {
    pages: Mutex<(VecDeque<usize>, usize)>,
    more: Condvar,
}

impl Frontier {
    fn add(&self, page: usize) {
        let mut pages = self.pages.lock().unwrap();
        pages.0.push_back(page);
        pages.1 += 1;
        self.more.notify_one();
    }

    fn is_done(&self) {
        let mut pages = self.pages.lock().unwrap();
        pages.1 -= 1;
        if pages.1 == 0 {
            self.more.notify_all();
        }
    }
}

impl Iterator for &Frontier {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mut pages = self.pages.lock().unwrap();
        loop {
            if let Some(page) = pages.0.pop_front() {
                return Some(page);
            }
            if pages.1 == 0 {
                return None;
            }
            pages = self.more.wait(pages).unwrap();
        }
    }
}

#[test]
fn items_that_feed_their_own_source() {
    const PAGES: usize = 500;
    // A binary tree of pages, each of which links to the next ones.
    let visit = |frontier: &Frontier, page: usize| {
        let links = [2 * page + 1, 2 * page + 2];
        links
            .into_iter()
            .filter(|link| *link < PAGES)
            .for_each(|link| frontier.add(link));
        frontier.is_done();
        page
    };
    with_threads_of_all_kinds("for_each", || {
        let (frontier, visited) = (Frontier::default(), AtomicUsize::new(0));
        frontier.add(0);
        (&frontier).par_for_each(|page| _ = visited.fetch_add(visit(&frontier, page), SeqCst));
        assert_eq!(visited.into_inner(), PAGES * (PAGES - 1) / 2);
    });
    with_threads_of_all_kinds("collect", || {
        let frontier = Frontier::default();
        frontier.add(0);
        let mut pages = (&frontier)
            .par_map(|page| visit(&frontier, page))
            .collect_vec();
        pages.sort_unstable();
        assert!(pages.into_iter().eq(0..PAGES));
    });
    with_threads_of_all_kinds("count", || {
        let frontier = Frontier::default();
        frontier.add(0);
        assert_eq!(
            (&frontier).par_map(|page| visit(&frontier, page)).count(),
            PAGES
        );
    });
}

/// Waits until so many results were delivered.
fn until(delivered: &AtomicUsize, n: usize) {
    while delivered.load(SeqCst) < n {
        thread::yield_now();
    }
}

#[test]
fn what_is_ready_is_not_held_back() {
    // The first waits until another was delivered. (It is the loop's first call: nobody knows what items
    // take. And no other test keeps the pool's threads busy.)
    in_own_process("sources::what_is_ready_is_not_held_back", &[], || {
        within_a_minute("what is ready", || {
            let delivered = Arc::new(AtomicUsize::new(0));
            let theirs = Arc::clone(&delivered);
            let items = (0..50).par_map(move |x: usize| until(&theirs, usize::from(x == 0)));
            with_threads(2, || {
                let stream = items.max_len(1).stream_unordered();
                stream.for_each(|()| _ = delivered.fetch_add(1, SeqCst));
            });
        });
    });
}

/// Each item waits until the one before it was delivered.
#[test]
fn what_is_due_is_delivered_while_later_items_are_under_way() {
    with_more_threads_than_usual("for_each_ordered", || {
        let delivered = AtomicUsize::new(0);
        let items = (0..50).par_map(|x: usize| until(&delivered, x));
        let items = items.max_len(1);
        items.for_each_ordered(|()| _ = delivered.fetch_add(1, SeqCst));
    });
    with_more_threads_than_usual("of any iterator", || {
        let delivered = AtomicUsize::new(0);
        let mut numbers = (0..50).filter(|_| true);
        let items = AnyIterator::par_map(&mut numbers, |x: usize| until(&delivered, x));
        items.for_each_ordered(|()| _ = delivered.fetch_add(1, SeqCst));
    });
    with_more_threads_than_usual("stream", || {
        let delivered = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&delivered);
        let items = (0..50).par_map(move |x: usize| until(&theirs, x));
        let stream = items.max_len(1).stream();
        stream.for_each(|()| _ = delivered.fetch_add(1, SeqCst));
    });
}

/// So many items come at once, and the next one when what became of those has arrived.
fn burst<'a>(length: usize, arrived: &'a AtomicUsize) -> impl Iterator<Item = usize> + Send + 'a {
    (0..3 * length).filter(move |x| {
        until(arrived, x / length * length);
        true
    })
}

#[test]
fn a_burst_is_not_held_until_what_comes_after_it() {
    const LENGTH: usize = 1000;
    with_threads_of_all_kinds("for_each", || {
        let done = AtomicUsize::new(0);
        burst(LENGTH, &done).par_for_each(|_| _ = done.fetch_add(1, SeqCst));
    });
    with_threads_of_all_kinds("filter and collect", || {
        let done = AtomicUsize::new(0);
        let few = |x: &usize| done.fetch_add(1, SeqCst) < usize::MAX && x % 3 == 0;
        let kept = burst(LENGTH, &done).par().filter(few).collect_vec();
        assert!(kept.into_iter().eq((0..3 * LENGTH).step_by(3)));
    });
    with_threads_of_all_kinds("max", || {
        let done = AtomicUsize::new(0);
        let all = burst(LENGTH, &done)
            .par()
            .inspect(|_| _ = done.fetch_add(1, SeqCst))
            .max();
        assert_eq!(all, Some(3 * LENGTH - 1));
    });
    with_threads_of_all_kinds("for_each_ordered", || {
        let done = AtomicUsize::new(0);
        burst(LENGTH, &done)
            .par_map(|x| x + 1)
            .for_each_ordered(|x| done.store(x, SeqCst));
    });
    with_threads_of_all_kinds("until", || {
        let done = AtomicUsize::new(0);
        let items = burst(LENGTH, &done)
            .into_par()
            .until(|| done.load(SeqCst) > 2 * LENGTH);
        items.for_each(|_| _ = done.fetch_add(1, SeqCst));
        assert!(done.into_inner() > 2 * LENGTH);
    });
}

/// Few items that yield more results than memory holds: those of one are delivered while it is under way.
#[test]
fn results_of_one_item_are_delivered_before_it_ends() {
    const WANTED: u64 = 300_000;
    with_threads_of_all_kinds("for_each_ordered", || {
        let (made, mut taken) = (AtomicUsize::new(0), 0);
        let endless = (0..2).par().flat_map(|_: i32| 0..u64::MAX);
        let end = endless
            .inspect(|_| _ = made.fetch_add(1, SeqCst))
            .try_for_each_ordered(|x| {
                assert_eq!(x, taken);
                taken += 1;
                if taken == WANTED { Err(x) } else { Ok(()) }
            });
        assert_eq!(end, Err(WANTED - 1));
        // A few threads have a window each.
        assert!(made.into_inner() < 2 * WANTED as usize);
    });
    with_threads_of_all_kinds("stream", || {
        let endless = (0..2).par().flat_map(|_: i32| 0..u64::MAX);
        assert!(endless.stream().take(WANTED as usize).eq(0..WANTED));
    });
    with_threads_of_all_kinds("a window", || {
        let several = (0..5).par().flat_map(|x: usize| x * 1000..(x + 1) * 1000);
        assert!(several.window(3).stream().eq(0..5000));
    });
    with_threads_of_all_kinds("a panic", || {
        let until_one = |x: usize| assert_ne!(x, 90_000, "the one");
        let endless = (0..3)
            .par()
            .flat_map(|_: i32| 0..usize::MAX)
            .inspect(move |x| until_one(*x));
        let mut stream = endless.stream();
        let taken = catch_unwind(AssertUnwindSafe(|| stream.by_ref().for_each(drop)));
        assert!(taken.is_err());
        assert_eq!(stream.next(), None);
    });
}

/// What comes of a source when nobody is there any more to take it, is not done.
#[test]
fn a_stream_that_is_dropped_leaves_a_silent_source_alone() {
    with_more_threads_than_usual("dropped", || {
        let (jobs, source) = channel();
        let asked = Arc::new(AtomicUsize::new(0));
        let theirs = Arc::clone(&asked);
        let numbers = std::iter::from_fn(move || {
            theirs.fetch_add(1, SeqCst);
            source.recv().ok()
        });
        let late = Arc::new(AtomicBool::new(false));
        let done = Arc::clone(&late);
        let items = numbers.into_par().map(move |x: i32| {
            done.fetch_or(x == 99, SeqCst);
            x
        });
        (0..3).for_each(|x| jobs.send(x).unwrap());
        let mut stream = items.max_len(1).stream();
        assert!(stream.by_ref().take(3).eq(0..3));
        // A helper asks for the fourth: the answer comes only when the stream is gone.
        until(&asked, 4);
        drop(stream);
        jobs.send(99).unwrap();
        drop(jobs);
        // Whoever asked lets go of the chain when it has left.
        while Arc::strong_count(&late) > 1 {
            thread::yield_now();
        }
        assert!(!late.load(SeqCst));
    });
}

/// Heavy items of a part that is split, some behind light ones: nobody keeps them back while another thread asks
/// the silent source behind that part, which ends only when all of the part is delivered.
#[test]
fn what_stands_before_a_silent_source_does_not_wait_for_it() {
    const LEN: usize = 300;
    within_a_minute("before a silent source", || {
        for round in 0..60 {
            // Some even calls, then some that are not.
            let at = LEN - 40 - 30 * (round % 5);
            let is_heavy = move |x: usize| round % 15 >= 10 && (at..at + 24).contains(&x);
            let (jobs, source) = channel();
            let (mut jobs, mut seen) = (Some(jobs), Vec::new());
            with_threads(2, || {
                let items = (0..LEN).par().chain(source.into_iter().into_par());
                let dawdled = items.map(|x| {
                    let until = Instant::now() + Duration::from_micros(300);
                    while is_heavy(x) && Instant::now() < until {}
                    x
                });
                dawdled.for_each_ordered(|x| {
                    seen.push(x);
                    if seen.len() == LEN {
                        jobs.take();
                    }
                });
            });
            assert!(seen.into_iter().eq(0..LEN));
        }
    });
}
