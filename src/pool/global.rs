//! The process's one pool, and what the calling thread asks it for.

use super::desk::Desk;
use super::fork::{is_child, tell_children};
use super::here;
use super::limits::{default_threads, spare_workers};
use super::permit::Refused;
use super::team::team;
use super::threads::Pool;
use super::worker::work;
use crate::sync::{Arc, OnceLock};

/// The process's one pool. It starts threads as calls want them, never here.
pub(super) fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        tell_children();
        Pool::new(default_threads() - 1, spare_workers(), work)
    })
}

/// What a call for help, made now, would cost, in nanoseconds: work that takes longer is worth sharing.
pub(crate) fn price_of_help() -> usize {
    let pool = pool();
    if pool.idle.anybody_looks() {
        pool.awake.total()
    } else {
        pool.asleep.total()
    }
}

/// What it costs if a helper is awake.
pub(crate) fn price_awake() -> usize {
    pool().awake.total()
}

/// Has a helper stand by for the calling thread's next calls: one that is awake, or else one that is woken or
/// started.
pub(crate) fn call_to_stand_by() {
    let pool = pool();
    // Within another call, whoever may help is at work for that.
    let is_outermost = !is_child() && here::door().is_none();
    if !is_outermost || team().threads < 2 || pool.ordinary.places_left() == 0 {
        return;
    }
    here::with(|here| {
        here.desk.standby.want();
        pool.queue(&here.desk, here.queue.borrow().as_ref());
        pool.summon_if_there_is_a_place();
    });
}

/// How many workers are awake, and without work.
pub(crate) fn helpers_awake() -> usize {
    pool().idle.all_who_look()
}

/// Whether somebody may come to help now, of whom the calling thread may have one.
pub(crate) fn may_be_shared() -> bool {
    let pool = pool();
    let is_there = || pool.idle.anybody_looks() || pool.idle.anybody_sleeps();
    let is_waited_for = || here::door().is_some_and(|door| door.is_waited_for());
    team().threads > 1 && (is_there() || pool.may_start_one() || is_waited_for())
}

impl Refused for Desk {
    fn call_again(self: Arc<Self>) {
        self.tell_owner();
        here::with(|here| pool().queue(&self, here.queue.borrow().as_ref()));
        pool().summon();
    }
}
