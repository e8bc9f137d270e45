//! What ends a sequence, or begins it, at one of its items.

use std::any::type_name;
use std::fmt;
use std::mem::forget;

use super::InOrder;
use super::ahead::ItemsAhead;
use crate::source::pulled::{AheadPuller, Pull};
use crate::source::{Pieces, Sealed, Shape};
use crate::sync::{Arc, Mutex};

/// What [`Par::take_while`](crate::Par::take_while) makes of a chain.
pub type TakenWhile<P, F> = Ending<P, TakesWhile<F>>;

/// What [`Par::skip_while`](crate::Par::skip_while) makes of a chain.
pub type SkippedWhile<P, F> = Ending<P, SkipsWhile<F>>;

/// What [`Par::map_while`](crate::Par::map_while) makes of a chain.
pub type MappedWhile<P, F> = Ending<P, MapsWhile<F>>;

/// A chain whose items are looked at one after the other, to see where the sequence ends or begins.
pub struct Ending<P, W> {
    /// Taken out by `open`. The lock is never contended; it says that what may be sent is all it takes.
    parts: Mutex<Option<(P, W)>>,
}

impl<P, W> Ending<P, W> {
    pub(crate) fn new(chain: P, way: W) -> Self {
        Ending {
            parts: Mutex::new(Some((chain, way))),
        }
    }
}

/// A chain is cloned before it is opened, or not at all.
impl<P: Clone, W: Clone> Clone for Ending<P, W> {
    fn clone(&self) -> Self {
        Ending {
            parts: Mutex::new(self.parts.lock().clone()),
        }
    }
}

impl<P: fmt::Debug, W> fmt::Debug for Ending<P, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts.lock();
        let chain = parts.as_ref().map(|(chain, _)| chain);
        f.debug_struct("Ending")
            .field("chain", &chain)
            .field("way", &format_args!("{}", type_name::<W>()))
            .finish()
    }
}

impl<P, W> Sealed for Ending<P, W> {}

impl<P, W> Pieces for Ending<P, W>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
    W: Way<P::Item> + Send,
{
    type Item = W::Item;
    type Claim = Pull<Ended<P, W>>;
    type Dealer = AheadPuller<Ended<P, W>, ItemsAhead<P>>;
    type State = ();
    const SHAPE: Shape = Shape::PULLED;

    fn indices(&self) -> Option<usize> {
        None
    }

    fn open(&mut self) -> Self::Dealer {
        let parts = self.parts.get_mut().take();
        let (mut chain, way) = parts.expect("a chain is opened once");
        let dealer = chain.open();
        let ahead = Arc::new(ItemsAhead::new(chain));
        let items = InOrder::new(Arc::clone(&ahead), dealer);
        AheadPuller::new(
            Ended {
                items,
                way,
                over: false,
            },
            ahead,
        )
    }

    fn state(&self) {}

    #[inline]
    fn piece(&self, claim: Self::Claim, (): &mut ()) -> impl Iterator<Item = W::Item> {
        claim.into_piece()
    }
}

/// What becomes of an item.
pub enum Passed<T> {
    Yields(T),
    LeavesOut,
    Ends,
}

/// What is done with one item after the other.
pub trait Way<T> {
    type Item;

    fn pass(&mut self, item: T) -> Passed<Self::Item>;
}

/// Ends before the first item that is not wanted.
#[derive(Clone)]
pub struct TakesWhile<F>(pub(crate) F);

impl<T, F: Fn(&T) -> bool> Way<T> for TakesWhile<F> {
    type Item = T;

    #[inline]
    fn pass(&mut self, item: T) -> Passed<T> {
        match (self.0)(&item) {
            true => Passed::Yields(item),
            false => Passed::Ends,
        }
    }
}

/// Begins with the first item that is not left out.
#[derive(Clone)]
pub struct SkipsWhile<F>(Option<F>);

impl<F> SkipsWhile<F> {
    pub(crate) fn new(unwanted: F) -> Self {
        SkipsWhile(Some(unwanted))
    }
}

impl<T, F: Fn(&T) -> bool> Way<T> for SkipsWhile<F> {
    type Item = T;

    #[inline]
    fn pass(&mut self, item: T) -> Passed<T> {
        if self.0.as_ref().is_some_and(|unwanted| unwanted(&item)) {
            return Passed::LeavesOut;
        }
        self.0 = None;
        Passed::Yields(item)
    }
}

/// Ends before the first item that comes to nothing.
#[derive(Clone)]
pub struct MapsWhile<F>(pub(crate) F);

impl<T, R, F: Fn(T) -> Option<R>> Way<T> for MapsWhile<F> {
    type Item = R;

    #[inline]
    fn pass(&mut self, item: T) -> Passed<R> {
        (self.0)(item).map_or(Passed::Ends, Passed::Yields)
    }
}

/// The items up to the end.
#[doc(hidden)]
pub struct Ended<P: Pieces, W> {
    items: InOrder<P>,
    way: W,
    over: bool,
}

impl<P, W> Iterator for Ended<P, W>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
    W: Way<P::Item>,
{
    type Item = W::Item;

    #[inline]
    fn next(&mut self) -> Option<W::Item> {
        if self.over {
            return None;
        }
        let end = End {
            items: &mut self.items,
            over: &mut self.over,
        };
        loop {
            let item = end.items.next()?;
            match self.way.pass(item) {
                Passed::Yields(item) => {
                    forget(end);
                    return Some(item);
                }
                Passed::LeavesOut => {}
                Passed::Ends => return None,
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.items.size_hint().1)
    }
}

/// Ends the sequence, also by a panic: nobody works ahead any more.
struct End<'e, P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
    items: &'e mut InOrder<P>,
    over: &'e mut bool,
}

impl<P> Drop for End<'_, P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
    fn drop(&mut self) {
        self.items.end();
        *self.over = true;
    }
}
