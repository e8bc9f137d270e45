//! The pool: its queues, its workers, and who of them is called.

mod number;
#[cfg(all(test, not(any(loom, shuttle))))]
mod tests;

use super::desk::Desk;
use super::idle::{Idle, Served};
use super::ordinary::Ordinary;
use super::price::Prices;
use crate::sync::deque::{Injector, Steal, Stealer, Worker as Queue};
use crate::sync::{Arc, AtomicUsize, Instant, Mutex, Ordering, RwLock};
use crate::tempo::{Size, Whom, keep_at_first};
use number::Kept;

pub(super) struct Pool {
    /// Desks of threads that are no workers.
    injector: Injector<Arc<Desk>>,
    /// The other end of every worker's queue, with the worker's number.
    stealers: RwLock<Vec<(usize, Stealer<Arc<Desk>>)>>,
    pub(super) idle: Idle,
    /// Workers there are.
    pub(super) alive: AtomicUsize,
    size: Size,
    /// What a worker does from its start to its end, by its number.
    work: fn(usize, &'static Pool),
    /// Workers that open regions need, in raised scopes and where parts may wait for each other, as far as
    /// their scopes allow.
    wanted: AtomicUsize,
    /// The workers that those cannot have.
    pub(super) ordinary: Ordinary,
    /// The last worker's number.
    named: AtomicUsize,
    refused: Mutex<Option<Instant>>,
    kept: Mutex<Kept>,
    pub(super) asleep: Prices,
    pub(super) awake: Prices,
}

impl Pool {
    pub(super) fn new(base: usize, spare: usize, work: fn(usize, &'static Pool)) -> Pool {
        let size = Size { base, spare };
        Pool {
            injector: Injector::new(),
            stealers: RwLock::default(),
            idle: Idle::default(),
            alive: AtomicUsize::new(0),
            ordinary: Ordinary::new(size.at_ordinary_work()),
            size,
            work,
            wanted: AtomicUsize::new(0),
            named: AtomicUsize::new(0),
            refused: Mutex::default(),
            kept: Mutex::new(Kept {
                time: keep_at_first(),
                ended: None,
            }),
            asleep: Prices::guess(8_000, 12_000),
            awake: Prices::guess(200, 800),
        }
    }

    /// Puts the calling thread's desk into its own queue, if it has one, or into the pool's, and sees to it
    /// that somebody comes: where all sleep, up to `helpers`. Are workers `expected` to be there for it, or
    /// is it ordinary work? `began` is when the caller turned from its work to do so.
    pub(super) fn announce(
        &'static self,
        desk: &Arc<Desk>,
        queue: Option<&Queue<Arc<Desk>>>,
        helpers: usize,
        expected: bool,
        began: Instant,
    ) {
        if desk.watched.call() {
            self.awake.call.note(began.elapsed());
            return;
        }
        self.queue(desk, queue);
        let served = match expected {
            true => self.summon(),
            false => self.summon_if_there_is_a_place(),
        };
        match served {
            Served::Looking => self.awake.call.note(began.elapsed()),
            Served::Woken => {
                self.asleep.call.note(began.elapsed());
                self.call_others(desk, helpers.saturating_sub(1));
            }
            Served::Nobody => {}
        }
    }

    /// Calls some more, until the first one has come, who then calls others himself. Calling takes a
    /// fraction of the time until somebody is there, so a crowd comes the sooner the more are called
    /// meanwhile.
    fn call_others(&'static self, desk: &Desk, helpers: usize) {
        let room = desk.room();
        for _ in 0..helpers {
            if desk.room() < room || self.vacancies(desk) <= self.idle.all_who_look() {
                return;
            }
            self.summon_another();
        }
    }

    /// How many more workers are worth calling to the desk.
    pub(super) fn vacancies(&self, desk: &Desk) -> usize {
        desk.vacancies(self.ordinary.places_left())
    }

    pub(super) fn queue(&self, desk: &Arc<Desk>, queue: Option<&Queue<Arc<Desk>>>) {
        if desk.must_queue() {
            let desk = Arc::clone(desk);
            match queue {
                Some(queue) => queue.push(desk),
                None => self.injector.push(desk),
            }
        }
    }

    /// Whether there are more workers than processors, which had better not be kept busy by those that
    /// wait, nor by all coming where one is called.
    pub(super) fn is_crowded(&self) -> bool {
        self.alive.load(Ordering::Relaxed) > self.size.at_ordinary_work()
    }

    /// Whether a worker that comes has a place: at work for which workers are `expected`, or else at ordinary
    /// work.
    pub(super) fn admits(&self, expected: bool) -> bool {
        expected || self.ordinary.places_left() > 0
    }

    /// Sees to it that a worker looks at the queues: one that looks already, one that sleeps, or a new one.
    pub(super) fn summon(&'static self) -> Served {
        let served = self.idle.serve(|| true);
        if served == Served::Nobody {
            self.start_worker(Whom::Anybody);
        }
        served
    }

    /// The same for ordinary work: who has no place there is not called. (Whoever gives a place back looks
    /// at the queues.)
    pub(super) fn summon_if_there_is_a_place(&'static self) -> Served {
        let served = self.idle.serve(|| self.ordinary.places_left() > 0);
        if served == Served::Nobody {
            self.start_worker(Whom::Ordinary);
        }
        served
    }

    /// Calls a worker whoever looks already.
    pub(super) fn summon_another(&'static self) {
        if !self.idle.wake_one() {
            self.start_worker(Whom::Anybody);
        }
    }

    /// The same for ordinary work, in place of one that does not come.
    pub(super) fn summon_besides(&'static self) {
        if self.ordinary.places_left() > 0 && !self.idle.wake_one() {
            self.start_worker(Whom::Late);
        }
    }

    pub(super) fn has_announcements(&self) -> bool {
        !self.injector.is_empty()
            || self
                .stealers
                .read()
                .iter()
                .any(|(_, queue)| !queue.is_empty())
    }

    /// Takes a desk out of the injector or out of a worker's queue, whichever has one, beginning with the
    /// `turn`th: where others make one call after the other, no desk is to wait until they are done.
    pub(super) fn steal_desk(&self, turn: usize) -> Option<Arc<Desk>> {
        let stealers = self.stealers.read();
        let queues = 1 + stealers.len();
        let steal = |i| match i {
            0 => persist(|| self.injector.steal()),
            i => persist(|| stealers[i - 1].1.steal()),
        };
        let from = turn % queues;
        (from..queues).chain(0..from).find_map(steal)
    }

    pub(super) fn join(&self, number: usize, queue: Stealer<Arc<Desk>>) {
        self.stealers.write().push((number, queue));
    }
}

fn persist<T>(steal: impl Fn() -> Steal<T>) -> Option<T> {
    loop {
        match steal() {
            Steal::Success(desk) => return Some(desk),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}
