//! A call in two, with a helper that stands by: each item is done or dropped once, and the first panic goes
//! on.

use std::collections::HashSet;
use std::sync::atomic::AtomicUsize;
use std::thread::{self, ThreadId};

use super::*;
use crate::pool::call_to_stand_by;
use crate::sync::Ordering;

const N: usize = 3_000;

/// What became of each item, and on which threads.
struct Items {
    done: Vec<AtomicUsize>,
    dropped: Vec<AtomicUsize>,
    renewed: AtomicUsize,
    threads: Mutex<HashSet<ThreadId>>,
    panics_at: fn(usize) -> bool,
}

impl Items {
    fn new(panics_at: fn(usize) -> bool) -> Items {
        let zeros = || (0..N).map(|_| AtomicUsize::new(0)).collect();
        Items {
            done: zeros(),
            dropped: zeros(),
            renewed: AtomicUsize::new(0),
            threads: Mutex::default(),
            panics_at,
        }
    }

    fn times(of: &AtomicUsize) -> usize {
        of.load(Ordering::Relaxed)
    }
}

impl Body<Span> for &Items {
    fn take(&mut self, place: Place, claim: Span, _split: bool) {
        assert_eq!(place.range(), claim.range());
        self.threads.lock().insert(thread::current().id());
        for i in claim.range() {
            self.done[i].fetch_add(1, Ordering::Relaxed);
            if (self.panics_at)(i) {
                std::panic::panic_any(i);
            }
        }
    }

    fn forgo(&mut self, claim: Span) {
        for i in claim.range() {
            self.dropped[i].fetch_add(1, Ordering::Relaxed);
        }
    }

    fn renew(&mut self) {
        self.renewed.fetch_add(1, Ordering::Relaxed);
    }

    fn hand_over(&mut self) {}
}

impl Bodies<Span> for Items {
    fn with_body(&self, f: &mut dyn FnMut(&mut dyn Body<Span>)) {
        f(&mut &*self);
    }

    fn keep(&self) -> bool {
        false
    }
}

/// How many calls are made until one has a helper: on a machine that has other things to do, none may come.
const CALLS: usize = 500;

/// Does calls until a helper has come to one; says how the last one ended.
fn until_a_helper_came(panics_at: fn(usize) -> bool) -> (Items, thread::Result<()>) {
    for call in 1.. {
        let items = Items::new(panics_at);
        for _ in 0..100 {
            if helper_stands_by() {
                break;
            }
            call_to_stand_by();
            thread::yield_now();
        }
        let mut in_two = InTwo {
            known: Loop::of(until_a_helper_came as *const () as usize, N),
            pace: tempo::InTwo::new(10.0),
            clock: Clock::start(),
            horizon: Horizon::new(false),
            panics: Ends::new(),
            done: Mutex::default(),
        };
        let mut ranges = Ranges::new(N);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            assert!(in_two.play(&mut ranges, &mut &items, &items));
        }));
        assert_eq!(ranges.len(), 0);
        if call == CALLS || items.threads.lock().len() == 2 {
            return (items, ended);
        }
    }
    unreachable!("one call is the last")
}

/// Where there is but one thread nobody ever stands by.
fn there_are_two() -> bool {
    crate::current_threads() >= 2
}

#[test]
fn each_item_is_done_once() {
    if there_are_two() {
        let (items, ended) = until_a_helper_came(|_| false);
        assert!(ended.is_ok());
        assert!(items.done.iter().all(|item| Items::times(item) == 1));
        assert!(items.dropped.iter().all(|item| Items::times(item) == 0));
    }
}

#[test]
fn the_first_panic_goes_on_and_everything_before_it_is_done() {
    if there_are_two() {
        let (items, ended) = until_a_helper_came(|i| i % 700 == 650);
        let panic = ended.expect_err("an item panics");
        let first = *panic.downcast::<usize>().expect("its index");
        assert_eq!(first, 650);
        assert!(
            items.done[..=first]
                .iter()
                .all(|item| Items::times(item) == 1)
        );
        assert!(Items::times(&items.renewed) > 0);
        let both = items.done.iter().zip(&items.dropped);
        assert!(
            both.clone()
                .all(|(done, dropped)| Items::times(done) + Items::times(dropped) <= 1)
        );
    }
}
