//! Ordinary work: of calls that do with the threads there are. So many workers are at it at once, and no
//! more.
//!
//! Workers beyond that were started for calls that need them, and are left to those (W2 in `README.md`).
//! Nobody who was refused is forgotten (W3): the desk at which it was is kept, and who gives a place back
//! queues it again.

#[cfg(all(test, loom))]
mod model;

use super::desk::Desk;
use crate::sync::{Arc, AtomicUsize, Mutex, Ordering};

pub(super) struct Ordinary {
    most: usize,
    /// How many workers have a place. Changes only under the lock of `refused`.
    taken: AtomicUsize,
    /// How many of those have found something to do. The others only look whether there is any, and go on.
    engaged: AtomicUsize,
    /// Desks that a worker left because there was no place.
    refused: Mutex<Vec<Arc<Desk>>>,
}

impl Ordinary {
    pub(super) fn new(most: usize) -> Ordinary {
        Ordinary {
            most,
            taken: AtomicUsize::new(0),
            engaged: AtomicUsize::new(0),
            refused: Mutex::default(),
        }
    }

    pub(super) fn engaged(&self) -> usize {
        self.engaged.load(Ordering::Relaxed)
    }

    /// How many more workers may come to it.
    pub(super) fn places_left(&self) -> usize {
        self.most - self.taken.load(Ordering::Relaxed)
    }

    /// Gives the calling worker a place, unless there is none; then `desk` is kept.
    pub(super) fn begin(&self, desk: Option<&Arc<Desk>>) -> bool {
        let mut refused = self.refused.lock();
        let admitted = self.places_left() > 0;
        if admitted {
            self.taken.fetch_add(1, Ordering::Relaxed);
        } else {
            let is_kept = |desk| refused.iter().any(|other| Arc::ptr_eq(other, desk));
            let kept = desk.filter(|desk| !is_kept(desk)).cloned();
            refused.extend(kept);
        }
        admitted
    }

    /// The calling worker, which has a place, has found something to do there.
    pub(super) fn engage(&self) {
        self.engaged.fetch_add(1, Ordering::Relaxed);
    }

    /// It has done that.
    pub(super) fn disengage(&self) {
        self.engaged.fetch_sub(1, Ordering::Relaxed);
    }

    /// Takes the place of the calling worker back, and hands it the desks that are to be queued again.
    pub(super) fn end(&self) -> Vec<Arc<Desk>> {
        let mut refused = self.refused.lock();
        self.taken.fetch_sub(1, Ordering::Relaxed);
        std::mem::take(&mut *refused)
    }
}
