//! The nodes of a tree, which are found while they are walked through: pulled, as from any iterator, but
//! whoever waits for its turn to pull looks for children meanwhile.

mod frontier;
mod list;

use std::fmt;

use super::pulled::{AheadPuller, Pull};
use super::{Pieces, Sealed, Shape};
use crate::sync::{Arc, Mutex};
use frontier::{Frontier, Nodes};

/// A tree: its root, and what finds a node's children.
pub struct Walk<T, F> {
    /// Taken out by `open`. The lock is never contended; it says that nodes which may be sent are all it
    /// takes.
    tree: Mutex<Option<(T, F)>>,
}

impl<T, F> Walk<T, F> {
    pub(crate) fn new(root: T, children: F) -> Self {
        Walk {
            tree: Mutex::new(Some((root, children))),
        }
    }
}

impl<T: Clone, F: Clone> Clone for Walk<T, F> {
    fn clone(&self) -> Self {
        Walk {
            tree: Mutex::new(self.tree.lock().clone()),
        }
    }
}

impl<T: fmt::Debug, F> fmt::Debug for Walk<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tree = self.tree.lock();
        let root = tree.as_ref().map(|(root, _)| root);
        f.debug_struct("Walk")
            .field("root", &root)
            .finish_non_exhaustive()
    }
}

impl<T, F> Sealed for Walk<T, F> {}

impl<T, F, I> Pieces for Walk<T, F>
where
    T: Send,
    F: Fn(&T) -> I + Send + Sync,
    I: IntoIterator<Item = T>,
{
    type Item = T;
    type Claim = Pull<Nodes<T, F>>;
    type Dealer = AheadPuller<Nodes<T, F>, Frontier<T, F>>;
    type State = ();
    const SHAPE: Shape = Shape::PULLED;

    fn indices(&self) -> Option<usize> {
        None
    }

    fn least(&self) -> usize {
        1
    }

    fn open(&mut self) -> Self::Dealer {
        let tree = self.tree.get_mut().take();
        let (root, children) = tree.expect("a chain is opened once");
        let frontier = Arc::new(Frontier::new(children));
        AheadPuller::new(Nodes::new(root, Arc::clone(&frontier)), frontier)
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Self::Claim, _: &mut ()) -> impl Iterator<Item = T> {
        claim.into_piece()
    }
}
