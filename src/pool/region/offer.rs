//! Something that a thread offers to one other, and goes on: it comes back to it, and does it itself if
//! nobody has come.

use crate::panic::let_go;
use crate::pool::door::Door;
use crate::pool::fork;
use crate::pool::global::pool;
use crate::pool::here;
use crate::pool::lent::{Help, Lent};
use crate::sync::{Arc, Instant};

/// What is offered is in use until this is withdrawn, which is when it is dropped.
pub(crate) struct Offer {
    door: Arc<Door>,
}

impl Offer {
    /// Offers `help` to one thread, unless there is none to come.
    ///
    /// # Safety
    ///
    /// 1. `help` stays where it is, and lives until the offer was dropped.
    pub(crate) unsafe fn make<H: Help>(help: &H) -> Option<Offer> {
        if fork::is_child() {
            return None;
        }
        let began = Instant::now();
        here::with(|here| {
            let lent = Lent::helping(help);
            let door = Door::new(lent, 2, false, here::scope(), here::door());
            door.tell_parent();
            door.tell_ancestors();
            here.desk.add(Arc::clone(&door));
            let queue = here.queue.borrow();
            pool().announce(&here.desk, queue.as_ref(), 1, false, began);
            Offer { door }
        })
    }

    /// Whether nobody has come so far.
    pub(crate) fn is_open(&self) -> bool {
        self.door.is_alone()
    }
}

#[cfg(all(test, loom))]
impl Offer {
    /// What a helper does that is called for this.
    pub(crate) fn helper(&self) -> impl FnOnce() + Send + use<> {
        let door = Arc::clone(&self.door);
        move || {
            if let Some(guest) = door.enter(None, None) {
                guest.work();
            }
        }
    }
}

/// Lets nobody come any more. Waits for who has, and helps what is nested in that, and nothing else.
impl Drop for Offer {
    fn drop(&mut self) {
        if let Some(panic) = self.door.run_down() {
            let_go(panic);
        }
        here::with(|here| here.desk.remove(&self.door));
    }
}
