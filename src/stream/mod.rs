//! Chains that deliver their results one by one, while later ones are still being computed.
//!
//! ```text
//!            deal, within the window        batches, by channel
//!  source ──▶ helper ──────────────────────▶ early ──┐
//!    │                                               ├──▶ the owner's closure, or its `next`
//!    └──────▶ owner ─────────────────────────────────┘
//! ```
//!
//! Pieces are dealt from the front. The owner takes whatever is due: a batch that a helper has made, or
//! else a piece that nobody has begun. Where items are so cheap that to put them into a batch counts, it
//! makes them as they are taken, and helpers leave it some. Helpers stay within the window; where that is
//! full they leave, and are called again. Only in the midst of an item with more results than that do they
//! wait.

mod batch;
mod dealing;
mod flow;
mod iterator;
mod limits;
mod owner;
mod straight;
mod whole;

use std::ops::ControlFlow::{self, Break, Continue};

use crate::drive::{Deal, Dealt, Options, Quick, Schedule, Step, Steps, forgo_all};
use crate::panic::{FirstPanic, drop_first};
use crate::pool::{at_most, team, with_crew};
use crate::source::Pieces;
use crate::trace::{self, Begun};
use flow::Flow;
pub(crate) use iterator::Stream;
use limits::Limits;
use owner::{Owner, loop_of};
use straight::straight;
pub(crate) use whole::{in_one_as_it_comes, in_one_or_less};

/// The threads of a stream.
#[derive(Clone, Copy)]
struct Seats {
    /// How many work at once.
    at_work: usize,
    /// Whether there may be one more helper: for whoever works in the owner's place while that delivers. Not
    /// where each item is to have a thread, and there are no more of those; unless the owner has none, since
    /// an item may have no end.
    spare: bool,
    /// Whether each item is to have a thread.
    one_each: bool,
}

impl Seats {
    /// Of a chain of at most so many items.
    fn of<P: Pieces>(items: usize) -> Seats {
        let team = team();
        let at_work = team.threads.min(items).max(1);
        let one_each = team.has_one_each(items);
        Seats {
            at_work,
            spare: at_work > 1 && (P::SHAPE.many || !(one_each && items == team.threads)),
            one_each,
        }
    }

    /// The owner included.
    fn of_crew(self) -> usize {
        self.at_work.saturating_add(usize::from(self.spare))
    }
}

/// At most how many items a chain has.
fn upper<P: Pieces>(chain: &P) -> usize {
    chain.indices().unwrap_or(usize::MAX)
}

/// Sends all results to `sink`, on the calling thread and in order, until that is enough.
#[track_caller]
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
    let (this, waiting) = (loop_of::<P>(items), team().items_wait(items));
    let mut start = Start {
        dealer: chain.open(),
        chain: &chain,
        end: 0,
        state: chain.state(),
        sink: Some(sink),
        flow: Continue(()),
    };
    // If all results are as quick as they usually are, that is over before it would pay to prepare for
    // helpers.
    let quick = (!waiting).then(|| Quick::of(this, items)).flatten();
    let quick = quick.filter(|_| options.min_len() <= 1 && options.max_len() == usize::MAX);
    let traced = trace::here();
    let _inside = traced.enter();
    let over = quick.is_some_and(|quick| {
        traced.begun(Begun::Quick);
        let mut part = traced.part();
        part.begin();
        quick.all(&mut start, items, None, &mut part)
    });
    let Start {
        dealer,
        end,
        state,
        sink,
        flow,
        ..
    } = start;
    if over {
        return drop_first((sink, state, dealer, chain), flow);
    }
    let sink = sink.expect("given back by each piece");
    let (seats, costs) = (Seats::of::<P>(items), (this.costs(), waiting));
    let limits = Limits::of(options);
    let flow = Flow::new(chain, dealer, end, seats, costs, limits, traced.clone());
    let end = with_crew(seats.of_crew(), waiting, &flow, |calls| {
        let stop = Stop { flow: &flow };
        let mut owner = Owner::new(&flow, this, waiting, state);
        let end = owner.run(&flow, calls, sink);
        owner.learn(&flow);
        drop_first((stop, owner), end)
    });
    drop_first(flow, end)
}

/// A chain whose results are being sent to `sink`, all before `end` so far.
struct Start<'c, P: Pieces, S, E> {
    chain: &'c P,
    dealer: P::Dealer,
    end: usize,
    state: P::State,
    /// Nothing while it has a piece.
    sink: Option<S>,
    flow: ControlFlow<E>,
}

impl<P: Pieces, E, S: FnMut(P::Item) -> ControlFlow<E>> Steps for Start<'_, P, S, E> {
    fn step(&mut self, want: usize, dealt: &mut Dealt) -> Step {
        let Some((place, claim)) = self.dealer.next_alone(want) else {
            return Step::Nothing;
        };
        *dealt = Dealt::of(&place, &claim);
        let sink = self.sink.take().expect("given back by each piece");
        let (flow, same) = straight(self.chain, claim, &mut self.state, sink);
        (self.sink, self.end) = (Some(same), place.range().end);
        match flow {
            Continue(()) => Step::Left(self.dealer.left()),
            Break(_) => {
                self.flow = flow;
                Step::Enough
            }
        }
    }

    fn forgo_rest(&mut self, panics: &mut FirstPanic) {
        forgo_all(&mut self.dealer, |claim| self.chain.forgo(claim), panics);
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
