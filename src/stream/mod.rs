//! Chains that deliver their results one by one, while later ones are still being computed.
//!
//! ```text
//!            deal, within the window        batches, by channel
//!  source ──▶ helper ──────────────────────▶ early ──┐
//!    │                                               ├──▶ the owner's closure, or its `next`
//!    └──────▶ owner ─────────────────────────────────┘
//! ```
//!
//! Pieces are dealt from the front. The owner takes whatever is due: a batch that a helper has made, or else a piece that
//! nobody has begun. Helpers stay within the window; where that is full they leave, and are called again.

mod flow;
mod owner;

use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::vec;

use crate::drive::Options;
use crate::panic::{Payload, let_go};
use crate::pool::{Crew, team, with_at_most, with_crew};
use crate::source::Pieces;
use flow::Flow;
use owner::Owner;

/// How many threads a chain of at most so many items uses.
fn seats(items: usize) -> usize {
    team().threads.min(items).max(1)
}

/// At most how many items a chain has.
fn upper<P: Pieces>(chain: &P) -> usize {
    chain.indices().unwrap_or(usize::MAX)
}

/// Sends all results to `sink`, on the calling thread and in order, until that is enough.
pub(crate) fn in_order<P, E>(
    chain: P,
    options: &Options,
    sink: impl FnMut(P::Item) -> ControlFlow<E>,
) -> ControlFlow<E>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    with_at_most(options.threads, || {
        let items = upper(&chain);
        let flow = Flow::new(chain, seats(items), options.window, options.min_len);
        let _clear = Clear { flow: &flow };
        with_crew(flow.seats(), team().items_wait(items), &flow, |calls| {
            let stop = Stop { flow: &flow };
            let mut owner = Owner::new(&flow, items);
            let end = owner.run(&flow, calls, sink);
            owner.learn();
            drop(stop);
            end
        })
    })
}

/// Lets helpers leave as soon as the owner has, also by a panic.
struct Stop<'f, P: Pieces> {
    flow: &'f Flow<P>,
}

impl<P: Pieces> Drop for Stop<'_, P> {
    fn drop(&mut self) {
        self.flow.stop();
    }
}

/// Drops what is left, also after a panic.
struct Clear<'f, P: Pieces> {
    flow: &'f Flow<P>,
}

impl<P: Pieces> Drop for Clear<'_, P> {
    fn drop(&mut self) {
        self.flow.clear();
    }
}

/// A chain's results, one by one.
pub(crate) struct Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    crew: Crew<Flow<P>>,
    owner: Owner<P>,
    in_order: bool,
    /// What was delivered last, as far as it was not taken yet; and of how many items of the source it is.
    current: vec::IntoIter<P::Item>,
    current_len: usize,
    /// The panic that comes behind it.
    panic: Option<Payload>,
    over: bool,
}

impl<P> Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    pub(crate) fn new(chain: P, options: &Options, in_order: bool) -> Self {
        with_at_most(options.threads, || {
            let items = upper(&chain);
            let seats = seats(items);
            let flow = Flow::new(chain, seats, options.window, options.min_len);
            let crew = Crew::new(seats, team().items_wait(items), flow);
            let owner = Owner::new(crew.work(), items);
            Stream {
                crew,
                owner,
                in_order,
                current: Vec::new().into_iter(),
                current_len: 0,
                panic: None,
                over: false,
            }
        })
    }

    /// Goes on to the next batch that is not empty; `false` at the end.
    #[cold]
    fn refill(&mut self) -> bool {
        let (flow, calls) = (self.crew.work(), self.crew.calls());
        while !self.over {
            flow.deliver(std::mem::take(&mut self.current_len));
            if let Some(panic) = self.panic.take() {
                self.over = true;
                resume_unwind(panic);
            }
            let Some(mut batch) = self.owner.next_batch(flow, calls, self.in_order) else {
                self.owner.learn();
                self.over = true;
                break;
            };
            self.panic = batch.panic.take();
            self.current_len = batch.len;
            self.current = std::mem::take(&mut batch.items).into_iter();
            if self.current.len() > 0 {
                return true;
            }
        }
        false
    }
}

impl<P> Iterator for Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    type Item = P::Item;

    #[inline]
    fn next(&mut self) -> Option<P::Item> {
        loop {
            if let Some(item) = self.current.next() {
                return Some(item);
            }
            if !self.refill() {
                return None;
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let here = self.current.len();
        let flow = self.crew.work();
        match flow.chain().indices() {
            _ if self.over => (here, Some(here)),
            Some(all) if P::EXACT => {
                let left = all - flow.delivered() - (self.current_len - here);
                (left, Some(left))
            }
            _ => (here, None),
        }
    }

    fn fold<A, F: FnMut(A, P::Item) -> A>(mut self, init: A, mut f: F) -> A {
        let mut folded = init;
        loop {
            folded =
                std::mem::replace(&mut self.current, Vec::new().into_iter()).fold(folded, &mut f);
            if !self.refill() {
                return folded;
            }
        }
    }
}

impl<P> std::iter::FusedIterator for Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
}

/// Stops the work, waits for what helpers have begun, and drops what is in flight.
impl<P> Drop for Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    fn drop(&mut self) {
        self.crew.work().stop();
        if let Some(panic) = self.crew.dismiss() {
            let_go(panic);
        }
        if let Some(panic) = self.panic.take() {
            let_go(panic);
        }
        self.crew.work().clear();
    }
}
