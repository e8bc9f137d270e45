//! Helpers that begin to wait, and the end of what they wait for: nobody waits for ever.

use super::*;
use crate::sync::model::check;
use crate::sync::{Arc, thread};

/// As many helpers come as one thread is alone, and `end` ends that. Who was called calls the next.
fn helpers_wait(helpers: usize, end: fn(&Solo)) {
    let solo = Arc::new(Solo::default());
    solo.begin();
    let helper = |solo: Arc<Solo>| {
        thread::spawn(move || {
            while is_solo(solo.turns()) {
                solo.wait();
            }
            solo.call_one();
        })
    };
    let helpers: Vec<_> = (0..helpers).map(|_| helper(Arc::clone(&solo))).collect();
    end(&solo);
    helpers
        .into_iter()
        .for_each(|helper| helper.join().unwrap());
}

#[test]
fn one_that_is_called_calls_the_next() {
    check(|| helpers_wait(2, Solo::end));
}

#[test]
fn nobody_waits_behind_the_end_of_the_call() {
    check(|| helpers_wait(2, |solo| drop(EndsSolo(solo))));
}

#[test]
fn canary_those_that_wait_are_called_too_early() {
    check(|| {
        helpers_wait(1, |solo| {
            solo.call_one();
            solo.turns.fetch_add(1, Ordering::Relaxed);
        });
    });
}
