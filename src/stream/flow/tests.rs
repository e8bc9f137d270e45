//! What a helper meets that comes while the owner has the iterator on loan: a matter of moments in a whole
//! call.

use super::*;
use crate::source::Pulled;
use crate::trace;

fn flow(items: usize) -> Flow<Pulled<std::ops::Range<usize>>> {
    flow_of(Pulled::new(0..items))
}

fn flow_of<P: Pieces>(mut chain: P) -> Flow<P> {
    let dealer = chain.open();
    let seats = Seats {
        at_work: 2,
        spare: false,
        one_each: false,
    };
    let limits = Limits {
        window: None,
        min_len: 1,
        max_len: usize::MAX,
    };
    Flow::new(
        chain,
        dealer,
        0,
        seats,
        (Costs::Even, false),
        limits,
        trace::here(),
    )
}

#[test]
fn what_is_back_says_how_many_items_there_were() {
    for one_by_one in [false, true] {
        let flow = flow(5);
        let (place, claim) = flow.lend(100, false, None).expect("nothing is in flight");
        let items = if one_by_one {
            let mut state = ();
            let mut piece = flow.chain().piece(claim, &mut state);
            std::iter::from_fn(|| piece.next()).count()
        } else {
            flow.make(place, claim, &mut (), None).items.len()
        };
        assert_eq!((items, flow.take_back(0)), (5, 5));
        flow.deliver(5);
        assert!(matches!(flow.deal(1, true), Next::Over(5)));
    }
}

#[test]
fn nothing_is_over_while_it_is_on_loan() {
    let flow = flow(5);
    let (place, claim) = flow.lend(3, false, None).expect("nothing is in flight");
    assert!(matches!(flow.deal(1, false), Next::Full));
    let batch = flow.make(place, claim, &mut (), None);
    assert_eq!((batch.start, &batch.items[..]), (0, &[0, 1, 2][..]));
    // It is there again, but nobody knows yet what was done of it.
    assert!(matches!(flow.deal(1, false), Next::Full));
    assert_eq!(flow.take_back(0), 3);
    let Next::Piece(place, claim) = flow.deal(1, false) else {
        panic!("the iterator is not back");
    };
    // As long as that is in flight, nothing is lent.
    assert!(flow.lend(1, false, None).is_none());
    assert_eq!(flow.make(place, claim, &mut (), None).items, [3]);
    flow.deliver(4);
    assert!(flow.lend(1, false, None).is_some());
}

/// Takes long enough for an item to be heavy, in any build.
fn dawdle() {
    let clock = crate::drive::Clock::start();
    while clock.nanos() < 1e6 {}
}

#[test]
fn what_is_not_begun_behind_heavy_items_is_dealt_again() {
    let flow = flow_of(crate::source::Numbers::new(0..100));
    let Next::Piece(place, claim) = flow.deal(50, true) else {
        panic!("nothing is dealt yet");
    };
    let mut piece = InPortions::of(&flow, place, claim, None);
    let first = piece.next().expect("the first portion").range();
    dawdle();
    assert!(piece.next().is_none(), "goes on behind a heavy portion");
    let done = piece.done();
    assert_eq!(done, first);
    assert!(done.len() < 50);
    flow.deliver(done.len());
    let mut next = done.end;
    while let Next::Piece(place, _) = flow.deal(100, true) {
        assert_eq!(place.range().start, next);
        next = place.range().end;
        flow.deliver(place.range().len());
    }
    assert_eq!(next, 100);
}

#[test]
fn what_is_lent_comes_back_behind_heavy_items() {
    let flow = flow_of(Pulled::new((0..100).inspect(|_| dawdle())));
    let (place, claim) = flow.lend(50, false, None).expect("nothing is in flight");
    let made = flow.make(place, claim, &mut (), None).items.len();
    assert!(made < 50);
    assert_eq!(flow.take_back(0), made);
    flow.deliver(made);
    let Next::Piece(place, _) = flow.deal(1, true) else {
        panic!("the iterator is not back");
    };
    assert_eq!(place.range().start, made);
}
