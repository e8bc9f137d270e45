//! What is learnt of a loop is known of that one, until another takes its place over.

use super::*;

/// Where no loop's code begins.
fn address(n: usize) -> usize {
    (n << 5) | 0x11
}

fn is_new(this: Loop) -> bool {
    !this.is_known()
        && this.cost().is_none()
        && this.takes() == f32::INFINITY
        && this.costs() == Costs::Unknown
}

#[test]
fn what_is_learnt_of_a_loop_is_known_of_it() {
    let this = Loop::of(address(1), 1000);
    assert!(is_new(this));
    this.learn_items(7);
    assert_eq!(this.items(), 0, "it is not known yet");
    this.learn_alone(50.0);
    assert!(this.is_known());
    let about = |cost: f32| (40.0..60.0).contains(&cost);
    assert!(about(this.takes()));
    assert!(this.cost().is_some_and(about));
    assert_eq!(this.costs(), Costs::Even);
    this.learn_items(7);
    assert_eq!(this.items(), 7);
    this.learn_items(usize::MAX);
    assert_eq!(this.items(), u32::MAX as usize);
    this.learn(|known| known.learn_surprises(1, false));
    assert_eq!(this.costs(), Costs::Uneven);
    // About as long is the same.
    assert!(Loop::of(address(1), 1023).is_known());
}

#[test]
fn loops_of_other_code_or_another_length_are_others() {
    Loop::of(address(2), 1000).learn_alone(50.0);
    assert!(is_new(Loop::of(address(2), 2000)));
    assert!(is_new(Loop::of(address(2), 1 << 30)));
    assert!(is_new(Loop::of(address(3), 1000)));
}

#[test]
fn a_loop_takes_the_place_over_from_another() {
    let before = Loop::of(address(4), 1000);
    before.learn_alone(50.0);
    before.learn_items(7);
    let mut others = (5..).map(|n| Loop::of(address(n), 1000));
    let this = others
        .find(|other| std::ptr::eq(other.entry(), before.entry()))
        .expect("there are more loops than places");
    assert!(is_new(this));
    this.learn_alone(1e6);
    assert!(this.takes() > 1e5);
    assert_eq!(this.items(), 0);
    assert!(is_new(before));
}

#[test]
fn now_and_then_a_quick_call_looks_at_the_clock() {
    let this = Loop::of(address(1000), 1000);
    let looks = (0..1000).filter(|_| this.is_to_be_checked()).count();
    assert!((1..500).contains(&looks), "{looks} of 1000");
}
