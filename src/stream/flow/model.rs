//! The window: results come in order, complete, never more in flight than the window, and the owner does
//! not wait in vain.
//!
//! The pool is the real one. `ABREAST_NUM_THREADS` is 1 here, so that the worker ends when it has nothing
//! to do.

use std::collections::BTreeMap;

use super::*;
use crate::drive::Span;
use crate::pool::{Calls, Help, stir_owner, with_crew};
use crate::source::Numbers;
use crate::stage::FlatMap;
use crate::sync::model::check;
use crate::trace;

const ITEMS: usize = 2;

type Scene = Flow<Numbers<usize>>;

/// One item at a time, whatever the clock says.
struct Singly<'f> {
    flow: &'f Scene,
}

impl Help for Singly<'_> {
    fn help(&self) {
        while let Next::Piece(place, claim) = self.flow.deal(1, false) {
            let in_flight = place.range().end - self.flow.delivered();
            assert!(in_flight <= self.flow.window.load(Ordering::Relaxed));
            let batch = self.flow.make(place, claim, &mut (), None);
            assert!(self.flow.sender.send(batch).is_ok());
            stir_owner();
        }
    }
}

/// As [`Owner::run`](crate::stream::owner::Owner::run), with neither clock nor table; `due` says which
/// batch is next.
fn run(flow: &Scene, calls: &Calls, due: fn(&BTreeMap<usize, Batch<usize>>, usize) -> usize) {
    calls.call(1);
    let (mut early, mut out) = (BTreeMap::new(), Vec::new());
    loop {
        early.extend(flow.receiver.try_iter().map(|batch| (batch.start, batch)));
        let next = flow.delivered();
        if let Some(mut batch) = early.remove(&due(&early, next)) {
            out.append(&mut batch.items);
            flow.deliver(batch.len);
            continue;
        }
        match flow.deal(1, true) {
            Next::Piece(place, claim) => {
                let batch = flow.make(place, claim, &mut (), None);
                early.insert(batch.start, batch);
            }
            Next::Over(end) if end == next => break,
            Next::Full | Next::Over(_) => calls.wait_until(|| !flow.receiver.is_empty()),
        }
    }
    assert_eq!(out, Vec::from_iter(0..ITEMS), "item 1 not done in turn");
    assert!(early.is_empty(), "taken twice");
}

fn flow_of<P: Pieces>(mut chain: P, window: usize) -> Flow<P> {
    let dealer = chain.open();
    let seats = Seats {
        at_work: 2,
        spare: false,
        one_each: false,
    };
    let limits = Limits {
        window: Some(window),
        min_len: 0,
        max_len: usize::MAX,
    };
    let costs = (Costs::Even, false);
    Flow::new(chain, dealer, 0, seats, costs, limits, trace::here())
}

fn scene(window: usize, gaps: bool, due: fn(&BTreeMap<usize, Batch<usize>>, usize) -> usize) {
    let flow = flow_of(Numbers::new(0..ITEMS), window);
    flow.leave_gaps(gaps);
    let flow = &flow;
    with_crew(2, true, &Singly { flow }, |calls| run(flow, calls, due));
}

fn in_turn(_: &BTreeMap<usize, Batch<usize>>, next: usize) -> usize {
    next
}

#[test]
fn everything_comes_in_order() {
    check(|| scene(2, false, in_turn));
}

/// Takes all items, does the first, and gives the others back: or, once they are given back, does them
/// nevertheless.
struct GivesBack<'f> {
    flow: &'f Scene,
    nevertheless: bool,
}

impl Help for GivesBack<'_> {
    fn help(&self) {
        while let Next::Piece(mut place, claim) = self.flow.deal(ITEMS, false) {
            let end = place.range().end;
            let (first, rest) = claim.split_front(1);
            let front = place.split_before(place.range().start + 1);
            if let Some(rest) = rest {
                self.flow.take_again(place, rest);
            }
            let all = front.range().start..end;
            let (place, claim) = match self.nevertheless {
                true => (Place::dealt(all.clone()), Span::claimed(all)),
                false => (front, first),
            };
            let batch = self.flow.make(place, claim, &mut (), None);
            assert!(self.flow.sender.send(batch).is_ok());
            stir_owner();
        }
    }
}

fn given_back(nevertheless: bool) {
    let flow = &flow_of(Numbers::new(0..ITEMS), 8 * ITEMS);
    let help = GivesBack { flow, nevertheless };
    with_crew(2, true, &help, |calls| run(flow, calls, in_turn));
}

#[test]
fn what_is_given_back_comes_in_order() {
    check(|| given_back(false));
}

#[test]
fn canary_what_is_given_back_is_done_nevertheless() {
    check(|| given_back(true));
}

#[test]
fn a_window_of_one() {
    check(|| scene(1, false, in_turn));
}

#[test]
fn what_is_passed_over_comes_in_order() {
    check(|| scene(2, true, in_turn));
}

/// An item whose results go by parts, of one each: the helper waits until the owner has taken each, or
/// wants no more.
struct ByParts<'f, P: Pieces> {
    flow: &'f Flow<P>,
}

impl<P: Pieces<Item = usize, State = ()> + Sync> Help for ByParts<'_, P> {
    fn help(&self) {
        while let Next::Piece(place, claim) = self.flow.deal(1, false) {
            let batch = self.flow.make_by_parts(&place, claim, &mut ());
            assert!(self.flow.sender.send(batch).is_ok());
            stir_owner();
        }
    }
}

/// The owner wants so many results, and says of each part that it has taken it, or not.
fn parts(wanted: usize, says: bool) {
    let chain = FlatMap::new(Numbers::new(0..1), |_: usize| 0..2_usize);
    let flow = &flow_of(chain, 1);
    let run = |calls: &Calls| {
        calls.call(1);
        let mut out = Vec::new();
        while out.len() < wanted {
            if let Ok(mut batch) = flow.receiver.try_recv() {
                if says {
                    flow.take(&mut batch);
                }
                out.append(&mut batch.items);
                flow.deliver(batch.len);
                continue;
            }
            match flow.deal(1, true) {
                Next::Piece(place, claim) => {
                    let mut batch = flow.make(place, claim, &mut (), None);
                    out.append(&mut batch.items);
                    flow.deliver(batch.len);
                }
                Next::Over(end) if end == flow.delivered() => break,
                Next::Full | Next::Over(_) => calls.wait_until(|| !flow.receiver.is_empty()),
            }
        }
        flow.stop();
        let expected: Vec<usize> = (0..2).collect();
        assert_eq!(out[..], expected[..out.len()], "item 1 not done in turn");
    };
    with_crew(2, true, &ByParts { flow }, run);
}

#[test]
fn results_of_one_item_come_by_parts() {
    check(|| parts(2, true));
}

#[test]
fn who_waits_to_go_on_is_told_when_no_more_is_wanted() {
    check(|| parts(1, true));
}

#[test]
fn canary_nobody_says_that_a_part_is_taken() {
    check(|| parts(2, false));
}

#[test]
fn canary_what_comes_first_is_taken() {
    fn first(early: &BTreeMap<usize, Batch<usize>>, next: usize) -> usize {
        early.keys().next().copied().unwrap_or(next)
    }
    check(|| scene(2, false, first));
}
