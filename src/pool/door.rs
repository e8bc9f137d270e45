//! The door of a region: who may come in, who is inside, and how its owner waits for them to leave.
//!
//! INVARIANT (R1, rundown): a guest counts in `guests` from before it uses what the region lent until after
//! its last use; `guests` grows only while `open`; `open` never comes back. So once the owner has seen the
//! door shut and `guests` at 0, nobody uses the loan, and nobody will. The door itself is shared (`Arc`):
//! whoever leaves last may still be unlocking it when the owner has gone on (R4).

mod around;
#[cfg(all(test, loom))]
mod model;
mod of_task;
mod waiting;

use super::lent::{Kept, Lent};
use super::permit::{Permit, Refused, Scope, Wanted};
use crate::panic::{Payload, let_go};
use crate::sync::{Arc, AtomicBool, AtomicUsize, Condvar, Instant, Mutex, Ordering};

pub(super) struct Door {
    pub(super) lent: Lent,
    pub(super) opened: Instant,
    /// Whether the pool was told to have workers for this region. If not, it is ordinary work.
    pub(super) expected: bool,
    /// How many threads the region wants, its owner included.
    seats: usize,
    /// Whether helpers come and go as they are called, rather than once and until nothing is left to do.
    lasting: bool,
    scope: Option<Arc<Scope>>,
    /// The region inside which this one was opened: a thread that waits there may help here.
    parent: Option<Arc<Door>>,
    room: Mutex<Room>,
    /// Changes only under `room`'s lock; the owner may watch it from outside.
    guests: AtomicUsize,
    /// The task that this is was asked to end.
    cancelled: AtomicBool,
    /// This is a task, and not a region.
    is_task: bool,
    /// It has nothing to do with whatever the thread is in that runs it.
    independent: bool,
    /// A region was opened somewhere inside this one since its owner last looked. Like `guests`.
    news: AtomicBool,
    /// Told to a waiting owner: the last guest has left, or there is news.
    stir: Condvar,
}

struct Room {
    open: bool,
    /// Seats given out so far, the owner's included. Unless the door is lasting, none is given out again: a
    /// guest leaves when nothing is left to do, and then nobody else is needed either.
    seated: usize,
    /// How many helpers are called for and have not come yet; as many as there are seats, unless the door
    /// is lasting.
    called: usize,
    /// How many times helpers were called.
    calls: usize,
    /// The workers that a lasting door needs, if it does, as long as somebody is inside or is to come.
    wanted: Option<Wanted<'static>>,
    waiting: bool,
    /// What the guests share, instead of something lent, until the door is shut.
    kept: Option<Kept>,
    /// The doors of the regions opened directly inside this one, and of tasks with such.
    nested: Vec<Arc<Door>>,
    /// Of a task: this is among those of its parent.
    listed: bool,
    panic: Option<Payload>,
}

impl Door {
    /// The door of a region for so many `seats`, opened in `scope` and inside the region behind `parent`.
    pub(super) fn new(
        lent: Lent,
        seats: usize,
        expected: bool,
        scope: Option<Arc<Scope>>,
        parent: Option<Arc<Door>>,
    ) -> Arc<Door> {
        Arc::new(Door::made(lent, seats, expected, scope, parent))
    }

    fn made(
        lent: Lent,
        seats: usize,
        expected: bool,
        scope: Option<Arc<Scope>>,
        parent: Option<Arc<Door>>,
    ) -> Door {
        Door {
            lent,
            opened: Instant::now(),
            expected,
            seats,
            lasting: false,
            scope,
            parent,
            room: Mutex::new(Room {
                open: true,
                seated: 1,
                called: seats,
                calls: 0,
                wanted: None,
                waiting: false,
                kept: None,
                nested: Vec::new(),
                listed: false,
                panic: None,
            }),
            guests: AtomicUsize::new(0),
            cancelled: AtomicBool::new(false),
            is_task: false,
            independent: false,
            news: AtomicBool::new(false),
            stir: Condvar::new(),
        }
    }

    /// A door at which nobody knocks before he is called (C1), and that helpers leave and come in by again.
    pub(super) fn lasting(
        lent: Lent,
        seats: usize,
        expected: bool,
        scope: Option<Arc<Scope>>,
        parent: Option<Arc<Door>>,
    ) -> Arc<Door> {
        Arc::new(Door::made(lent, seats, expected, scope, parent).that_lasts())
    }

    /// The same, whose helpers keep what they use, in no region.
    pub(super) fn keeping(
        kept: Kept,
        seats: usize,
        expected: bool,
        scope: Option<Arc<Scope>>,
    ) -> Arc<Door> {
        let mut door = Door::made(Lent::nothing(), seats, expected, scope, None).that_lasts();
        door.room.get_mut().kept = Some(kept);
        Arc::new(door)
    }

    fn that_lasts(mut self) -> Door {
        self.lasting = true;
        self.room.get_mut().called = 0;
        self
    }

