//! How an owner waits for those behind its door, and who makes it look.

use super::Door;
use crate::panic::Payload;
use crate::pool::here;
use crate::pool::permit::{Refused, Scope};
use crate::pool::spin::Spin;
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

    /// Shuts the door, waits until every guest has left, and says whether one of them panicked.
    pub(in crate::pool) fn run_down(self: &Arc<Door>) -> Option<Payload> {
        self.run_down_but(|| 0)
    }

    /// The same, but does not wait for so many guests. Only for what is kept: one cannot leave before that if
    /// it is in the midst of an item that ends all this.
    pub(in crate::pool) fn run_down_but(
        self: &Arc<Door>,
        few: impl Fn() -> usize,
    ) -> Option<Payload> {
        self.room.lock().open = false;
        self.wait_while(self.scope(), |guests| guests > few());
        self.leave_parent();
        let mut room = self.room.lock();
        room.wanted = None;
        // (The owner has another: nothing is dropped by this.)
        room.kept = None;
        room.panic.take()
    }

    /// Waits until every guest has left, or until `enough`, which a guest makes true before it calls
    /// [`stir`](Door::stir). Meanwhile the owner helps regions that were opened inside this one, and
    /// nothing else.
    pub(in crate::pool) fn wait(self: &Arc<Door>, enough: impl Fn() -> bool) {
        self.wait_while(self.scope(), |guests| guests > 0 && !enough());
    }

    /// Waits until a task has ended, as a thread that is at work in the scope `already`.
    pub(in crate::pool) fn wait_for_task(self: &Arc<Door>, already: Option<&Arc<Scope>>) {
        self.wait_while(already, |guests| guests > 0);
    }

    /// Waits until it is `enough`, however many guests there are.
    pub(in crate::pool) fn wait_until(self: &Arc<Door>, enough: impl Fn() -> bool) {
        self.wait_while(self.scope(), |_guests| !enough());
    }

    /// Waits while that is so, given how many guests there are.
    pub(super) fn wait_while(
        self: &Arc<Door>,
        already: Option<&Arc<Scope>>,
        is_so: impl Fn(usize) -> bool,
    ) {
        let mut spin = Spin::start();
        // Acquire: what the guests did happens before what the owner does next.
        while is_so(self.guests.load(Ordering::Acquire)) {
            if self.news.load(Ordering::Relaxed) {
                self.heed_news();
                // Where there is no place, it is called again at its own desk, which has this door on it.
                let desk = here::with(|here| Arc::clone(&here.desk) as Arc<dyn Refused>);
                let any = |_: &Door| true;
                while let Some(guest) = self.enter_nested(already, desk.as_ref(), any) {
                    guest.work_meanwhile(already);
                }
                spin = Spin::start();
            } else if !spin.once() {
                let mut room = self.room.lock();
                // The first two can change only under the lock that is held here, and who makes it enough
                // takes that lock afterwards (C3): nothing changes unseen before the wait.
                let guests = self.guests.load(Ordering::Relaxed);
                if !self.news.load(Ordering::Relaxed) && is_so(guests) {
                    room.waiting = true;
                    self.stir.wait(&mut room);
                    room.waiting = false;
                }
            }
        }
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

    /// From now on there are news only of regions opened later.
    pub(super) fn heed_news(&self) {
        let _room = self.room.lock();
        self.news.store(false, Ordering::Relaxed);
    }
}
