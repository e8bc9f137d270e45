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
mod sharing;
mod whole;

use std::num::NonZero;
use std::ops::ControlFlow::{self, Continue};
use std::panic::resume_unwind;
use std::vec;

use crate::drive::{Options, Place, Quick};
use crate::panic::{Payload, let_go};
use crate::pool::{Crew, at_most, team, with_crew};
use crate::source::Pieces;
use flow::Flow;
use owner::{Owner, known_loop, straight};
pub(crate) use whole::in_one_or_less;

/// How many threads a chain of at most so many items uses.
fn seats(items: usize) -> usize {
    team().threads.min(items).max(1)
}

/// At most how many items a chain has.
fn upper<P: Pieces>(chain: &P) -> usize {
    chain.indices().unwrap_or(usize::MAX)
}

fn window(options: &Options) -> Option<usize> {
    options.window().map(NonZero::get)
}

/// Sends all results to `sink`, on the calling thread and in order, until that is enough.
pub(crate) fn in_order<P, E>(
    mut chain: P,
    options: &Options,
    sink: impl FnMut(P::Item) -> ControlFlow<E>,
) -> ControlFlow<E>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    let _scope = at_most(options.threads());
    let items = upper(&chain);
    let known = known_loop::<P>(items);
    let mut start = Start {
        dealer: chain.open(),
        end: 0,
        state: chain.state(),
        sink,
    };
    let quick = known.and_then(|known| Quick::of(known, items));
    if let Some(quick) = quick.filter(|_| options.min_len() <= 1) {
        start = match start.quickly(quick, &chain) {
            Ok(end) => return end,
            Err(slow) => slow,
        };
    }
    let Start {
        dealer,
        end,
        state,
        sink,
    } = start;
    let flow = Flow::new(
        chain,
        dealer,
        end,
        seats(items),
        window(options),
        options.min_len(),
    );
    let _clear = Clear { flow: &flow };
    with_crew(flow.seats(), team().items_wait(items), &flow, |calls| {
        let stop = Stop { flow: &flow };
        let mut owner = Owner::new(&flow, known, state);
        let end = owner.run(&flow, calls, sink);
        owner.learn(&flow);
        drop(stop);
        end
    })
}

/// A chain whose results are being sent to `sink`, all before `end` so far.
struct Start<P: Pieces, S> {
    dealer: P::Dealer,
    end: usize,
    state: P::State,
    sink: S,
}

impl<P: Pieces, S> Start<P, S> {
    /// Sends all results straight to the sink, if they are as quick as they usually are: that is over before it would pay to
    /// prepare for helpers. Otherwise there is more to do.
    fn quickly<E>(self, quick: Quick, chain: &P) -> Result<ControlFlow<E>, Self>
    where
        S: FnMut(P::Item) -> ControlFlow<E>,
    {
        let Start {
            mut dealer,
            mut end,
            mut state,
            sink,
        } = self;
        let (mut sink, mut flow) = (Some(sink), Continue(()));
        let take = |place: Place, claim| {
            let given = sink.take().expect("given back by each piece");
            let (after, same) = straight(chain, claim, &mut state, given);
            (sink, flow, end) = (Some(same), after, place.range().end);
            flow.is_continue()
        };
        if quick.all(&mut dealer, take, |claim| chain.forgo(claim)) {
            return Ok(flow);
        }
        let sink = sink.expect("given back by each piece");
        Err(Start {
            dealer,
            end,
            state,
            sink,
        })
    }
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
    /// What was delivered last, as far as it was not taken yet.
    current: vec::IntoIter<P::Item>,
    /// Apart from `current`, so that a loop can keep that in registers.
    batches: Box<Batches<P>>,
}

/// A chain's results, batch by batch.
struct Batches<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    crew: Crew<Flow<P>>,
    owner: Owner<P>,
    in_order: bool,
    /// Of how many items of the source the last batch is.
    len: usize,
    /// The panic that comes behind it.
    panic: Option<Payload>,
    over: bool,
}

impl<P> Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    pub(crate) fn new(mut chain: P, options: &Options, in_order: bool) -> Self {
        let _scope = at_most(options.threads());
        let items = upper(&chain);
        let seats = seats(items);
        let (dealer, state) = (chain.open(), chain.state());
        let (window, min_len) = (window(options), options.min_len());
        let flow = Flow::new(chain, dealer, 0, seats, window, min_len);
        let crew = Crew::new(seats, team().items_wait(items), flow);
        let owner = Owner::new(crew.work(), known_loop::<P>(items), state);
        Stream {
            current: Vec::new().into_iter(),
            batches: Box::new(Batches {
                crew,
                owner,
                in_order,
                len: 0,
                panic: None,
                over: false,
            }),
        }
    }
}

impl<P> Batches<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    /// The next batch that is not empty.
    #[cold]
    #[inline(never)]
    fn next(&mut self) -> Option<vec::IntoIter<P::Item>> {
        let (flow, calls) = (self.crew.work(), self.crew.calls());
        while !self.over {
            flow.deliver(std::mem::take(&mut self.len));
            if let Some(panic) = self.panic.take() {
                self.over = true;
                resume_unwind(panic);
            }
            let Some(mut batch) = self.owner.next_batch(flow, calls, self.in_order) else {
                self.owner.learn(flow);
                self.over = true;
                break;
            };
            self.panic = batch.panic.take();
            self.len = batch.len;
            if !batch.items.is_empty() {
                return Some(std::mem::take(&mut batch.items).into_iter());
            }
        }
        None
    }

    /// How many items follow, if `here` of the last batch are not taken yet.
    fn size_hint(&self, here: usize) -> (usize, Option<usize>) {
        let flow = self.crew.work();
        match flow.chain().indices() {
            _ if self.over => (here, Some(here)),
            Some(all) if P::EXACT => {
                let left = all - flow.delivered() - (self.len - here);
                (left, Some(left))
            }
            _ => (here, None),
        }
    }
}

/// Stops the work, waits for what helpers have begun, and drops what is in flight.
impl<P> Drop for Batches<P>
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
            // Its memory is the next one's, and still in the nearest cache.
            self.current = Vec::new().into_iter();
            self.current = self.batches.next()?;
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.batches.size_hint(self.current.len())
    }

    fn fold<A, F: FnMut(A, P::Item) -> A>(self, init: A, mut f: F) -> A {
        let Stream {
            current,
            mut batches,
        } = self;
        let mut folded = current.fold(init, &mut f);
        while let Some(batch) = batches.next() {
            folded = batch.fold(folded, &mut f);
        }
        folded
    }
}

impl<P> std::iter::FusedIterator for Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
}
