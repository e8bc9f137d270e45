//! A watcher that leaves, and a call at the same time: one of the two sees the other.

use super::*;
use crate::pool::desk::Desk;
use crate::sync::model::check;
use crate::sync::thread;

fn watch(desk: Arc<Desk>) -> Watch<Desk> {
    Watch::of(desk).expect("nobody else does")
}

fn leave(watch: Watch<Desk>) -> bool {
    watch.leave().is_some()
}

fn a_call_while_one_leaves(leave: fn(Watch<Desk>) -> bool) {
    let desk = Arc::<Desk>::default();
    let watch = watch(Arc::clone(&desk));
    let watcher = thread::spawn(move || leave(watch));
    let is_relied_on = desk.watched.call();
    let took_it = watcher.join().unwrap();
    assert!(took_it || !is_relied_on, "overlooked");
}

#[test]
fn a_call_is_not_left_to_who_has_left() {
    check(|| a_call_while_one_leaves(leave));
}

#[test]
fn canary_who_leaves_looks_before_he_counts_himself_out() {
    fn leave(watch: Watch<Desk>) -> bool {
        let called = watch.is_called();
        watch.desk.watched.word.fetch_sub(1, Ordering::Acquire);
        called
    }
    check(|| a_call_while_one_leaves(leave));
}

/// The call may come before a watcher is there, or is told of it; and another may just be leaving.
fn a_call_while_one_comes(others: bool, of: fn(Arc<Desk>) -> Watch<Desk>) {
    let desk = Arc::<Desk>::default();
    let first = others.then(|| watch(Arc::clone(&desk)));
    let theirs = Arc::clone(&desk);
    let goes = thread::spawn(move || first.is_some_and(leave));
    let comes = thread::spawn(move || of(theirs).leave().is_some());
    let is_relied_on = desk.watched.call();
    let took_it = [goes.join().unwrap(), comes.join().unwrap()];
    assert!(took_it.contains(&true) || !is_relied_on, "overlooked");
}

#[test]
fn a_call_is_not_left_to_who_has_yet_to_come() {
    check(|| a_call_while_one_comes(false, watch));
}

#[test]
fn a_call_is_not_left_to_who_comes_as_another_goes() {
    check(|| a_call_while_one_comes(true, watch));
}

#[test]
fn canary_who_comes_counts_himself_in_first() {
    fn of(desk: Arc<Desk>) -> Watch<Desk> {
        desk.watched.word.fetch_add(1, Ordering::Relaxed);
        let seen = desk.watched.word.load(Ordering::Acquire) >> BITS;
        Watch { desk, seen }
    }
    check(|| a_call_while_one_comes(true, of));
}
