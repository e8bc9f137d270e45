//! The nodes of a tree, which are found while they are walked through: pulled, as from any iterator, but
//! whoever waits for its turn to pull looks for children meanwhile.

mod frontier;
mod list;

use std::convert::Infallible;
use std::fmt;

use super::pulled::{Pull, Puller};
use super::{Pieces, Sealed, Shape};
use crate::drive::{Deal, Place, Schedule};
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
    type Dealer = Walker<T, F>;
    type State = ();
    const SHAPE: Shape = Shape::PULLED;

    fn indices(&self) -> Option<usize> {
        None
    }

    fn least(&self) -> usize {
        1
    }

    fn open(&mut self) -> Walker<T, F> {
        let tree = self.tree.get_mut().take();
        let (root, children) = tree.expect("a chain is opened once");
        let frontier = Arc::new(Frontier::new(children));
        let nodes = Nodes::new(root, Arc::clone(&frontier));
        Walker {
            puller: Puller::new(nodes),
            frontier,
        }
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Self::Claim, _: &mut ()) -> impl Iterator<Item = T> {
        claim.into_piece()
    }
}

/// Deals the nodes of a tree in batches.
#[doc(hidden)]
pub struct Walker<T, F>
where
    Nodes<T, F>: Iterator<Item = T>,
{
    puller: Puller<Nodes<T, F>>,
    frontier: Arc<Frontier<T, F>>,
}

impl<T, F, I> Schedule for Walker<T, F>
where
    T: Send,
    F: Fn(&T) -> I + Send + Sync,
    I: IntoIterator<Item = T>,
{
    fn upper(&self) -> usize {
        self.puller.upper()
    }

    fn left(&self) -> usize {
        self.puller.left()
    }

    fn dealt(&self) -> usize {
        self.puller.dealt()
    }

    fn loan_end(&self) -> usize {
        self.puller.loan_end()
    }

    fn end(&self) -> usize {
        self.puller.end()
    }

    fn expect(&mut self, items: usize) {
        self.puller.expect(items);
    }

    fn set_min_len(&mut self, min_len: usize) {
        self.puller.set_min_len(min_len);
    }

    fn may_split(&self) -> bool {
        self.puller.may_split()
    }

    fn lay_out(&mut self, seats: usize, from_front: bool, split: bool) {
        self.frontier.share(seats);
        self.puller.lay_out(seats, from_front, split);
    }
}

impl<T, F, I> Deal for Walker<T, F>
where
    T: Send,
    F: Fn(&T) -> I + Send + Sync,
    I: IntoIterator<Item = T>,
{
    type Claim = Pull<Nodes<T, F>>;
    type Loan = Infallible;

    fn set_blocks(&mut self, pauses: bool, may_split: bool) {
        self.puller.set_blocks(pauses, may_split);
    }

    fn deal_batches(&mut self) {
        self.puller.deal_batches();
    }

    fn all(&mut self) -> Option<Option<(Place, Self::Claim)>> {
        self.puller.all()
    }

    fn next(&mut self, want: usize) -> Option<(Place, Self::Claim)> {
        self.puller.next(want)
    }

    fn lend(&self, want: usize) -> Option<(Place, Self::Claim)> {
        // What is on loan, nobody else can walk through.
        match self.frontier.is_shared() {
            true => self.deal(0, want),
            false => self.puller.lend(want),
        }
    }

    fn deal(&self, seat: usize, want: usize) -> Option<(Place, Self::Claim)> {
        self.frontier.in_turn(|| self.puller.deal(seat, want))
    }

    fn forgo(&self, seat: usize) -> Option<Self::Claim> {
        self.frontier.end();
        self.puller.forgo(seat)
    }

    fn rest(&mut self) -> Option<(Place, Self::Claim)> {
        self.take_rest(0)
    }

    fn take_rest(&self, seat: usize) -> Option<(Place, Self::Claim)> {
        self.frontier.end();
        self.puller.take_rest(seat)
    }
}
