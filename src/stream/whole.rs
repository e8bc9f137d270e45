//! What all results come to, where that may be settled before the last of them is there.

use std::iter;
use std::panic::resume_unwind;

use super::flow::Flow;
use super::owner::{Owner, known_loop};
use super::{Clear, Stop, seats};
use crate::drive::{Options, Quick};
use crate::pool::{at_most, team, with_crew};
use crate::sink::{Whole, in_one};
use crate::source::Pieces;

/// What all items of a chain come to, which has so many, put together in the very order of a plain loop: on the calling thread,
/// while later ones are still being computed. Once that needs no more of them, nothing more is begun.
pub(crate) fn in_one_or_less<P, X>(
    mut chain: P,
    options: &Options,
    len: usize,
    whole: X,
) -> X::Output
where
    P: Pieces + Sync,
    P::Item: Send,
    X: Whole<P::Item>,
{
    let _scope = at_most(options.threads());
    let known = known_loop::<P>(len);
    let quick = known.and_then(|known| Quick::of(known, len));
    if quick.is_some_and(|quick| !quick.is_to_be_checked()) {
        // It is over before anybody could be told to stop.
        return in_one(chain, options, len, whole);
    }
    let (dealer, state) = (chain.open(), chain.state());
    let flow = Flow::new(chain, dealer, 0, seats(len), Some(len), options.min_len());
    let _clear = Clear { flow: &flow };
    with_crew(flow.seats(), team().items_wait(len), &flow, |calls| {
        let _stop = Stop { flow: &flow };
        let mut owner = Owner::new(&flow, known, state);
        let batches = iter::from_fn(|| {
            let mut batch = owner.next_batch(&flow, calls, true)?;
            flow.deliver(batch.len);
            let items = std::mem::take(&mut batch.items);
            // (If nobody comes to the panic, the batch lets go of it.)
            let panics = iter::from_fn(move || resume_unwind(batch.panic.take()?));
            Some(items.into_iter().chain(panics))
        });
        let whole = whole.of(batches.flatten());
        owner.learn(&flow);
        whole
    })
}
