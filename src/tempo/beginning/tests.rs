//! When a call gets help: at once, after so long a look, or never.

use super::*;

const PRICE: f32 = 10_000.0;

#[test]
fn a_call_is_shared_where_that_may_pay() {
    let alone = |patience| Beginning::Alone {
        patience,
        worth: 2.0 * PRICE,
    };
    for (what, whole, certain, turn, beginning) in [
        ("known cheap", 5_000.0, true, Turn::Shared, alone(2_500.0)),
        ("known heavy", 1e9, true, Turn::Shared, Beginning::Shared),
        (
            "heavy, but how many",
            1e9,
            false,
            Turn::Shared,
            alone(2_500.0),
        ),
        (
            "uneven, however many",
            1e9,
            false,
            Turn::Uneven,
            Beginning::Shared,
        ),
        (
            "to be compared, short",
            40_000.0,
            true,
            Turn::Compared,
            alone(10_000.0),
        ),
        (
            "to be compared, shorter",
            10_001.0,
            true,
            Turn::Compared,
            alone(2_500.25),
        ),
        (
            "to be compared, long",
            1e9,
            true,
            Turn::Compared,
            alone(SURE),
        ),
        (
            "never faster",
            40_000.0,
            true,
            Turn::Alone,
            alone(160_000.0),
        ),
    ] {
        assert_eq!(
            Beginning::of(whole, PRICE, certain, || turn),
            beginning,
            "{what}"
        );
    }
    // What is not worth trying takes no turn.
    Beginning::of(PRICE, PRICE, true, || panic!("nobody asked"));
}

/// What comes after each step, if items cost so much, of which there are `total`.
fn steps(mut alone: Alone, total: usize, costs: &[f32]) -> Vec<Next> {
    let (mut want, mut done, mut nanos) = (1, 0, 0.0);
    let steps = costs.iter().map(|cost| {
        let n = want.min(total - done);
        done += n;
        nanos += cost * n as f32;
        let next = alone.after(want, done, nanos, total - done);
        if let Next::Items(n) = next {
            want = n;
        }
        next
    });
    steps.collect()
}

#[test]
fn the_calling_thread_goes_on_alone_until_the_rest_is_worth_help() {
    use Next::*;
    let new = |usual, lends| Alone::new(2_500.0, 20_000.0, usual, lends);
    for (what, alone, total, costs, expected) in [
        (
            "cheap",
            new(None, false),
            300,
            &[10.0; 3][..],
            &[Items(16), Items(256), Items(500)][..],
        ),
        (
            "cheap, but many",
            new(None, false),
            1_000_000,
            &[10.0; 3],
            &[Items(16), Items(256), Share],
        ),
        ("heavy at once", new(None, false), 100, &[3_000.0], &[Share]),
        (
            "jumps up",
            new(None, false),
            10_000,
            &[10.0, 200.0],
            &[Items(16), Share],
        ),
        (
            "jumps down",
            new(None, false),
            10,
            &[2_000.0, 10.0],
            &[Items(2), Items(9)],
        ),
        (
            "known cheap",
            new(Some(10.0), false),
            1_000,
            &[10.0; 2],
            &[Items(500), Items(500)],
        ),
        (
            "the dear ones are still to come",
            new(Some(10_000.0), false),
            10_000,
            &[100.0; 4],
            &[Items(1), Items(1), Items(8), Items(8)],
        ),
        (
            "the dear ones, many",
            new(Some(10_000.0), false),
            10_000,
            &[600.0; 3],
            &[Items(8), Share, Share],
        ),
        (
            "light and lent, the dear ones are still to come",
            new(Some(10_000.0), true),
            10_000_000,
            &[5.0; 4],
            &[Items(1), Items(1), Items(1), Items(1)],
        ),
        (
            "light and lent",
            new(None, true),
            10_000_000,
            &[5.0; 5],
            &[Items(16), Items(256), Items(1000), Items(1000), Items(1000)],
        ),
    ] {
        assert_eq!(steps(alone, total, costs), expected, "{what}");
    }
}

#[test]
fn light_items_that_are_lent_have_to_look_dear_twice() {
    let alone = Alone::new(2_500.0, 20_000.0, None, true);
    let dear = 200.0 * LIGHT;
    let next = steps(alone, 10_000_000, &[1.0, 1.0, 1.0, dear, dear]);
    assert!(matches!(next[3], Next::Items(_)));
    assert_eq!(next[4], Next::Share);
}

#[test]
fn who_is_to_be_patient_looks_less_often() {
    let mut alone = Alone::new(800_000.0, 20_000.0, None, false);
    assert_eq!(alone.after(1, 1, 1_000.0, 10_000), Next::Items(16));
    assert_eq!(alone.after(16, 17, 17_000.0, 10_000), Next::Items(50));
    assert_eq!(alone.done(), (17, 17_000.0));
    assert_eq!(alone.tried().0, 17);
}

#[test]
fn a_small_part_says_little() {
    for (done, nanos, over, says) in [
        (25, 100.0, true, Says::Whole),
        (24, 100.0, true, Says::Nothing),
        (24, 6_000.0, true, Says::Beginning { long: false }),
        (100, 100.0, false, Says::Nothing),
        (50, 60_000.0, false, Says::Beginning { long: true }),
        (50, 50_000.0, false, Says::Beginning { long: false }),
        (50, 5_000.0, false, Says::Nothing),
    ] {
        let mut alone = Alone::new(0.0, 0.0, None, false);
        alone.after(1, done, nanos, 0);
        assert_eq!(alone.says(100, over), says, "{done} in {nanos}, {over}");
    }
}
