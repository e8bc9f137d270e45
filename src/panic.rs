//! What a panic carries, on its way from the thread where it came up to the one that it is for.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a panic carries.
pub(crate) type Payload = Box<dyn Any + Send>;

/// How often a payload's destructor may panic with yet another payload before that is leaked.
const PATIENCE: usize = 100;

/// Drops the payload of a panic that nobody is to see. Its destructor may panic in turn, and nobody is to see that
/// either.
pub(crate) fn let_go(mut payload: Payload) {
    for _ in 0..PATIENCE {
        match catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            Ok(()) => return,
            Err(next) => payload = next,
        }
    }
    std::mem::forget(payload);
}
