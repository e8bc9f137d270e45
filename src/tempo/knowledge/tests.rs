//! What is learnt of a loop, call by call, and how the next one goes.

use super::*;

fn known(alone: f32, together: f32, failures: u32) -> Knowledge {
    Knowledge {
        doubtful: false,
        cost: Estimate::of(alone),
        alone: Estimate::of(alone),
        together: Estimate::of(together),
        whole: true,
        failures,
        uneven: 0,
    }
}

#[test]
fn a_loop_is_shared_the_less_often_the_more_often_that_failed() {
    use Turn::*;
    for (failures, calls, turn) in [
        (0, 0, Shared),
        (0, 30, Shared),
        (0, 31, Compared),
        (0, 32, Shared),
        (1, 1, Alone),
        (1, 2, Shared),
        (1, 31, Alone),
        (3, 4, Alone),
        (3, 8, Shared),
        (4, 16, Shared),
        (4, 17, Alone),
        (5, 32, Alone),
        (5, 63, Alone),
        (5, 64, Shared),
        (5, 67, Shared),
        (5, 68, Alone),
        (40, 127, Alone),
        (40, 128, Shared),
    ] {
        let turn_of = known(10.0, 10.0, failures).turn(calls);
        assert_eq!(turn_of, turn, "{failures} failures, {calls} calls");
    }
    assert_eq!(Knowledge::default().turn(0), Compared);
    assert_eq!(Knowledge::default().turn(1), Compared);
}

#[test]
fn a_loop_is_uneven_for_some_calls_after_a_surprise() {
    for (what, uneven, surprises, after) in [
        ("even", 0, 0, 0),
        ("uneven", 0, 1, UNEVEN_FOR),
        ("uneven again", 3, 7, UNEVEN_FOR),
        ("even again", 3, 0, 2),
    ] {
        let mut known = Knowledge {
            uneven,
            ..known(10.0, 10.0, 3)
        };
        known.learn_surprises(surprises, false);
        assert_eq!(known.uneven, after, "{what}");
        assert_eq!(known.alone.get().is_none(), surprises > 0, "{what}");
        let turn = known.turn(1);
        assert_eq!(turn == Turn::Uneven, after > 0, "{what}");
    }
}

#[test]
fn a_loop_is_uneven_where_two_calls_in_a_row_are_doubtful() {
    let mut known = known(10.0, 10.0, 3);
    for (doubtful, uneven) in [
        (true, 0),
        (false, 0),
        (true, 0),
        (true, UNEVEN_FOR),
        (false, UNEVEN_FOR - 1),
        (true, UNEVEN_FOR - 2),
        (true, UNEVEN_FOR),
    ] {
        known.learn_surprises(0, doubtful);
        assert_eq!(known.uneven, uneven);
    }
}

#[test]
fn one_piece_that_took_much_of_a_call_is_a_doubt() {
    for (longest, second, together, what) in [
        (0.0, 0.0, 1e7, Doubt::None),
        (2e6, 0.0, 1e7, Doubt::None),
        (3e6, 2e6, 1e7, Doubt::Maybe),
        (3e6, 3e6, 1e7, Doubt::Certain),
        (1e6, 1e6, 1e6, Doubt::None),
        (2e7, 0.0, 3e7, Doubt::Maybe),
        (3e7, 0.0, 3e7, Doubt::Certain),
        (3e7, 0.0, 1e9, Doubt::None),
    ] {
        assert_eq!(
            doubt(longest, second, together),
            what,
            "{longest} of {together}"
        );
    }
}

#[test]
fn quick_calls_are_checked_now_and_then() {
    let checked = (0..40).filter(|&calls| Knowledge::is_to_be_checked(calls));
    assert_eq!(Vec::from_iter(checked), [0, 16, 32]);
}

#[test]
fn a_whole_call_alone_is_believed() {
    for (what, before, cost, after) in [
        ("the first", Knowledge::default(), 10.0, (10.0, 10.0, 0)),
        ("as ever", known(10.0, 8.0, 3), 10.0, (10.0, 10.0, 3)),
        ("a little more", known(10.0, 10.0, 3), 12.0, (11.0, 12.0, 3)),
        ("another loop", known(10.0, 20.0, 3), 21.0, (15.5, 21.0, 0)),
        (
            "sharing did pay",
            known(10.0, 8.0, 3),
            11.0,
            (10.5, 11.0, 0),
        ),
        ("less", known(10.0, 10.0, 3), 5.0, (5.0, 5.0, 3)),
    ] {
        let mut known = before;
        known.learn_alone(cost);
        let now = (known.cost.or_zero(), known.alone.or_zero(), known.failures);
        assert_eq!(now, after, "{what}");
        assert!(known.whole);
    }
}

