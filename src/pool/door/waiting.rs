//! What an owner that waits looks at, and who makes it look.

use super::Door;
use crate::panic::Payload;
use crate::sync::{Arc, Ordering};

/// In how many regions around a join looks for an owner who waits. It looks every microsecond or so, and
/// calls may be nested thousands deep; who waits for the work at hand is most often the innermost.
const NEAR: usize = 8;

impl Door {
    /// Makes the owner, if it waits or when it does, look for a region inside this one that it can help.
    pub(in crate::pool) fn tell(&self) {
        let room = self.room.lock();
        self.news.store(true, Ordering::Relaxed);
        if room.waiting {
            self.stir.notify_one();
        }
    }

    /// How many guests are inside. Acquire: what those did who are not any more happens before what the owner
    /// does next.
    pub(in crate::pool) fn guests(&self) -> usize {
        self.guests.load(Ordering::Acquire)
    }

    /// Whether a region was opened inside since the owner has [heeded](Door::heed_news) that.
    pub(in crate::pool) fn has_news(&self) -> bool {
        self.news.load(Ordering::Relaxed)
    }

    /// From now on there are news only of regions opened later.
    pub(in crate::pool) fn heed_news(&self) {
        let _room = self.room.lock();
        self.news.store(false, Ordering::Relaxed);
    }

    /// The owner sleeps until it is told something, unless there are news, or it is not `so` any more with
    /// the guests that are inside.
    pub(in crate::pool) fn sleep_while(&self, is_so: impl Fn(usize) -> bool) {
        let mut room = self.room.lock();
        // These can change only under the lock that is held here, and who makes it enough takes that lock
        // afterwards (C3): nothing changes unseen before the wait.
        let guests = self.guests.load(Ordering::Relaxed);
        if !self.has_news() && is_so(guests) {
            room.waiting = true;
            self.stir.wait(&mut room);
            room.waiting = false;
        }
    }

    /// Nobody comes in any more.
    pub(in crate::pool) fn shut(&self) {
        self.room.lock().open = false;
    }

    /// It is shut, and nobody is waited for any more. Says whether a guest panicked.
    pub(in crate::pool) fn end(self: &Arc<Door>) -> Option<Payload> {
        self.leave_parent();
        let mut room = self.room.lock();
        room.wanted = None;
        // (The owner has another: nothing is dropped by this.)
        room.kept = None;
        room.panic.take()
    }

    /// Whether the owner waits, or one not far around, and so would help what is opened inside.
    pub(in crate::pool) fn is_waited_for(&self) -> bool {
        std::iter::once(self)
            .chain(self.ancestors().map(Arc::as_ref))
            .take(NEAR)
            .any(|door| door.room.lock().waiting)
    }

    /// Makes a waiting owner look whether it is enough.
    pub(in crate::pool) fn stir(&self) {
        if self.room.lock().waiting {
            self.stir.notify_one();
        }
    }
}
