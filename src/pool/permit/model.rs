//! Places in scopes: nobody who was refused is forgotten, and nobody is refused for the sake of one who is
//! refused in turn.

use super::*;
use crate::sync::model::check;
use crate::sync::thread;

/// Only counted.
struct Asker;

impl Refused for Asker {
    fn call_again(self: Arc<Self>) {}
}

/// Somebody asks for the last place of a scope while another gives it back, by `give_back`, which says
/// whether anybody was to be called again.
fn asked_and_given_back(give_back: fn(Permit, &Arc<Scope>) -> bool) {
    let scope = Scope::new(2, None, false);
    let asker = Arc::new(Asker) as Arc<dyn Refused>;
    let held = Permit::take(Some(Arc::clone(&scope)), None, None).expect("a place");
    let theirs = Arc::clone(&scope);
    let other = thread::spawn(move || give_back(held, &theirs));
    let admitted = Permit::take(Some(scope), None, Some(&asker)).is_some();
    let called = other.join().expect("it only gives back");
    assert!(admitted || called, "nobody called again");
}

#[test]
fn who_is_refused_is_called_again() {
    check(|| {
        asked_and_given_back(|permit, scope| {
            drop(permit);
            recalled(Some(scope), None).count() > 0
        })
    });
}

#[test]
fn canary_who_gives_back_looks_before() {
    check(|| {
        asked_and_given_back(|permit, scope| {
            let called = recalled(Some(scope), None).count() > 0;
            drop(permit);
            called
        })
    });
}

/// A thread at work in a full scope asks for a place in one inside, while another asks for both, by `take`.
fn one_for_whom_there_is_no_place(take: fn(Arc<Scope>)) {
    let outer = Scope::new(2, None, false);
    let inner = Scope::new(2, Some(Arc::clone(&outer)), false);
    let _full = Permit::take(Some(Arc::clone(&outer)), None, None).expect("a place");
    let theirs = Arc::clone(&inner);
    let other = thread::spawn(move || take(theirs));
    let admitted = Permit::take(Some(inner), Some(outer), None);
    assert!(admitted.is_some(), "refused for another");
    other.join().expect("it is refused");
}

#[test]
fn who_is_refused_is_in_nobodys_way() {
    check(|| {
        one_for_whom_there_is_no_place(|inner| {
            assert!(Permit::take(Some(inner), None, None).is_none());
        })
    });
}

#[test]
fn canary_places_are_taken_one_after_the_other() {
    fn take(inner: Arc<Scope>) {
        let outer = inner.outer.clone();
        let of_inner = Permit::take(Some(inner), outer.clone(), None);
        assert!(of_inner.is_none() || Permit::take(outer, None, None).is_none());
    }
    check(|| one_for_whom_there_is_no_place(take));
}
