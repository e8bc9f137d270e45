//! How many items a thread takes next, and what it makes of a surprise.

use super::*;

/// How many items are wanted after each of these pieces, whose items cost so much.
fn wants(mut pace: Pace, costs: &[f32]) -> Vec<usize> {
    wants_of(&mut pace, costs)
}

fn wants_of(pace: &mut Pace, costs: &[f32]) -> Vec<usize> {
    let wants = costs.iter().map(|cost| {
        let n = pace.want();
        pace.end(n, cost * n as f32);
        pace.want()
    });
    wants.collect()
}

#[test]
fn a_piece_lasts_some_microseconds() {
    for (what, costs, expected) in [
        (
            "cheap",
            &[1.0; 6][..],
            &[8, 64, 512, 4096, 10_000, 10_000][..],
        ),
        ("middling", &[100.0; 4], &[8, 64, 100, 100]),
        ("heavy", &[1e6; 3], &[1, 1, 1]),
        (
            "jumps up",
            &[1.0, 1.0, 1.0, 5_000.0, 1.0],
            &[8, 64, 512, 2, 16],
        ),
        ("jumps down", &[1e6, 1e6, 10.0, 10.0], &[1, 1, 8, 64]),
        ("nothing at all", &[1e-9; 3], &[8, 64, 512]),
    ] {
        assert_eq!(wants(Pace::new(None, 4), costs), expected, "{what}");
    }
}

#[test]
fn what_is_cheaper_than_usual_may_have_the_dear_ones_behind_it() {
    for (ranges, want) in [(1, 4), (2, 4), (4, 2), (8, 1), (1000, 1)] {
        let pace = Pace::new(Some(1_000.0), ranges);
        assert_eq!(wants(pace, &[1.0; 3])[2], want, "{ranges} ranges");
    }
    // As usual, or nearly.
    let pace = Pace::new(Some(1_000.0), 4);
    assert_eq!(wants(pace, &[500.0; 3]), [8, 20, 20]);
}

#[test]
fn made_items_are_taken_by_more_at_a_time() {
    for (tried, cost, want) in [
        (0, 0.0, 1),
        (1, 1e6, 1),
        (50, 100.0, 50),
        (5000, 100.0, 400),
    ] {
        let pace = Pace::new(None, 1).in_turn(tried, cost);
        assert_eq!(pace.want(), want, "{tried} of {cost}");
    }
    let pace = Pace::new(None, 1).in_turn(100, 100.0);
    assert_eq!(wants(pace, &[100.0; 2]), [400, 400]);
}

#[test]
fn heavy_items_side_by_side_are_a_surprise_behind_light_ones() {
    for (what, costs, surprises, steady) in [
        ("even", &[10.0; 4][..], 0, (585, 5_850.0)),
        ("the first", &[1e9, 1e9], 0, (2, 2e9)),
        (
            "heavy ones behind light ones",
            &[1.0, 1.0, 1e6, 1e6],
            1,
            (1, 1e6),
        ),
        (
            "one heavy one, or a disturbance",
            &[1.0, 1.0, 1e6, 1.0],
            0,
            (1, 1.0),
        ),
        (
            "a jump, but a short one",
            &[1.0, 1.0, 500.0],
            0,
            (73, 32_009.0),
        ),
        ("cold", &[1.0, 1.0, 1_000.0, 1.0], 0, (83, 64_019.0)),
        (
            "again",
            &[1.0, 1.0, 1e6, 1e6, 1.0, 1.0, 1.0, 1.0, 1.0, 1e6, 1e6],
            2,
            (1, 1e6),
        ),
    ] {
        let mut pace = Pace::new(None, 4);
        wants_of(&mut pace, costs);
        let (items, nanos) = steady;
        assert_eq!(
            (pace.surprises(), pace.steady()),
            (surprises, Steady { items, nanos }),
            "{what}"
        );
    }
}

#[test]
fn heavy_items_at_the_very_beginning_are_a_surprise_where_that_is_not_usual() {
    for (usual, costs, surprises) in [
        (None, [3e6, 3e6], 0),
        (Some(1.0), [3e6, 3e6], 1),
        (Some(1.0), [3e6, 1.0], 0),
        (Some(1.0), [1e6, 1e6], 0),
        (Some(3e6), [3e6, 3e6], 0),
    ] {
        let mut pace = Pace::new(usual, 4);
        wants_of(&mut pace, &costs);
        assert_eq!(pace.surprises(), surprises, "{costs:?}, usually {usual:?}");
    }
}

#[test]
fn one_heavy_item_that_is_known_to_be_one_is_enough() {
    let mut pace = Pace::new(None, 4);
    wants_of(&mut pace, &[1.0, 1.0]);
    assert!(!pace.is_surprised());
    wants_of(&mut pace, &[1e6]);
    assert!(pace.is_surprised());
    pace.was_heavy();
    assert_eq!(pace.surprises(), 1);
    wants_of(&mut pace, &[1.0]);
    assert!(!pace.is_surprised());
}

#[test]
fn what_was_measured_lately_counts_for_more() {
    let mut pace = Pace::new(None, 1);
    assert_eq!((pace.cost(), pace.lately()), (None, None));
    pace.end(10, 100.0);
    pace.end(10, 400.0);
    assert_eq!(pace.done(), (20, 500.0));
    assert_eq!(pace.cost(), Some(25.0));
    assert_eq!(pace.lately(), Some((75.0 + 400.0) / 17.5));
}
