//! A task's states: it is begun once, whoever comes first; what comes of it reaches whoever waits, or is
//! dropped; and nobody waits in vain.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};
use std::task::{Wake, Waker};

use super::*;
use crate::sync::model::{Signal, check};
use crate::sync::thread as modelled;

/// Counts how often the task ran.
fn task(ran: &Arc<Plain>) -> Arc<Core<'static, usize>> {
    let ran = Arc::clone(ran);
    Arc::new(Core::new(Box::new(move || {
        assert_eq!(ran.fetch_add(1, SeqCst), 0, "run twice");
        7
    })))
}

/// As a worker does.
fn run(core: &Core<'static, usize>) {
    if let Some((running, work)) = core.begin(Running::begin_here) {
        assert!(core.run(running, work).is_none());
    }
}

/// As `Task::try_join`.
fn join(core: &Core<'static, usize>) -> usize {
    run(core);
    match core.find() {
        Found::Begun(running) => {
            running.wait();
            core.result().unwrap()
        }
        Found::Over(result) => result.unwrap(),
        Found::Unbegun(_) => unreachable!(),
    }
}

#[test]
fn who_joins_gets_what_came_of_it() {
    check(|| {
        let ran = Arc::default();
        let core = task(&ran);
        let worker = Arc::clone(&core);
        modelled::spawn(move || run(&worker));
        assert_eq!(join(&core), 7);
        assert_eq!(ran.load(SeqCst), 1);
    });
}

#[test]
fn who_cancels_has_it_dropped_or_waits_for_it() {
    check(|| {
        let ran = Arc::default();
        let core = task(&ran);
        let worker = Arc::clone(&core);
        let other = modelled::spawn(move || run(&worker));
        let came = match core.find() {
            Found::Unbegun(work) => {
                drop(work);
                0
            }
            Found::Begun(running) => {
                running.cancel();
                running.wait();
                core.result().unwrap()
            }
            Found::Over(result) => result.unwrap(),
        };
        other.join().unwrap();
        assert_eq!(came, 7 * ran.load(SeqCst));
    });
}

#[test]
fn what_nobody_waits_for_is_dropped_once() {
    struct Counts(Arc<Plain>);
    impl Drop for Counts {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    check(|| {
        let dropped = Arc::<Plain>::default();
        let value = Counts(Arc::clone(&dropped));
        let core = Arc::new(Core::new(Box::new(move || value)));
        let worker = Arc::clone(&core);
        let other = modelled::spawn(move || {
            let (running, work) = worker.begin(Running::begin_here).unwrap();
            assert!(worker.run(running, work).is_none());
        });
        drop(core.detach());
        other.join().unwrap();
        assert_eq!(dropped.load(SeqCst), 1);
    });
}

/// Gives a signal.
struct Gives(Signal);

impl Wake for Gives {
    fn wake(self: Arc<Self>) {
        self.0.give();
    }
}

/// Somebody polls, and waits to be told, while the task runs.
fn polled(poll: fn(&Core<'static, usize>, &Waker) -> Option<thread::Result<usize>>) {
    let core = task(&Arc::default());
    let worker = Arc::clone(&core);
    modelled::spawn(move || run(&worker));
    let told = Arc::new(Gives(Signal::default()));
    let waker = Waker::from(Arc::clone(&told));
    let result = poll(&core, &waker).unwrap_or_else(|| {
        told.0.wait_for(1);
        core.poll(&waker).expect("it was told")
    });
    assert_eq!(result.unwrap(), 7);
}

#[test]
fn who_polls_is_told() {
    check(|| polled(Core::poll));
}

#[test]
fn canary_the_waker_is_left_after_the_look() {
    check(|| {
        polled(|core, waker| {
            if core.is_over() {
                return Some(core.result());
            }
            core.shared.lock().waker = Some(waker.clone());
            None
        });
    });
}
