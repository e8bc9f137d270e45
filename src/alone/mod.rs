//! The pool's face without a pool: everything runs on the calling thread.
//!
//! This stands in for `src/pool/` where the crate is built without its feature `threads`, and where there
//! are none, as on wasm. A call here is one in a scope of one thread: nobody is ever called for help, so
//! nobody comes. Other threads of the program may make calls of their own, and wait for each other's tasks.

#[path = "../pool/config.rs"]
mod config;
mod crew;
mod executor;
mod offer;
mod queue;
mod running;
mod scope;

pub use config::{AlreadyRunning, Config, configure};
pub(crate) use crew::{Caller, Calls, Crew, Help, stir_owner, with_crew};
pub(crate) use executor::Home;
pub(crate) use offer::{Offer, may_be_shared, price_of_help};
pub(crate) use queue::{Call, Runnable, TaskQueue};
pub(crate) use running::{Running, is_cancelled};
pub(crate) use scope::{at_most, context, join_has_to_look, let_joins_begin, team};
pub use scope::{cpu_count, current_threads, with_threads};

/// Runs `mine` on the calling thread.
pub(crate) fn region(
    _seats: usize,
    _called: usize,
    _waiting: bool,
    mine: &mut dyn FnMut(),
    _help: &(dyn Fn(usize) + Sync),
) {
    mine();
}

/// There is nobody to be called.
pub(crate) fn hurry() {}

pub(crate) fn help_inside() {}

pub(crate) fn helpers_awake() -> usize {
    0
}

pub(crate) fn price_awake() -> usize {
    0
}

pub(crate) fn call_to_stand_by() {}

pub(crate) fn helper_may_stand_by() -> bool {
    false
}

pub(crate) fn helper_stands_by() -> bool {
    false
}

/// Runs `mine` on the calling thread.
pub(crate) fn beside(mine: &mut dyn FnMut(), _help: &(dyn Fn() + Sync)) -> bool {
    mine();
    false
}

/// Nor is there anybody besides.
pub(crate) fn has_spare_worker() -> bool {
    false
}

/// A wait that nobody can end is given up at once.
pub(crate) struct Spin;

impl Spin {
    pub(crate) fn start() -> Spin {
        Spin
    }

    pub(crate) fn once(&mut self) -> bool {
        false
    }
}
