//! What a worker does while it is awake and has no desk: it watches one, and stands by there, and looks at
//! the queues.

use super::Worker;
use crate::pool::desk::Desk;
use crate::pool::here;
use crate::pool::spin::Spin;
use crate::pool::watch::Watch;
use crate::sync::{Arc, Instant, pause_briefly};

/// How often a worker looks at the desk that it watches, before it looks at the queues once. (Steps. A model
/// looks at everything in turn.)
const LOOKS_AT_A_DESK: u32 = if cfg!(all(test, any(loom, shuttle))) {
    1
} else {
    32
};

impl Worker {
    /// The next desk, if there is one while it stays awake.
    pub(super) fn look_awake(&self, mut watch: Option<Watch<Desk>>) -> Option<Arc<Desk>> {
        let mut spin = self.patience();
        loop {
            for _ in 0..LOOKS_AT_A_DESK {
                let Some(here) = watch.take() else { break };
                if here.is_called() {
                    return self.leave(Some(here));
                }
                if here.desk().standby.is_handed() {
                    watch = self.stand_in(here);
                    spin = self.patience();
                    // In turn: others may have queued a desk meanwhile.
                    break;
                }
                watch = Some(here);
                pause_briefly();
            }
            let found = self.find_desk();
            let is_patient = match watch {
                Some(_) => spin.goes_on(),
                None => spin.once(),
            };
            if found.is_some() || !is_patient {
                let called = self.leave(watch.take());
                if let (Some(_), Some(called)) = (&found, &called) {
                    // For whoever comes next: this worker has something to do.
                    here::with(|here| self.pool.queue(called, here.queue.borrow().as_ref()));
                }
                return found.or(called);
            }
        }
    }

    /// It has something to do again.
    pub(super) fn note_gap(&self) {
        let mut awake = self.awake.get();
        awake.was_called_after(self.idle_since.get().elapsed());
        self.awake.set(awake);
    }

    /// For how long it looks before it goes to sleep.
    fn patience(&self) -> Spin {
        match self.pool.is_crowded() {
            true => Spin::start(),
            false => Spin::of(self.awake.get().limit()),
        }
    }

    /// Watches no more. Gives the desk back if there was a call.
    fn leave(&self, watch: Option<Watch<Desk>>) -> Option<Arc<Desk>> {
        let watch = watch?;
        watch.desk().standby.go();
        watch.leave()
    }

    /// Takes what is handed to whoever stands by at the desk that it watches, and does it. Watches it again
    /// afterwards.
    fn stand_in(&self, watch: Watch<Desk>) -> Option<Watch<Desk>> {
        if !self.pool.ordinary.begin(None) {
            return Some(watch);
        }
        let desk = Arc::clone(watch.desk());
        let Some(taken) = desk.standby.take() else {
            self.end_ordinary_work();
            return Some(watch);
        };
        self.pool.ordinary.engage();
        self.note_gap();
        // S7: a call inside the owner's part is not to wait for this worker.
        if let Some(called) = watch.leave() {
            here::with(|here| self.pool.queue(&called, here.queue.borrow().as_ref()));
        }
        // S3.
        if self.pool.idle.stop_looking() && self.pool.has_announcements() {
            self.pool.summon();
        }
        taken.work();
        drop(taken);
        self.pool.ordinary.disengage();
        self.end_ordinary_work();
        self.pool.idle.start_looking();
        self.idle_since.set(Instant::now());
        Watch::of(desk)
    }

    fn find_desk(&self) -> Option<Arc<Desk>> {
        here::with(|here| here.queue.borrow().as_ref()?.pop())
            .flatten()
            .or_else(|| {
                self.looks.set(self.looks.get().wrapping_add(1));
                self.pool.steal_desk(self.looks.get())
            })
    }
}
