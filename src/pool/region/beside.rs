//! Two parts of a short call: one on the calling thread, the other on a helper that stands by, if it takes
//! it.
//!
//! That is a region of two seats without a door: nobody is called, nobody else may come, and the calling
//! thread does not look for calls inside the other part while it waits.

use std::panic::resume_unwind;

use crate::pool::fork;
use crate::pool::here;
use crate::pool::lent::Lent;

/// Whether a helper may stand by for the calling thread, which is in no other call, nor in a scope: there a call
/// inside the other part is promised as many threads as it has places, and may need the one that waits.
pub(crate) fn helper_may_stand_by() -> bool {
    here::door().is_none() && here::scope().is_none() && !fork::is_child()
}

/// Whether one does.
pub(crate) fn helper_stands_by() -> bool {
    let is_ready = |here: &here::Here| here.desk.standby.is_ready();
    here::with(is_ready).unwrap_or(false) && helper_may_stand_by()
}

/// Runs `mine` on the calling thread, and `help` on the helper that [stands by](helper_stands_by), if that
/// comes in the meantime. Returns when both are done, and says whether it came.
///
/// A panic of `mine` goes on, or else one of `help`.
pub(crate) fn beside(mine: &mut dyn FnMut(), help: &(dyn Fn() + Sync)) -> bool {
    let help = |_seat| help();
    let both = |here: &here::Here| {
        let handed = here.desk.standby.hand(Lent::new(&help));
        mine();
        handed.close()
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
