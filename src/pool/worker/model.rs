//! Sleeping and waking: whoever asks for help while a worker has nothing to do gets it. In every scene the
//! caller waits for its helpers, so that a lost call is a deadlock.

use std::cell::Cell;

use super::*;
use crate::pool::door::Door;
use crate::pool::region::model::lend;
use crate::sync::model::{Signal, check, check_large, check_without_fences};
use crate::sync::{Ordering, deque::Worker as Queue, fence, thread, thread_local};

/// A pool that starts no workers of its own; those of the scene are counted as looking.
fn pool_with(workers: usize) -> &'static Pool {
    let pool: &Pool = Box::leak(Box::new(Pool::new(0, 0, work)));
    (0..workers).for_each(|_| pool.idle.start_looking());
    pool
}

/// A worker that ends when it has helped once, however many desks that takes.
fn helps_once(pool: &'static Pool, number: usize, serve: fn(&Worker, &Arc<Desk>)) {
    helps(1, pool, number, serve);
}

/// The same, of so many times.
fn helps(times: usize, pool: &'static Pool, number: usize, serve: fn(&Worker, &Arc<Desk>)) {
    let queue = Queue::new_fifo();
    pool.join(number, queue.stealer());
    thread::spawn(move || {
        here::with(|here| here.queue.replace(Some(queue)));
        let worker = Worker::new(number, pool);
        let mut last = None;
        loop {
            let (desk, _) = worker.look(false, last.take()).expect("no surplus");
            serve(&worker, &desk);
            if HELPED.with(Cell::get) == times {
                return;
            }
            last = Some(desk);
            pool.idle.start_looking();
        }
    });
}

/// The real thing.
fn serve(worker: &Worker, desk: &Arc<Desk>) {
    worker.serve(desk, Came::Woken);
}

thread_local! {
    /// How often the thread has helped.
    static HELPED: Cell<usize> = Cell::new(0);
}

/// A call that ends when `helpers` have begun their part, which is `part`.
fn call(pool: &'static Pool, helpers: usize, part: impl Fn() + Sync + 'static) {
    call_for(true, pool, helpers, part);
}

/// The same, of workers that are `expected`, or at ordinary work.
fn call_for(expected: bool, pool: &'static Pool, helpers: usize, part: impl Fn() + Sync + 'static) {
    let come = Arc::<Signal>::default();
    let coming = Arc::clone(&come);
    let help = move |_seat| {
        HELPED.with(|helped| helped.set(helped.get() + 1));
        coming.give();
        part();
    };
    let door = Door::new(lend(help), helpers + 1, expected, None, None);
    here::with(|here| {
        here.desk.add(Arc::clone(&door));
        let queue = here.queue.borrow();
        pool.announce(&here.desk, queue.as_ref(), 1, expected, Instant::now());
    });
    come.wait_for(helpers);
    here::with(|here| here.desk.remove(&door));
    door.run_down();
}

/// One call, one worker, who may be anywhere between awake and asleep.
fn going_to_sleep() {
    let pool = pool_with(1);
    helps_once(pool, 1, serve);
    call(pool, 1, || ());
}

#[test]
fn a_worker_that_goes_to_sleep_is_called() {
    check(going_to_sleep);
}

#[test]
fn canary_without_fences() {
    check_without_fences(going_to_sleep);
}

/// A call that is over before the worker is there, then one that needs it: the desk lies in its queue once,
/// or not any more.
fn a_call_after_a_quick_one(serve: fn(&Worker, &Arc<Desk>)) {
    let pool = pool_with(1);
    helps_once(pool, 1, serve);
    call(pool, 0, || ());
    call(pool, 1, || ());
}

#[test]
fn a_desk_that_was_queued_before_is_looked_at_again() {
    check(|| a_call_after_a_quick_one(serve));
}

#[test]
fn canary_the_desk_is_taken_after_the_look() {
    fn serve(worker: &Worker, desk: &Arc<Desk>) {
        let guest = desk.enter(true);
        desk.taken();
        if worker.pool.idle.stop_looking() && worker.pool.has_announcements() {
            worker.pool.summon();
        }
        if let Some(guest) = guest {
            guest.work();
        }
    }
    check(|| a_call_after_a_quick_one(serve));
}

/// Two callers who may both rely on the same worker; and each call lasts until the other's has its helper.
fn two_callers(serve: fn(&Worker, &Arc<Desk>)) {
    let pool = pool_with(2);
    helps_once(pool, 1, serve);
    helps_once(pool, 2, serve);
    let met = Arc::<Signal>::default();
    let both = move |met: &Arc<Signal>| {
        let met = Arc::clone(met);
        call(pool, 1, move || {
            met.give();
            met.wait_for(2);
        });
    };
    let other = Arc::clone(&met);
    thread::spawn(move || both(&other));
    both(&met);
}

