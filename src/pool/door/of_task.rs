//! The door of a task, behind which what it opens lies.

use super::Door;
use crate::pool::lent::Lent;
use crate::pool::permit::Scope;
use crate::sync::{Arc, AtomicBool, AtomicUsize, Ordering};

impl Door {
    /// The door of a task that is under way: its one guest is whoever runs it, until
    /// [`end_task`](Door::end_task). If it is `independent`, whoever asks what is around to end does not
    /// ask this.
    ///
    /// It may be a `spare` one, which nobody else has: a task of nothing would take longer to make its own.
    pub(in crate::pool) fn of_task(
        spare: Option<Arc<Door>>,
        independent: bool,
        scope: Option<Arc<Scope>>,
        parent: Option<Arc<Door>>,
    ) -> Arc<Door> {
        let new = || Arc::new(Door::made(Lent::nothing(), 1, false, None, None));
        let mut task = spare.unwrap_or_else(new);
        let door = Arc::get_mut(&mut task).expect("nobody else has a spare door");
        (door.is_task, door.independent) = (true, independent);
        (door.scope, door.parent) = (scope, parent);
        door.guests = AtomicUsize::new(1);
        door.cancelled = AtomicBool::new(false);
        door.news = AtomicBool::new(false);
        let room = door.room.get_mut();
        (room.open, room.called, room.listed) = (false, 0, false);
        task
    }

    /// That of a task that has ended, to be used again, if nobody else has it.
    pub(in crate::pool) fn into_spare(mut self: Arc<Door>) -> Option<Arc<Door>> {
        let door = Arc::get_mut(&mut self)?;
        (door.scope, door.parent) = (None, None);
        Some(self)
    }

    /// The task has ended: who waits for that goes on.
    pub(in crate::pool) fn end_task(self: &Arc<Door>) {
        self.leave_parent();
        self.leave(false);
    }

    pub(in crate::pool) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether this is a task that was asked to end, or inside of one.
    pub(in crate::pool) fn is_cancelled(self: &Arc<Door>) -> bool {
        for door in std::iter::once(self).chain(self.ancestors()) {
            if door.independent || door.cancelled.load(Ordering::Relaxed) {
                return door.cancelled.load(Ordering::Relaxed);
            }
        }
        false
    }
}
