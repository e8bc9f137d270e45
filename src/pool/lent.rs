//! What a region lends, and what is lent to a helper that stands by.

pub(super) mod standby;

use crate::sync::Arc;

/// What the helpers of a crew do.
pub(crate) trait Help: Sync {
    /// Works as long as there is something to do, then returns.
    fn help(&self);
}

/// Help that helpers share the ownership of, so that it is there as long as one of them uses it.
pub(super) type Kept = Arc<dyn Help + Send + Sync>;

/// A region's closure as its helpers see it: without its type and without its lifetime.
pub(super) struct Lent {
    help: *const (),
    call: unsafe fn(*const (), usize),
}

// SAFETY: R3: `Lent::new` and `Lent::helping` take only what is `Sync`, and a `Lent` does nothing with that
// but share it.
unsafe impl Send for Lent {}
// SAFETY: as above.
unsafe impl Sync for Lent {}

impl Lent {
    /// Nothing: what the helpers use is [`Kept`].
    pub(super) fn nothing() -> Lent {
        Lent::new(&|_seat| ())
    }

    pub(super) fn new<H: Fn(usize) + Sync>(help: &H) -> Lent {
        /// # Safety
        ///
        /// 1. `help` points to an `H` that lives until this returns.
        unsafe fn call<H: Fn(usize)>(help: *const (), seat: usize) {
            // SAFETY: obligation 1.
            let help = unsafe { &*help.cast::<H>() };
            help(seat);
        }
        Lent {
            help: std::ptr::from_ref(help).cast(),
            call: call::<H>,
        }
    }

    /// As `new`, of something whose help needs no seat's number.
    pub(super) fn helping<H: Help>(help: &H) -> Lent {
        /// # Safety
        ///
        /// 1. `help` points to an `H` that lives until this returns.
        unsafe fn call<H: Help>(help: *const (), _seat: usize) {
            // SAFETY: obligation 1.
            let help = unsafe { &*help.cast::<H>() };
            help.help();
        }
        Lent {
            help: std::ptr::from_ref(help).cast(),
            call: call::<H>,
        }
    }

    /// Runs the closure, or gives the help, for a seat.
    ///
    /// # Safety
    ///
    /// 1. What this was made of lives until this returns.
    pub(super) unsafe fn run(&self, seat: usize) {
        // SAFETY: obligation 1 of `call`: `new` or `helping` put the two together, and by obligation 1 what
        // `help` points to is still there.
        unsafe { (self.call)(self.help, seat) }
    }
}
