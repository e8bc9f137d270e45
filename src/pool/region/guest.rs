//! What a guest does behind a door that has let it in.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::panic::FirstPanic;
use crate::pool::door::Guest;
use crate::pool::here;
use crate::pool::lent::Kept;
use crate::pool::permit::{Scope, call_again};
use crate::sync::Arc;

impl Guest {
    /// Does the region's work, as a thread that waits meanwhile in `already`, and was at work there as it
    /// is. Whoever was refused the place that it had is called again (P3).
    pub(in crate::pool) fn work_meanwhile(self, already: Option<&Arc<Scope>>) {
        let door = Arc::clone(&self.door);
        self.work();
        call_again(door.scope(), already);
    }

    /// Does the region's work, as long as there is some, then leaves.
    pub(in crate::pool) fn work(mut self) {
        let _stay = here::stay_as_guest(Arc::clone(&self.door), self.door.scope().cloned());
        let kept = self.door.kept();
        while self.work_once(kept.as_ref()) && self.is_called_again() {}
        // Before this guest leaves: then what it has kept is the owner's alone; or, if that is gone,
        // dropped here.
        let mut panics = FirstPanic::default();
        panics.of(|| drop(kept));
        panics.let_go();
    }

    /// Says whether there was no panic.
    fn work_once(&self, kept: Option<&Kept>) -> bool {
        let done = catch_unwind(AssertUnwindSafe(|| {
            if let Some(kept) = kept {
                return kept.help();
            }
            // SAFETY: obligation 1 holds by R1 and R2, or C2 where the door is a crew's: `self` is a guest
            // until after this call, and what the region lends does not go away, neither by returning nor
            // by unwinding, before the last guest has left.
            unsafe { self.door.lent.run(self.number) }
        }));
        match done {
            Ok(()) => true,
            Err(panic) => {
                self.report(panic);
                false
            }
        }
    }
}
