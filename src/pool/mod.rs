//! Threads. This folder knows nothing of iterators: it runs one closure on several threads at once.
//!
//! ```text
//! region ──▶ door ──▶ desk ──▶ queue ──▶ worker ──▶ desk ──▶ door ──▶ the same closure
//! the owner           "this thread has                        a guest, if the scope
//!                      open regions"                          has a permit for it
//! ```
//!
//! How they meet, and why nothing is lost on the way: `README.md` in this folder.

mod config;
mod desk;
mod door;
mod executor;
#[allow(unsafe_code, reason = "has the system tell forked processes")]
mod fork;
mod global;
mod here;
mod idle;
#[allow(
    unsafe_code,
    reason = "lends a borrowed closure to other threads; nothing else in this folder does, but regions"
)]
mod lent;
mod limits;
mod ordinary;
mod owner;
mod permit;
mod price;
mod queue;
#[allow(unsafe_code, reason = "runs borrowed closures on other threads")]
mod region;
mod running;
mod scope;
mod spin;
mod team;
mod threads;
mod watch;
mod worker;

pub use config::{AlreadyRunning, Config, configure};
pub(crate) use executor::Home;
pub(crate) use global::{
    call_to_stand_by, helpers_awake, may_be_shared, price_awake, price_of_help,
};
pub(crate) use here::{context, join_has_to_look, let_joins_begin};
pub(crate) use lent::Help;
pub use limits::cpu_count;
pub(crate) use limits::has_spare_worker;
pub(crate) use queue::{Call, Runnable, TaskQueue};
pub(crate) use region::beside::{beside, helper_may_stand_by, helper_stands_by};
pub(crate) use region::crew::{Caller, Calls, Crew, stir_owner, with_crew};
pub(crate) use region::offer::Offer;
pub(crate) use region::{help_inside, hurry, region};
pub(crate) use running::{Running, is_cancelled};
pub(crate) use scope::at_most;
pub use scope::{current_threads, with_threads};
pub(crate) use spin::{Patience, Spin};
pub(crate) use team::team;