#[test]
fn a_beginning_says_less_than_a_whole_call() {
    let begun = |alone, cost| Knowledge {
        cost: Estimate::of(cost),
        whole: false,
        ..known(alone, 0.0, 2)
    };
    for (what, before, cost, long, (alone, whole, failures)) in [
        (
            "the first",
            Knowledge::default(),
            9.0,
            false,
            (9.0, false, 0),
        ),
        (
            "short, dearer",
            begun(10.0, 10.0),
            20.0,
            false,
            (10.0, false, 2),
        ),
        (
            "short, cheaper",
            begun(10.0, 10.0),
            5.0,
            false,
            (5.0, false, 2),
        ),
        (
            "long, dearer",
            begun(10.0, 30.0),
            20.0,
            true,
            (15.0, false, 2),
        ),
        (
            "no more than together",
            begun(10.0, 12.0),
            20.0,
            true,
            (11.0, false, 2),
        ),
        (
            "far dearer",
            begun(10.0, 200.0),
            90.0,
            false,
            (50.0, false, 2),
        ),
        (
            "a whole call knows better",
            known(10.0, 5.0, 2),
            70.0,
            true,
            (10.0, true, 2),
        ),
        (
            "another loop",
            known(10.0, 5.0, 2),
            81.0,
            false,
            (0.0, false, 0),
        ),
    ] {
        let mut known = before;
        known.learn_beginning(cost, long);
        let now = (known.alone.or_zero(), known.whole, known.failures);
        assert_eq!(now, (alone, whole, failures), "{what}");
    }
}

#[test]
fn a_shared_call_has_paid_or_not() {
    let call = |items, nanos, there, together| SharedCall {
        items,
        nanos,
        there,
        together,
        price: 10_000.0,
    };
    // It takes 10 an item alone, usually.
    for (what, call, (alone, failures)) in [
        ("half the time", call(1e5, 1e6, 1e6, 5e5), (10.0, 0)),
        ("short, no gain", call(1e3, 1e4, 1e4, 1e4), (10.0, 3)),
        (
            "long, no gain, one thread came",
            call(1e5, 1e6, 1e6, 1e6),
            (10.0, 2),
        ),
        (
            "long, a loss, crowded",
            call(1e5, 2e6, 2.4e6, 1.2e6),
            (10.0, 3),
        ),
        ("cheaper than alone", call(1e5, 5e5, 1e6, 1e6), (5.0, 2)),
    ] {
        let mut known = known(10.0, 0.0, 2);
        known.learn_shared(call);
        assert_eq!(
            (known.alone.or_zero(), known.failures),
            (alone, failures),
            "{what}"
        );
    }
    // Heavy items: a call alone, to compare to, would be a loss.
    let mut heavy = known(2e5, 0.0, 2);
    heavy.learn_shared(call(100.0, 2.2e7, 4.4e7, 2.2e7));
    assert_eq!(heavy.failures, 2);
    // Never alone: it is believed to have paid.
    let mut new = Knowledge {
        failures: 2,
        ..Knowledge::default()
    };
    new.learn_shared(call(1e5, 1e6, 1e6, 1e6));
    assert_eq!((new.failures, new.cost.get()), (0, Some(10.0)));
}

#[test]
fn helpers_may_come_late_now_and_then() {
    let mut known = known(10.0, 5.0, 0);
    for (together, usual) in [(9.0, 6.0), (10.0, 7.0), (5.0, 5.0)] {
        assert_eq!(known.learn_together(together), usual, "after {together}");
    }
}

#[test]
fn a_stream_has_paid_or_not() {
    for (what, alone, together, failures) in [
        ("half the time", Some(10.0), Some(5.0), 0),
        ("as long as ever", Some(10.0), Some(10.0), 2),
        ("longer", Some(10.0), Some(11.0), 3),
        ("never shared", Some(10.0), None, 2),
    ] {
        let mut known = known(10.0, 0.0, 2);
        known.learn_stream(10.0, alone, together);
        assert_eq!(known.failures, failures, "{what}");
    }
    let mut first = known(10.0, 0.0, 0);
    first.learn_stream(10.0, None, Some(10.0));
    assert_eq!(first.failures, 1);
    let mut never_alone = Knowledge {
        failures: 2,
        ..Knowledge::default()
    };
    never_alone.learn_stream(10.0, None, Some(9.0));
    assert_eq!(never_alone.failures, 2);
}
