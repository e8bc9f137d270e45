//! An offer that nobody is there for.

use super::Help;

/// What was offered. Nothing is.
pub(crate) enum Offer {}

impl Offer {
    /// # Safety
    ///
    /// 1. None: `help` is not used. (With threads there is one.)
    #[allow(
        unsafe_code,
        reason = "the face of the pool's offer, which lends something borrowed"
    )]
    pub(crate) unsafe fn make<H: Help>(_help: &H) -> Option<Offer> {
        None
    }

    pub(crate) fn is_open(&self) -> bool {
        match *self {}
    }
}

/// Nobody may come to help.
pub(crate) fn may_be_shared() -> bool {
    false
}

/// In nanoseconds: a second, so that nothing looks as if it were worth sharing.
pub(crate) fn price_of_help() -> usize {
    1_000_000_000
}
