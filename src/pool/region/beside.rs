//! Two parts of a short call: one on the calling thread, the other on a helper that stands by, if it takes
//! it.
//!
//! That is a region of two seats to which nobody is called, and nobody else may come. Outside of all others
//! and of all scopes it is without a door, too. Inside, the other part is like a task that the calling thread
//! waits for: calls made in there are inside this one, and are helped.

#[cfg(all(test, loom))]
mod model;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::panic::{FirstPanic, Payload};
use crate::pool::fork;
use crate::pool::here;
use crate::pool::lent::Lent;
use crate::pool::lent::standby::Standby;
use crate::pool::permit::{Permit, call_again};
use crate::pool::running::Running;
use crate::sync::{AtomicBool, Ordering};

/// Whether a helper may stand by for the calling thread.
pub(crate) fn helper_may_stand_by() -> bool {
    !fork::is_child()
}

/// Whether one does.
pub(crate) fn helper_stands_by() -> bool {
    let is_ready = |here: &here::Here| here.desk.standby.is_ready();
    here::with(is_ready).unwrap_or(false) && helper_may_stand_by()
}

/// Runs `mine` on the calling thread, and `help` on the helper that [stands by](helper_stands_by), if that
/// comes in the meantime, and the scope has a place for it. Returns when both are done, and says whether it
/// came.
///
/// A panic of `mine` goes on, or else one of `help`.
pub(crate) fn beside(mine: &mut dyn FnMut(), help: &(dyn Fn() + Sync)) -> bool {
    let both = |here: &here::Here| match here.is_outermost() {
        true => outside(&here.desk.standby, mine, help),
        false => inside(&here.desk.standby, mine, help),
    };
    match here::with(both) {
        None => {
            // A thread that is about to end.
            mine();
            false
        }
        Some(Ok(came)) => came,
        Some(Err(panic)) => resume_unwind(panic),
    }
}

/// In no other call, nor in a scope.
fn outside(
    standby: &Standby,
    mine: &mut dyn FnMut(),
    help: &(dyn Fn() + Sync),
) -> Result<bool, Payload> {
    let help = |_seat| help();
    let handed = standby.hand(Lent::new(&help));
    mine();
    handed.close()
}

/// Inside another call, or in a scope.
fn inside(
    standby: &Standby,
    mine: &mut dyn FnMut(),
    help: &(dyn Fn() + Sync),
) -> Result<bool, Payload> {
    let part = Running::begin_here();
    let has_place = AtomicBool::new(false);
    let help = |_seat| {
        let mut panics = FirstPanic::default();
        let permit = Permit::take(part.scope().cloned(), None, None);
        if permit.is_some() {
            has_place.store(true, Ordering::Relaxed);
            panics.add(part.run(help).err());
        }
        drop(permit);
        part.leave();
        call_again(part.scope(), None);
        panics.go_on();
    };
    let mut handed = standby.hand(Lent::new(&help));
    let done = catch_unwind(AssertUnwindSafe(mine));
    match handed.take_back() {
        true => part.leave(),
        false => part.wait(),
    }
    done?;
    let came = handed.close()?;
    part.keep();
    Ok(came && has_place.into_inner())
}
