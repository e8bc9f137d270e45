//! What is joined while the loop still runs: rarely seen from outside, where it makes a difference in
//! memory only.

use super::*;
use crate::sink::TryReduce;

fn part(start: usize, text: &str) -> Part<String> {
    Part {
        start,
        end: start + 1,
        partial: Some(text.to_owned()),
    }
}

/// Words are joined to words, and an exclamation mark ends them.
fn join(left: String, right: String) -> Result<String, String> {
    let both = left + &right;
    if right == "!" { Err(both) } else { Ok(both) }
}

#[test]
fn what_comes_while_somebody_joins_waits() {
    let mut front = Front {
        end: 3,
        busy: true,
        ..Front::default()
    };
    front.add(part(3, "c"));
    assert!(front.joined.is_none());
    assert_eq!(front.next().unwrap().start, 3);
    assert_eq!(front.end, 4);
}

#[test]
fn what_is_handed_over_is_joined_up_to_the_first_end() {
    let horizon = Horizon::default();
    let mut joining = Joining::new(TryReduce(join), &horizon);
    let hand_over = |prefix, others| {
        let mut run = ReducedRun {
            front: &joining.front,
            prefix,
            others,
            begun: None,
            by_turns: false,
        };
        joining.hand_over(&mut run);
    };
    // Out of order, and with a gap.
    hand_over(None, vec![part(1, "b")]);
    hand_over(Some(part(0, "a")), vec![part(3, "!"), part(4, "d")]);
    assert_eq!(joining.front.lock().joined.as_deref(), Some("ab"));
    hand_over(None, vec![part(5, "!"), part(2, "c")]);
    assert!(horizon.is_at(3));
    match joining.finish() {
        ControlFlow::Break(Ended::Early(end)) => assert_eq!(end, "abc!"),
        _ => panic!("not the first end"),
    }
}
