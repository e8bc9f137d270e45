//! Workers without work: those that look for some, and those that sleep until they are called.
//!
//! No call is lost (S1 to S5 in `README.md`), because each side announces itself before it looks at the
//! other:
//!
//! ```text
//! caller                               worker
//! queue a desk                         go to bed, or to work, or for good:
//!                                      join `beds`, if so, and leave `looking`
//! fence                                fence
//! look: is anybody looking, or asleep? look: is any queue filled?
//! ```
//!
//! The two fences are in one order. If the caller's comes first, the worker sees the desk, and gets up, or
//! wakes another. If the worker's comes first, the caller does not count on it: it sees the bed, and wakes
//! who lies in it; or it sees another who is looking, and that one has its own fence still to come.

use std::time::Duration;

use crate::sync::{Arc, AtomicUsize, Condvar, Mutex, Ordering, fence};

#[derive(Default)]
pub(super) struct Idle {
    /// Workers that are awake and without work. Whoever wakes or starts a worker counts it in, so that a
    /// caller who sees it need not wake a second one for the same desk.
    pub(super) looking: AtomicUsize,
    beds: Mutex<Vec<Arc<Bed>>>,
    /// How many lie in `beds`; changes under its lock.
    asleep: AtomicUsize,
}

/// Who sees a desk that was queued.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Served {
    Looking,
    Woken,
    Nobody,
}

/// Where one worker sleeps.
#[derive(Default)]
pub(super) struct Bed {
    called: Mutex<bool>,
    bell: Condvar,
}

impl Idle {
    pub(super) fn start_looking(&self) {
        self.looking.fetch_add(1, Ordering::Relaxed);
    }

    /// Whoever stops looking looks at the queues once more afterwards, for those who relied on it: the
    /// worker's side of the argument above. Answers whether this was the last that looked.
    pub(super) fn stop_looking(&self) -> bool {
        // Release: who stops later has a fence behind its own step down, and so sees what this worker
        // queued before (S6).
        let last = self.looking.fetch_sub(1, Ordering::Release) == 1;
        fence(Ordering::SeqCst);
        last
    }

    pub(super) fn anybody_sleeps(&self) -> bool {
        self.asleep.load(Ordering::Relaxed) > 0
    }

    pub(super) fn anybody_looks(&self) -> bool {
        self.all_who_look() > 0
    }

    pub(super) fn all_who_look(&self) -> usize {
        self.looking.load(Ordering::Relaxed)
    }

    /// How many look besides the calling worker.
    pub(super) fn others_who_look(&self) -> usize {
        self.all_who_look().saturating_sub(1)
    }

    /// After a desk was queued: which worker is sure to see it, woken for it if need be, and if one that is
    /// woken `may_help` there.
    pub(super) fn serve(&self, may_help: impl Fn() -> bool) -> Served {
        fence(Ordering::SeqCst);
        if self.anybody_looks() {
            Served::Looking
        } else if may_help() && self.wake_one() {
            Served::Woken
        } else {
            Served::Nobody
        }
    }

    /// Wakes the worker that went to sleep last, whose memory is the warmest, but one that came in vain
    /// after all others.
    pub(super) fn wake_one(&self) -> bool {
        if self.asleep.load(Ordering::Relaxed) == 0 {
            return false;
        }
        let mut beds = self.beds.lock();
        let Some(bed) = beds.pop() else { return false };
        self.asleep.fetch_sub(1, Ordering::Relaxed);
        self.start_looking();
        drop(beds);
        *bed.called.lock() = true;
        bed.bell.notify_one();
        true
    }

    /// Sleeps, no longer than `limit`, unless `found_work` turns out true once the bed is made. Comes back
    /// looking, and says whether it was for something rather than because the time was over.
    pub(super) fn sleep(
        &self,
        bed: &Arc<Bed>,
        limit: Option<Duration>,
        in_vain: bool,
        found_work: impl Fn() -> bool,
    ) -> bool {
        {
            let mut beds = self.beds.lock();
            let place = if in_vain { 0 } else { beds.len() };
            beds.insert(place, Arc::clone(bed));
            self.asleep.fetch_add(1, Ordering::Relaxed);
            self.stop_looking();
        }
        if found_work() {
            self.get_up(bed);
            return true;
        }
        {
            let mut called = bed.called.lock();
            match limit {
                None => bed
                    .bell
                    .wait_while(&mut called, |called: &mut bool| !*called),
                Some(limit) => {
                    bed.bell
                        .wait_while_for(&mut called, |called: &mut bool| !*called, limit);
                }
            }
        }
        self.get_up(bed)
    }

    /// Leaves the bed, and says whether somebody called.
    fn get_up(&self, bed: &Arc<Bed>) -> bool {
        let mut beds = self.beds.lock();
        if let Some(place) = beds.iter().position(|other| Arc::ptr_eq(other, bed)) {
            beds.swap_remove(place);
            self.asleep.fetch_sub(1, Ordering::Relaxed);
            self.start_looking();
            return false;
        }
        drop(beds);
        // Whoever took the bed out counts this worker as looking, and rings now if it has not yet.
        let mut called = bed.called.lock();
        bed.bell
            .wait_while(&mut called, |called: &mut bool| !*called);
        *called = false;
        true
    }
}
