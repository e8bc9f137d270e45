//! A worker: a pool thread's life.

use std::time::Duration;

use super::desk::Desk;
use super::here;
use super::idle::Bed;
use super::spin::Spin;
use super::threads::{Pool, pool};
use crate::sync::{Arc, deque};

/// How long a worker beyond the pool's size at rest sleeps before it goes for good.
const KEEP: Duration = Duration::from_secs(3);

pub(super) struct Worker {
    number: usize,
    pool: &'static Pool,
    bed: Arc<Bed>,
}

impl Worker {
    pub(super) fn new(number: usize) -> Worker {
        Worker {
            number,
            pool: pool(),
            bed: Arc::default(),
        }
    }

    /// Looks for desks and helps, until the pool has one worker too many. Begins as one that is counted as looking.
    pub(super) fn run(self) {
        let queue = deque::Worker::new_fifo();
        self.pool.join(self.number, queue.stealer());
        here::with(|here| here.queue.set(queue).is_ok());
        while let Some(desk) = self.look() {
            desk.taken();
            if self.pool.idle.stop_looking() && self.pool.has_announcements() {
                self.pool.summon();
            }
            self.help(&desk);
            self.pool.idle.start_looking();
        }
    }

    /// The next desk, or nothing if this worker is to end; then it is counted as looking no more.
    fn look(&self) -> Option<Arc<Desk>> {
        loop {
            let mut spin = Spin::start();
            loop {
                if let Some(desk) = self.find_desk() {
                    return Some(desk);
                }
                if !spin.once() {
                    break;
                }
            }
            let limit = self.pool.has_surplus().then_some(KEEP);
            let called = self
                .pool
                .idle
                .sleep(&self.bed, limit, || self.pool.has_announcements());
            if !called && self.pool.retire(self.number) {
                self.pool.idle.stop_looking();
                // A caller may have relied on this worker while it was counted as looking.
                if self.pool.has_announcements() {
                    self.pool.summon();
                }
                return None;
            }
        }
    }

    fn find_desk(&self) -> Option<Arc<Desk>> {
        here::with(|here| here.queue.get()?.pop())
            .flatten()
            .or_else(|| self.pool.steal_desk())
    }

    /// Puts a desk into this worker's own queue.
    pub(super) fn queue(&self, desk: Arc<Desk>) {
        here::with(|here| {
            if let Some(queue) = here.queue.get() {
                queue.push(desk);
            }
        });
    }

    fn help(&self, desk: &Arc<Desk>) {
        let Some((guest, room)) = desk.enter() else {
            return;
        };
        if room {
            self.pool.pass_on(desk, self);
        }
        let mut next = Some(guest);
        while let Some(guest) = next {
            let door = Arc::clone(&guest.door);
            guest.work();
            next = door.enter_next();
        }
    }
}
