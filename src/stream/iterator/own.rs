//! A stream that is an iterator of its own: it may go to another thread, and be dropped at any time.

use super::{Results, Shared};
use crate::drive::{Claim, Options};
use crate::panic::{FirstPanic, Payload};
use crate::pool::{Calls, Crew, Spin, at_most, team};
use crate::source::Pieces;
use crate::stream::flow::Flow;
use crate::stream::limits::Limits;
use crate::stream::owner::{Owner, loop_of};
use crate::stream::{Seats, upper};
use crate::trace;

/// A chain's results, one by one, made by their owner and by helpers of its own.
pub(crate) type Stream<P> = Results<P, Own<P>>;

impl<P> Stream<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    #[track_caller]
    pub(crate) fn new(mut chain: P, options: &Options, in_order: bool) -> Self {
        let _scope = at_most(options.threads());
        let items = upper(&chain);
        let seats = Seats::of::<P>(items);
        let (dealer, state) = (chain.open(), chain.state());
        let (this, waiting) = (loop_of::<P>(items), team().items_wait(items));
        let (costs, limits) = ((this.costs(), waiting), Limits::of(options));
        let flow = Flow::new(chain, dealer, 0, seats, costs, limits, trace::here());
        // An item that may have no end needs a thread that is not the taker's, however busy the others are.
        let crew = Crew::new(seats.of_crew(), waiting || P::SHAPE.many, flow);
        let owner = Owner::new(crew.work(), this, waiting, state);
        Results::of(Own { crew }, owner, in_order)
    }
}

/// A flow and a crew of its own, which may be dropped at any time.
pub(crate) struct Own<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    crew: Crew<Flow<P>>,
}

impl<P> Shared<P> for Own<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    fn flow(&self) -> &Flow<P> {
        self.crew.work()
    }

    fn calls(&self) -> &Calls {
        self.crew.calls()
    }

    fn dismiss(&mut self) -> Option<Payload> {
        self.crew.dismiss(|_| 0)
    }
}

/// Stops the work, and waits for what helpers have begun, but not for whoever asks the source for more: that
/// may take any time. Then what is in flight is dropped with the flow, by whoever leaves last. Where this is
/// within one of the stream's own items, that one is not waited for either.
impl<P> Drop for Own<P>
where
    P: Pieces + Send + Sync + 'static,
    P::Item: Send,
{
    fn drop(&mut self) {
        self.crew.work().drop_all();
        // The items in flight are dropped whatever comes of this.
        let mut panics = FirstPanic::default();
        if P::Claim::MAKES {
            // Most sources answer at once. Then nothing is left of all this when it is dropped.
            let mut spin = Spin::start();
            while !self.crew.calls().have_left() && spin.once() {}
        }
        panics.add(self.crew.dismiss(Flow::asking));
        self.crew.work().traced.end();
        panics.go_on();
    }
}
