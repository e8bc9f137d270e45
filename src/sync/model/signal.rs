//! How the threads of a model or a scene wait for each other.

use super::{Condvar, Mutex};

/// Something that one thread of a scene waits for and others do.
#[derive(Default)]
pub(crate) struct Signal {
    given: Mutex<usize>,
    bell: Condvar,
}

impl Signal {
    pub(crate) fn give(&self) {
        *self.given.lock() += 1;
        self.bell.notify_all();
    }

    #[cfg_attr(shuttle, expect(dead_code, reason = "for models"))]
    pub(crate) fn is_given(&self) -> bool {
        *self.given.lock() > 0
    }

    pub(crate) fn wait_for(&self, n: usize) {
        self.bell
            .wait_while(&mut self.given.lock(), |given| *given < n);
    }
}
