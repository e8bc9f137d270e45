//! What becomes of the job if a rank exits in the middle: by `std::process::exit`, or by a `main` that
//! returns and has forgotten its world.
//!
//! Nothing of Rust runs then, and the other ranks wait; some MPIs end them without a word, and call that a
//! success. So a function that C's `atexit` calls looks whether a world is still open.

use std::process;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use mpi::topology::{Communicator, SimpleCommunicator};

use crate::wire::abort;

/// How many worlds of several ranks this process has.
static OPEN: AtomicUsize = AtomicUsize::new(0);

/// The process that is to look: one that it forks is no rank.
static RANK: OnceLock<u32> = OnceLock::new();

/// A world that is open until this is dropped.
pub(crate) struct Open;

impl Open {
    pub(crate) fn new() -> Open {
        RANK.get_or_init(|| {
            at_exit::call();
            process::id()
        });
        OPEN.fetch_add(1, Ordering::Relaxed);
        Open
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Ends the job if a world is open.
fn look() {
    let is_rank = RANK.get() == Some(&process::id());
    if !is_rank || OPEN.load(Ordering::Relaxed) == 0 || mpi::is_finalized() {
        return;
    }
    let world = SimpleCommunicator::world();
    let rank = world.rank();
    abort(
        &world,
        &format!("rank {rank} exits before its world is dropped, and the job ends"),
    )
}

#[allow(
    unsafe_code,
    reason = "C's `atexit` is the one thing that is called at the end of a program on every system"
)]
mod at_exit {
    use std::ffi::c_int;

    // This is how C has it, and every system's C library; the standard library is linked with that.
    unsafe extern "C" {
        safe fn atexit(f: extern "C" fn()) -> c_int;
    }

    pub(super) fn call() {
        // If there is no room for one more, the MPI says what it says.
        let _ = atexit(at_exit);
    }

    extern "C" fn at_exit() {
        super::look();
    }
}
