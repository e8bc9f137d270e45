//! A region: one closure, run by the calling thread and, while that lasts, by pool threads that come to help.
//!
//! This is the one place where something borrowed is lent to other threads. The argument is short: a helper touches the
//! closure only while it is a [`Guest`] at the region's door, and the region does not return, nor unwind, before its
//! door is shut and the last guest has left (the invariant "rundown" in `door.rs`).

use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use super::door::{Door, Guest};
use super::here;
use super::threads::pool;
use crate::panic::{Payload, let_go};
use crate::sync::Arc;

/// Runs `work` on the calling thread at once, as seat 0, and on up to `seats - 1` pool threads, as seats 1, 2, …, if
/// and when they come after seat 0 has [called for help](Seat::call_for_help). Returns when every seat that was taken
/// has left. Whoever comes after the first seat has left finds the door shut.
///
/// A panic in seat 0 goes on to the caller once the others have left; else a panic in another seat does.
pub(crate) fn region<W>(seats: usize, work: W)
where
    W: Fn(&Seat<'_>) + Sync,
{
    let mut owner = Owner {
        seats,
        work: &work,
        opened: OnceCell::new(),
    };
    work(&Seat {
        number: 0,
        owner: Some(&owner),
    });
    if let Some(panic) = owner.close() {
        resume_unwind(panic);
    }
}

/// A thread's place in a region.
pub(crate) struct Seat<'r> {
    number: usize,
    owner: Option<&'r dyn CallForHelp>,
}

impl Seat<'_> {
    /// 0 for the calling thread, then in the order in which helpers came.
    pub(crate) fn number(&self) -> usize {
        self.number
    }

    /// Opens the region's door and announces it to the pool. Does nothing the second time, and in other seats than 0.
    pub(crate) fn call_for_help(&self) {
        if let Some(owner) = self.owner {
            owner.call();
        }
    }
}

trait CallForHelp {
    fn call(&self);
}

/// The calling thread's side of a region.
struct Owner<'w, W> {
    seats: usize,
    work: &'w W,
    opened: OnceCell<Opened>,
}

struct Opened {
    door: Arc<Door>,
    /// The door of the region around this one, to go back to.
    around: Option<Arc<Door>>,
}

impl<W: Fn(&Seat<'_>) + Sync> CallForHelp for Owner<'_, W> {
    fn call(&self) {
        if self.seats < 2 || self.opened.get().is_some() {
            return;
        }
        // A thread whose thread-locals are gone works alone.
        here::with(|here| {
            let door = Door::new(Lent::new(self.work), self.seats);
            let around = here::replace_door(Some(Arc::clone(&door)));
            let opened = self.opened.get_or_init(|| Opened { door, around });
            opened.door.tell_ancestors();
            here.desk.add(Arc::clone(&opened.door));
            pool().announce(here);
        });
    }
}

impl<W> Owner<'_, W> {
    fn close(&mut self) -> Option<Payload> {
        let Opened { door, around } = self.opened.take()?;
        here::with(|here| here.desk.remove(&door));
        let panic = door.run_down();
        here::replace_door(around);
        panic
    }
}

impl<W> Drop for Owner<'_, W> {
    /// Reached with an open door only when seat 0 panicked: its panic goes on, another is let go.
    fn drop(&mut self) {
        if let Some(panic) = self.close() {
            let_go(panic);
        }
    }
}

/// A region's closure as its helpers see it: without its type and without its lifetime.
pub(super) struct Lent {
    work: *const (),
    call: unsafe fn(*const (), &Seat<'_>),
}

// SAFETY: `Lent::new` takes only closures that are `Sync`, and a `Lent` does nothing with one but share it.
unsafe impl Send for Lent {}
// SAFETY: as above.
unsafe impl Sync for Lent {}

impl Lent {
    fn new<W: Fn(&Seat<'_>) + Sync>(work: &W) -> Lent {
        /// # Safety
        ///
        /// 1. `work` points to a `W` that lives until this returns.
        unsafe fn call<W: Fn(&Seat<'_>)>(work: *const (), seat: &Seat<'_>) {
            // SAFETY: obligation 1.
            let work = unsafe { &*work.cast::<W>() };
            work(seat);
        }
        Lent {
            work: std::ptr::from_ref(work).cast(),
            call: call::<W>,
        }
    }
}

impl Guest {
    /// Does the region's work, as long as there is some, then leaves.
    pub(super) fn work(self) {
        let _stay = here::stay_as_guest(Arc::clone(&self.door), self.door.scope().cloned());
        let seat = Seat {
            number: self.number,
            owner: None,
        };
        let Lent { work, call } = self.door.lent;
        let done = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: obligation 1 holds by "rundown": `self` is a guest until after this call, and `Owner` does not
            // go away, neither by returning nor by unwinding, before the last guest has left.
            unsafe { call(work, &seat) }
        }));
        if let Err(panic) = done {
            self.report(panic);
        }
    }
}
