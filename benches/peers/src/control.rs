//! The control: two bare threads, half the loop each.
//!
//! It shows whether a second processor was free while a cell was measured. The second thread lives as long
//! as the process, sleeps while others are measured, and spins when a run of the control begins, so that no
//! wake-up is timed.

use std::hint::{black_box, spin_loop};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, mpsc};
use std::thread;
use std::time::Instant;

use crate::measure::since;

type Job = Box<dyn FnOnce() + Send>;

/// Where the two threads are in a run: they pass each step in this order.
static STEP: AtomicUsize = AtomicUsize::new(SLEEPS);
const SLEEPS: usize = 0;
const SPINS: usize = 1;
const WORKS: usize = 2;
const DONE: usize = 3;

/// The door to the second thread.
static SECOND: LazyLock<mpsc::Sender<Job>> = LazyLock::new(|| {
    let (jobs, inbox) = mpsc::channel::<Job>();
    thread::spawn(move || inbox.into_iter().for_each(|job| job()));
    jobs
});

fn enter(step: usize) {
    STEP.store(step, Ordering::SeqCst);
}

fn wait_for(step: usize) {
    while STEP.load(Ordering::SeqCst) != step {
        spin_loop();
    }
}

/// Seconds until both halves are done, the first by this thread, the second by the other.
///
/// What the halves return is dropped by who made it, after the clock was read.
pub fn time<I, O, F>([first, second]: [I; 2], plain: F) -> f64
where
    I: Send + 'static,
    F: Fn(I) -> O + Copy + Send + 'static,
{
    let job = Box::new(move || {
        enter(SPINS);
        wait_for(WORKS);
        let out = black_box(plain(black_box(second)));
        enter(DONE);
        drop(out);
        enter(SLEEPS);
    });
    SECOND.send(job).expect("the second thread lives");
    wait_for(SPINS);
    let began = Instant::now();
    enter(WORKS);
    let out = black_box(plain(black_box(first)));
    // The other may have gone on to its drop by now.
    while STEP.load(Ordering::SeqCst) == WORKS {
        spin_loop();
    }
    let took = since(began);
    drop(out);
    wait_for(SLEEPS);
    took.as_secs_f64()
}
