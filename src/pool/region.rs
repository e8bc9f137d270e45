//! A region: the calling thread does its part, and, while that lasts, pool threads that come to help do
//! theirs.
//!
//! This is the one place where something borrowed is lent to other threads. The argument is short: a helper
//! touches the closure only while it is a [`Guest`] at the region's door, and the region does not return,
//! nor unwind, before its door is shut and the last guest has left (R1 and R2 in `README.md`).

pub(super) mod beside;
pub(super) mod crew;
mod guest;
#[cfg(all(test, loom))]
pub(in crate::pool) mod model;
pub(super) mod offer;
#[cfg(test)]
mod tests;

use std::panic::resume_unwind;

use super::door::Door;
use super::fork;
use super::global::pool;
use super::here::{self, Context};
use super::lent::Lent;
use super::permit::Wanted;
use crate::panic::{Payload, let_go};
use crate::sync::Arc;

/// Announces to the pool that there is something to share, runs `mine` on the calling thread at once, and
/// `help(1)`, `help(2)`, … on up to `seats - 1` pool threads, in the order in which they come, if they do.
/// Returns when `mine` and all helpers have returned. The first helper that returns shuts the door: nobody
/// comes in after that. Of those who sleep, up to `called` are called at once, by the calling thread.
///
/// If `waiting`, the parts may wait for each other: then no seat stays empty because all workers are at
/// work elsewhere, but the pool grows. So it does for each region in a scope that asks for more threads
/// than usual.
///
/// A panic of `mine` goes on to the caller once the others have left; else a panic of a helper does.
pub(crate) fn region(
    seats: usize,
    called: usize,
    waiting: bool,
    mine: &mut dyn FnMut(),
    help: &(dyn Fn(usize) + Sync),
) {
    let mut region = OpenRegion::open(Lent::new(&help), seats, waiting);
    region.announce(called);
    mine();
    if let Some(panic) = region.close() {
        resume_unwind(panic);
    }
}

/// Calls one more helper to the calling thread's innermost region, if none has come there: who was called
/// may be waiting for a processor, and the next one be given another.
pub(crate) fn hurry() {
    if !fork::is_child() && here::door().is_some_and(|door| door.is_alone()) {
        pool().summon_besides();
    }
}

/// On a thread that waits in a region, or [for a crew](crew::Calls::awaiting): helps the regions that were
/// opened inside that, and nothing else.
pub(crate) fn help_inside() {
    let Some(door) = here::awaited()
        .or_else(here::door)
        .filter(|_| !fork::is_child())
    else {
        return;
    };
    let scope = door.scope();
    while let Some(guest) = door.enter_nested(scope, None, |_| true) {
        guest.work_meanwhile(scope);
    }
}

/// The calling thread's side of a region. What it lent is in use until it is closed.
struct OpenRegion {
    opened: Option<Opened>,
}

struct Opened {
    door: Arc<Door>,
    /// The door of the region around this one, to go back to.
    around: Option<Arc<Door>>,
    _context: Context,
    /// The workers that it needs, if it does.
    wanted: Option<Wanted<'static>>,
}

impl OpenRegion {
    /// A thread whose thread-locals are gone, and with them its desk, opens no door, and works alone; and
    /// so does one in a forked process.
    #[inline(never)]
    fn open(lent: Lent, seats: usize, waiting: bool) -> OpenRegion {
        if fork::is_child() {
            return OpenRegion { opened: None };
        }
        let opened = here::with(|_| {
            let expected = waiting || here::is_raised();
            let door = Door::new(lent, seats, expected, here::scope(), here::door());
            let around = here::replace_door(Some(Arc::clone(&door)));
            Opened {
                door,
                around,
                _context: Context::enter(),
                wanted: expected.then(|| pool().want(here::scope(), seats - 1)),
            }
        });
        OpenRegion { opened }
    }

    #[inline(never)]
    fn announce(&self, called: usize) {
        if let Some(Opened { door, .. }) = &self.opened {
            door.tell_parent();
            door.tell_ancestors();
            here::with(|here| {
                here.desk.add(Arc::clone(door));
                let queue = here.queue.borrow();
                let Door {
                    expected, opened, ..
                } = **door;
                pool().announce(&here.desk, queue.as_ref(), called, expected, opened);
            });
        }
    }

    /// Keeps R2. Nothing here panics.
    #[inline(never)]
    fn close(&mut self) -> Option<Payload> {
        let Opened {
            door,
            around,
            wanted,
            _context,
        } = self.opened.take()?;
        // Until then the door stays on the desk, for who waits may be told there (P3).
        let panic = door.run_down();
        drop(wanted);
        here::with(|here| here.desk.remove(&door));
        here::replace_door(around);
        panic
    }
}

impl Drop for OpenRegion {
    /// Reached with an open door only when `mine` panicked: its panic goes on, another is let go.
    fn drop(&mut self) {
        if let Some(panic) = self.close() {
            let_go(panic);
        }
    }
}
