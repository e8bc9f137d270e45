//! What the caller of a chain asked for.

use std::num::NonZero;

use crate::drive::Options;

/// What the caller of a chain asked for.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The most items in flight.
    pub(super) window: Option<usize>,
    /// The fewest and the most items to deal at a time.
    pub(super) min_len: usize,
    pub(super) max_len: usize,
}

impl Limits {
    pub(super) fn of(options: &Options) -> Limits {
        Limits {
            window: options.window().map(NonZero::get),
            min_len: options.min_len(),
            max_len: options.max_len(),
        }
    }
}
