//! `Result`s, gathered on two sides.

use super::gathered::{Buffer, Pair};

/// What went well, and what did not, each in order.
pub(crate) struct Outcomes<X, Y> {
    oks: Vec<X>,
    errors: Vec<Y>,
}

impl<X, Y> Default for Outcomes<X, Y> {
    fn default() -> Self {
        Outcomes {
            oks: Vec::new(),
            errors: Vec::new(),
        }
    }
}

impl<X, Y> Buffer<Result<X, Y>> for Outcomes<X, Y> {
    #[inline]
    fn take_in(&mut self, items: impl Iterator<Item = Result<X, Y>>) {
        items.for_each(|item| match item {
            Ok(item) => self.oks.push(item),
            Err(error) => self.errors.push(error),
        });
    }
}

impl<X, Y> Pair for Outcomes<X, Y> {
    type Left = X;
    type Right = Y;
    const IN_FULL: bool = false;

    fn into_pair(self) -> (Vec<X>, Vec<Y>) {
        (self.oks, self.errors)
    }
}