    /// Whether nobody is inside, or is to come, until somebody is called.
    pub(super) fn is_idle(&self) -> bool {
        let room = self.room.lock();
        self.lasting && room.called == 0 && self.guests.load(Ordering::Relaxed) == 0
    }

    pub(super) fn kept(&self) -> Option<Kept> {
        self.room.lock().kept.clone()
    }

    /// Lets `n` more helpers in, as far as there are seats: some may be free only when those who have them
    /// leave. If they are expected, the pool is told so by `want`.
    pub(super) fn call_of(
        &self,
        n: usize,
        want: impl FnOnce(Option<Arc<Scope>>, usize) -> Wanted<'static>,
    ) {
        let mut room = self.room.lock();
        room.calls = room.calls.wrapping_add(1);
        room.called = room.called.saturating_add(n).min(self.seats - 1);
        if self.expected && room.wanted.is_none() {
            room.wanted = Some(want(self.scope.clone(), self.seats - 1));
        }
    }

    /// How long the first helper takes to come says what a helper costs, unless he was called later.
    pub(super) fn came_first(&self, number: usize) -> bool {
        number == 1 && !self.lasting
    }

    /// Comes in as a helper, if the door is open, a seat is free and the scope allows one more thread. If
    /// it does not, it keeps `asker`, to call that again. `already` is the scope in which the calling
    /// thread is at work as it is.
    pub(super) fn enter(
        self: &Arc<Door>,
        already: Option<&Arc<Scope>>,
        asker: Option<&Arc<dyn Refused>>,
    ) -> Option<Guest> {
        let mut room = self.room.lock();
        if !room.open || room.seated == self.seats || room.called == 0 {
            return None;
        }
        let permit = Permit::take(self.scope.clone(), already.cloned(), asker)?;
        let number = room.seated;
        room.seated += 1;
        room.called -= 1;
        self.guests.fetch_add(1, Ordering::Relaxed);
        Some(Guest {
            door: Arc::clone(self),
            number,
            calls: room.calls,
            seated: true,
            permit: Some(permit),
        })
    }

    /// How many more helpers it would let in.
    pub(super) fn room(&self) -> usize {
        let room = self.room.lock();
        if room.open {
            room.called.min(self.seats - room.seated)
        } else {
            0
        }
    }

    /// Whether no guest is inside.
    pub(super) fn is_left(&self) -> bool {
        self.guests() == 0
    }

    /// Whether nobody has come in, although one might.
    pub(super) fn is_alone(&self) -> bool {
        let room = self.room.lock();
        room.open && room.seated == 1
    }

    pub(super) fn scope(&self) -> Option<&Arc<Scope>> {
        self.scope.as_ref()
    }

    /// The panic of a guest, if one was reported.
    pub(super) fn take_panic(&self) -> Option<Payload> {
        self.room.lock().panic.take()
    }

    fn leave(&self, seated: bool) {
        let mut room = self.room.lock();
        if self.lasting {
            room.seated -= usize::from(seated);
        } else {
            room.open = false;
        }
        // Release: see `guests`. This comes after the last use of what the region lent (R1, R4).
        let before = self.guests.fetch_sub(1, Ordering::Release);
        // (Others than the last may be waited for, too: see `run_down_but`.)
        if room.waiting && (before == 1 || self.lasting) {
            self.stir.notify_one();
        }
        if before == 1 && room.called == 0 {
            room.wanted = None;
        }
    }
}

/// A thread inside somebody else's region: as long as this lives, the region waits. Dropping it is leaving.
pub(super) struct Guest {
    pub(super) door: Arc<Door>,
    pub(super) number: usize,
    /// How many times helpers were called when this one came to look for something to do.
    calls: usize,
    /// Whether the seat is still this one's.
    seated: bool,
    permit: Option<Permit>,
}

impl Guest {
    /// Whether this guest, who finds nothing more to do behind a lasting door, was called again meanwhile.
    /// If not, nobody who was called before would find anything either, and its seat is somebody else's from
    /// now on: all at once, so that nobody who is called meanwhile is refused for its sake (C1).
    pub(super) fn is_called_again(&mut self) -> bool {
        if !self.door.lasting {
            return false;
        }
        let mut room = self.door.room.lock();
        let again = room.open && room.called > 0 && room.calls != self.calls;
        self.calls = room.calls;
        if again {
            room.called -= 1;
        } else {
            room.called = 0;
            room.seated -= 1;
            self.seated = false;
        }
        again
    }

    /// Keeps a panic for the owner; one is enough.
    pub(super) fn report(&self, panic: Payload) {
        let other = self.door.room.lock().panic.replace(panic);
        if let Some(other) = other {
            let_go(other);
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        // First the permit: when the owner goes on, the scope has room for the helpers of its next call.
        self.permit = None;
        self.door.leave(self.seated);
    }
}
