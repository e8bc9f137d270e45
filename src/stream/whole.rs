//! What all results come to, where that may be settled before the last of them is there.

use super::flow::Flow;
use super::iterator::{Results, Shared};
use super::limits::Limits;
use super::owner::{Owner, loop_of};
use super::{Seats, Stop, upper};
use crate::drive::{Options, Quick};
use crate::panic::{Payload, drop_first};
use crate::pool::{Calls, at_most, team, with_crew};
use crate::sink::{Whole, in_one};
use crate::source::Pieces;
use crate::trace;

/// What all items of a chain come to, which has so many, put together in the very order of a plain loop: on
/// the calling thread, while later ones are still being computed. Once that needs no more of them, nothing
/// more is begun.
#[track_caller]
pub(crate) fn in_one_or_less<P, X>(chain: P, options: &Options, len: usize, whole: X) -> X::Output
where
    P: Pieces + Sync,
    P::Item: Send,
    X: Whole<P::Item>,
{
    let _scope = at_most(options.threads());
    let (this, waiting) = (loop_of::<P>(len), team().items_wait(len));
    let quick = (!waiting).then(|| Quick::of(this, len)).flatten();
    if quick.is_some_and(|quick| !quick.is_to_be_checked()) {
        // It is over before anybody could be told to stop.
        return in_one(chain, options, len, whole);
    }
    let limits = Limits {
        window: Some(len),
        ..Limits::of(options)
    };
    in_one_within(chain, limits, len, whole)
}

/// The same of a chain whose length need not be known, within a window.
#[track_caller]
pub(crate) fn in_one_as_it_comes<P, X>(chain: P, options: &Options, whole: X) -> X::Output
where
    P: Pieces + Sync,
    P::Item: Send,
    X: Whole<P::Item>,
{
    let _scope = at_most(options.threads());
    let most = upper(&chain);
    in_one_within(chain, Limits::of(options), most, whole)
}

/// The same within these limits, of a chain of at most so many items.
#[track_caller]
fn in_one_within<P, X>(mut chain: P, limits: Limits, most: usize, whole: X) -> X::Output
where
    P: Pieces + Sync,
    P::Item: Send,
    X: Whole<P::Item>,
{
    let (dealer, state) = (chain.open(), chain.state());
    let traced = trace::here();
    let _inside = traced.enter();
    let (this, waiting) = (loop_of::<P>(most), team().items_wait(most));
    let (seats, costs) = (Seats::of::<P>(most), (this.costs(), waiting));
    let flow = Flow::new(chain, dealer, 0, seats, costs, limits, traced.clone());
    let output = with_crew(seats.of_crew(), waiting, &flow, |calls| {
        let stop = Stop { flow: &flow };
        let owner = Owner::new(&flow, this, waiting, state);
        let (flow, in_order) = (&flow, true);
        let mut results = Results::of(Borrowed { flow, calls }, owner, in_order);
        let output = whole.of(&mut results);
        results.learn();
        drop_first((stop, results), output)
    });
    drop_first((flow, whole), output)
}

/// A flow that helpers are lent, and those.
struct Borrowed<'l, P: Pieces> {
    flow: &'l Flow<P>,
    calls: &'l Calls,
}

impl<P: Pieces> Shared<P> for Borrowed<'_, P> {
    fn flow(&self) -> &Flow<P> {
        self.flow
    }

    fn calls(&self) -> &Calls {
        self.calls
    }

    /// A panic goes on where they were lent.
    fn dismiss(&mut self) -> Option<Payload> {
        None
    }
}