#[test]
fn whoever_stops_looking_leaves_nobody_behind() {
    check_large(|| two_callers(serve));
}

#[test]
fn canary_the_last_who_looked_does_not_look_again() {
    fn serve(worker: &Worker, desk: &Arc<Desk>) {
        desk.taken();
        let guest = desk.enter(true);
        worker.pool.idle.stop_looking();
        if let Some(guest) = guest {
            guest.work();
        }
    }
    check_large(|| two_callers(serve));
}

/// One call that needs two helpers, of whom the first is to call the second.
fn two_helpers(serve: fn(&Worker, &Arc<Desk>)) {
    let pool = pool_with(2);
    helps_once(pool, 1, serve);
    helps_once(pool, 2, serve);
    let met = Signal::default();
    call(pool, 2, move || {
        met.give();
        met.wait_for(2);
    });
}

#[test]
fn the_first_helper_calls_the_second() {
    check(|| two_helpers(serve));
}

#[test]
fn canary_the_first_helper_calls_nobody() {
    fn serve(worker: &Worker, desk: &Arc<Desk>) {
        desk.taken();
        let guest = desk.enter(true);
        if worker.pool.idle.stop_looking() && worker.pool.has_announcements() {
            worker.pool.summon();
        }
        if let Some(guest) = guest {
            guest.work();
        }
    }
    check(|| two_helpers(serve));
}

#[test]
fn canary_the_first_helper_stops_looking_unnoticed() {
    fn serve(worker: &Worker, desk: &Arc<Desk>) {
        desk.taken();
        let guest = desk.enter(true);
        if guest.is_some() && desk.room() > 0 && desk.must_queue() {
            let desk = Arc::clone(desk);
            here::with(|here| here.queue.borrow().as_ref().map(|queue| queue.push(desk)));
        }
        // Not a release: the other worker may see that this one has stopped before it sees the desk.
        let last = worker.pool.idle.looking.fetch_sub(1, Ordering::Relaxed) == 1;
        fence(Ordering::SeqCst);
        if last && worker.pool.has_announcements() {
            worker.pool.summon();
        }
        if let Some(guest) = guest {
            guest.work();
        }
    }
    check(|| two_helpers(serve));
}

/// Two ordinary calls, and one worker: there may be no place for it yet at the second call when that is
/// made.
fn a_place_is_given_back() {
    let pool: &Pool = Box::leak(Box::new(Pool::new(1, 0, work)));
    pool.alive.fetch_add(1, Ordering::Relaxed);
    pool.idle.start_looking();
    helps(2, pool, 1, serve);
    call_for(false, pool, 1, || ());
    call_for(false, pool, 1, || ());
}

#[test]
fn who_gives_a_place_back_looks_for_the_next_call() {
    check(a_place_is_given_back);
}

#[test]
fn canary_a_place_without_fences() {
    check_without_fences(a_place_is_given_back);
}

/// Two calls, and one worker, which may watch their caller's desk when the second is made.
fn two_calls_in_a_row() {
    let pool = pool_with(1);
    helps(2, pool, 1, serve);
    call(pool, 1, || ());
    call(pool, 1, || ());
}

#[test]
fn who_watches_a_desk_sees_its_next_call() {
    check(two_calls_in_a_row);
}

/// The worker watches one caller's desk, and is called to another's.
fn two_callers_and_one_worker() {
    let pool = pool_with(1);
    helps(3, pool, 1, serve);
    thread::spawn(move || call(pool, 1, || ()));
    call(pool, 1, || ());
    call(pool, 1, || ());
}

#[test]
fn who_watches_a_desk_hears_other_calls() {
    check_large(two_callers_and_one_worker);
}

/// A worker that stands by may take what is handed to it, and that lasts until a call inside the owner's own
/// part has had its helper.
fn a_call_beside_what_is_handed() {
    let pool: &Pool = Box::leak(Box::new(Pool::new(2, 0, work)));
    pool.alive.fetch_add(2, Ordering::Relaxed);
    (0..2).for_each(|_| pool.idle.start_looking());
    helps_once(pool, 1, serve);
    helps_once(pool, 2, serve);
    here::with(|here| {
        pool.queue(&here.desk, None);
        pool.summon();
    });
    let over = Arc::<Signal>::default();
    let waits = Arc::clone(&over);
    let part = lend(move |_seat| waits.wait_for(1));
    let desk = here::with(|here| Arc::clone(&here.desk)).expect("not at its end");
    let handed = desk.standby.hand(part);
    call(pool, 1, || ());
    over.give();
    assert!(handed.close().is_ok());
    call(pool, 1, || ());
}

#[test]
fn a_call_inside_one_part_does_not_wait_for_the_other() {
    check_large(a_call_beside_what_is_handed);
}
