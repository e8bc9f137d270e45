//! Two threads that meet: every index is taken once.

use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};

use super::*;
use crate::sync::model::check;
use crate::sync::{Arc, thread};

const N: usize = 4;

#[test]
fn two_threads_that_meet() {
    check(|| {
        let meeting = Ranges::new(N).meeting().expect("few");
        let shared = Arc::new((meeting, [const { Plain::new(0) }; N]));
        let play = |side: Side, (meeting, taken): &(Meeting, [Plain; N])| {
            while let Some(indices) = meeting.take(side, |_| 1) {
                indices.for_each(|i| assert_eq!(taken[i].fetch_add(1, SeqCst), 0, "taken twice"));
            }
        };
        let theirs = Arc::clone(&shared);
        let other = thread::spawn(move || play(Side::Back, &theirs));
        play(Side::Front, &shared);
        other.join().unwrap();
        let once = |n: &Plain| n.load(SeqCst) == 1;
        assert!(shared.1.iter().all(once), "not taken");
    });
}
