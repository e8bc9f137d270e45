//! A worker: a pool thread's life.

mod awake;
#[cfg(all(test, loom))]
mod model;

use std::cell::Cell;

use super::config::settings;
use super::desk::Desk;
use super::door::Guest;
use super::here;
use super::idle::Bed;
use super::permit::call_again;
use super::threads::Pool;
use super::watch::Watch;
use crate::sync::{Arc, Instant, deque, give_way};
use crate::tempo::Awake;

/// How many workers each helper calls at most, if it was called itself.
const FANOUT: usize = 3;

/// From where a worker came to a desk.
enum Came {
    /// From sleep.
    Woken,
    /// It has been looking since then.
    Awake(Instant),
}

pub(super) struct Worker {
    number: usize,
    pool: &'static Pool,
    bed: Arc<Bed>,
    /// How often it has looked for a desk.
    looks: Cell<usize>,
    /// How long it stays awake without one.
    awake: Cell<Awake>,
    /// Since when it has had nothing to do.
    idle_since: Cell<Instant>,
}

/// What a worker does, by its number, from when it is started until it ends.
pub(super) fn work(number: usize, pool: &'static Pool) {
    Worker::new(number, pool).run();
}

impl Worker {
    fn new(number: usize, pool: &'static Pool) -> Worker {
        Worker {
            number,
            pool,
            bed: Arc::default(),
            looks: Cell::new(number),
            awake: Cell::default(),
            idle_since: Cell::new(Instant::now()),
        }
    }

    /// Looks for desks and helps, until the pool has one worker too many. Begins as one that is counted as
    /// looking.
    fn run(self) {
        if settings().has_start_hook() {
            // Nobody is to rely on this worker meanwhile (S3).
            if self.pool.idle.stop_looking() && self.pool.has_announcements() {
                self.pool.summon();
            }
            settings().start(self.number);
            self.pool.idle.start_looking();
        }
        let queue = deque::Worker::new_fifo();
        self.pool.join(self.number, queue.stealer());
        here::with(|here| here.queue.replace(Some(queue)));
        let (mut in_vain, mut last) = (false, None);
        while let Some((desk, came)) = self.look(in_vain, last.take()) {
            in_vain = !self.serve(&desk, came) && !desk.standby.was_wanted();
            last = (!in_vain && !self.pool.is_crowded()).then_some(desk);
            self.pool.idle.start_looking();
            // Whom it helped may wait for this very processor: where a system wakes a thread is its own
            // affair.
            give_way();
        }
    }

    /// The next desk, or nothing if this worker is to end; then it is counted as looking no more. As long
    /// as it is awake it watches the desk at which it helped `last`.
    fn look(&self, mut in_vain: bool, last: Option<Arc<Desk>>) -> Option<(Arc<Desk>, Came)> {
        let began = Instant::now();
        self.idle_since.set(began);
        let mut came = Came::Awake(began);
        let mut watch = last.and_then(Watch::of);
        loop {
            if let Some(desk) = self.look_awake(watch.take()) {
                self.note_gap();
                return Some((desk, came));
            }
            let limit = self.pool.time_to_end();
            let called = self
                .pool
                .idle
                .sleep(&self.bed, limit, in_vain, || self.pool.has_announcements());
            if !called && self.pool.retire(self.number) {
                // What this thread's destructors call goes where somebody looks. (It is empty: nobody else
                // fills it.)
                here::with(|here| here.queue.take());
                self.pool.idle.stop_looking();
                if self.pool.has_announcements() {
                    self.pool.summon();
                }
                settings().exit(self.number);
                return None;
            }
            came = Came::Woken;
            in_vain = true;
        }
    }

    /// Helps at a desk that was just taken out of a queue. The worker is counted as looking before, and not
    /// after. Says whether it was let in.
    fn serve(&self, desk: &Arc<Desk>, came: Came) -> bool {
        desk.taken();
        let mut help = self.go_in(Some(desk), |expected| desk.enter(expected));
        let was_called = help
            .as_ref()
            .is_some_and(|guest| self.note_arrival(guest, came));
        let (helps, came_before) = (
            help.is_some(),
            help.as_ref().map_or(0, |guest| guest.number),
        );
        // S6: before this worker looks no more.
        if help.is_some() && desk.has_room() && desk.must_queue() {
            let desk = Arc::clone(desk);
            here::with(|here| here.queue.borrow().as_ref().map(|queue| queue.push(desk)));
        }
        if was_called {
            self.call_others(desk, came_before);
        }
        // S3: whoever asks for help from now on is not to rely on this worker.
        if self.pool.idle.stop_looking() && self.pool.has_announcements() {
            self.pool.summon();
        }
        while let Some(guest) = help {
            let door = Arc::clone(&guest.door);
            guest.work();
            if !door.expected {
                self.pool.ordinary.disengage();
                self.end_ordinary_work();
            }
            help = self.go_in(None, |expected| door.enter_next(expected));
            // W3: what was queued again is not to wait for this worker. S3: nor is what was queued before
            // it was engaged.
            if help.is_some() && self.pool.has_announcements() {
                self.pool.summon();
            }
            call_again(door.scope(), None);
        }
        helps
    }

    /// Goes in where `enter` lets it: by a door at which workers are expected, or else by another, if there
    /// is a place at ordinary work. If there is none, `desk` is kept.
    fn go_in(
        &self,
        desk: Option<&Arc<Desk>>,
        enter: impl Fn(bool) -> Option<Guest>,
    ) -> Option<Guest> {
        if let Some(guest) = enter(true) {
            return Some(guest);
        }
        if !self.pool.ordinary.begin(desk) {
            return None;
        }
        let guest = enter(false);
        match guest {
            Some(_) => self.pool.ordinary.engage(),
            None => self.end_ordinary_work(),
        }
        guest
    }

    /// Gives its place back, and queues again the desks that were refused one (W3), if any.
    fn end_ordinary_work(&self) {
        let refused = self.pool.ordinary.end();
        here::with(|here| {
            let queue = here.queue.borrow();
            let queue_again = |desk| self.pool.queue(desk, queue.as_ref());
            refused.iter().for_each(queue_again);
        });
    }

    /// Calls some more workers, as long as there is room for more than those who look: a sleeper takes longer
    /// to come than somebody to call it, so a crowd comes the sooner the more of those who have come call
    /// others. But where those who were called do not come, since they wait for a processor, more would not
    /// either: no more are on their way than have come before.
    fn call_others(&self, desk: &Desk, came_before: usize) {
        for _ in 0..FANOUT {
            let on_their_way = self.pool.idle.others_who_look();
            if self.pool.vacancies(desk).min(FANOUT + came_before) <= on_their_way {
                return;
            }
            self.pool.summon_another();
        }
    }

    /// Notes how long it took to come, if this is the first helper; and says whether it was called for this
    /// region, rather than awake as it was: what is worth the while of one that is awake may not be worth
    /// waking others.
    fn note_arrival(&self, guest: &Guest, came: Came) -> bool {
        let Guest { door, number, .. } = guest;
        let first = door.came_first(*number);
        match came {
            Came::Woken if first => self.pool.asleep.arrival.note(door.opened.elapsed()),
            Came::Awake(since) if since < door.opened => {
                if first {
                    self.pool.awake.arrival.note(door.opened.elapsed());
                }
                return false;
            }
            // Woken, or started, or busy when it was called.
            _ => {}
        }
        true
    }
}
