//! Places at ordinary work: nobody who was refused is forgotten.

use super::*;
use crate::sync::model::check;
use crate::sync::thread;

/// Somebody asks for the last place while another gives it back, by `end`, which says what is to be queued
/// again.
fn asked_and_given_back(end: fn(&Ordinary) -> Vec<Arc<Desk>>) {
    let ordinary = Arc::new(Ordinary::new(1));
    let desk = Arc::<Desk>::default();
    assert!(ordinary.begin(None));
    let theirs = Arc::clone(&ordinary);
    let other = thread::spawn(move || end(&theirs).len());
    let admitted = ordinary.begin(Some(&desk));
    let queued = other.join().expect("it only gives back");
    assert!(admitted || queued == 1, "nobody called again");
}

#[test]
fn who_was_refused_is_queued_again() {
    check(|| asked_and_given_back(Ordinary::end));
}

#[test]
fn canary_who_ends_looks_before() {
    check(|| {
        asked_and_given_back(|ordinary| {
            let refused = std::mem::take(&mut *ordinary.refused.lock());
            ordinary.end();
            refused
        })
    });
}
