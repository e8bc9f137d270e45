//! A watcher that leaves, and a call at the same time: one of the two sees the other.

use super::*;
use crate::pool::desk::Desk;
use crate::sync::model::{check, check_without_fences};
use crate::sync::thread;

fn a_call_while_one_leaves() {
    let desk = Arc::<Desk>::default();
    let watch = Watch::of(Arc::clone(&desk));
    let watcher = thread::spawn(move || watch.leave().is_some());
    let is_relied_on = desk.watched.call();
    let took_it = watcher.join().unwrap();
    assert!(took_it || !is_relied_on, "overlooked");
}

#[test]
fn a_call_is_not_left_to_who_has_left() {
    check(a_call_while_one_leaves);
}

#[test]
fn canary_nobody_fences() {
    check_without_fences(a_call_while_one_leaves);
}

/// The call may come before the watcher is there, or is told of it.
fn a_call_while_one_comes(of: fn(Arc<Desk>) -> Watch<Desk>) {
    let desk = Arc::<Desk>::default();
    let theirs = Arc::clone(&desk);
    let watcher = thread::spawn(move || of(theirs).leave().is_some());
    let is_relied_on = desk.watched.call();
    let took_it = watcher.join().unwrap();
    assert!(took_it || !is_relied_on, "overlooked");
}

#[test]
fn a_call_is_not_left_to_who_has_yet_to_come() {
    check(|| a_call_while_one_comes(Watch::of));
}

#[test]
fn canary_who_comes_counts_himself_in_first() {
    fn of(desk: Arc<Desk>) -> Watch<Desk> {
        desk.watched.watchers.fetch_add(1, Ordering::Relaxed);
        let seen = desk.watched.calls.load(Ordering::Acquire);
        Watch { desk, seen }
    }
    check(|| a_call_while_one_comes(of));
}
