//! The slot of a join: its second closure is run once, by the frame or by the helper that has come, and
//! what it did is seen.

use std::sync::atomic::{AtomicUsize as Plain, Ordering::SeqCst};

use loom::cell as watched;

use super::*;
use crate::sync::model::check;
use crate::sync::thread as modelled;

/// What the second closure writes to.
struct Shared {
    written: watched::UnsafeCell<()>,
    ran: Plain,
}

// SAFETY: loom itself watches over the cell.
unsafe impl Sync for Shared {}

/// A second closure, of which a canary may run two copies.
fn work(shared: &'static Shared) -> impl FnOnce() -> usize + Send + 'static {
    move || {
        shared.ran.fetch_add(1, SeqCst);
        shared.written.with_mut(|_| ());
        7
    }
}

/// A slot is offered, and a helper may come; then its frame has the closure run, or that is what it does
/// `at_once`, without withdrawing the offer. (What they share outlives the scene, for that.)
fn scene(at_once: bool) {
    let shared: &'static Shared = Box::leak(Box::new(Shared {
        written: watched::UnsafeCell::new(()),
        ran: Plain::new(0),
    }));
    let slot = Box::leak(Box::new(Slot::new(ptr::null(), work(shared))));
    let helper = modelled::spawn(offer(slot));
    let answer = if at_once {
        // SAFETY: this is what the canary does wrong; nothing in the closure minds being copied.
        Ok(unsafe { slot.take_work() }())
    } else {
        slot.after_offer()
    };
    assert_eq!(answer.expect("the closure does not panic"), 7);
    shared.written.with(|_| ());
    helper.join().expect("a helper does not panic");
    assert_eq!(shared.ran.load(SeqCst), 1, "taken twice");
}

/// Offers a slot, and answers with the helper's part.
fn offer<B: FnOnce() -> R + Send, R: Send>(slot: &Slot<B, R>) -> impl FnOnce() + Send + use<B, R> {
    // SAFETY: obligation 1: the entry is that of this slot, which was not offered.
    unsafe { offer_slot::<B, R>(ptr::from_ref(slot).cast()) };
    let offered = slot.entry.offered.get().cast::<Option<Offer>>();
    // SAFETY: what is offered begins with the offer, and was not withdrawn.
    let offer = unsafe { offered.as_ref() };
    let offer = offer.and_then(Option::as_ref);
    offer.expect("it is offered").helper()
}

#[test]
fn the_second_closure_is_run_once() {
    check(|| scene(false));
}

#[test]
fn canary_the_offer_is_not_withdrawn() {
    check(|| scene(true));
}

/// The first closure has panicked.
#[test]
fn what_is_forgone_is_dropped_or_run() {
    check(|| {
        let dropped = std::sync::Arc::new(());
        let captured = std::sync::Arc::clone(&dropped);
        let slot = Slot::new(ptr::null(), move || drop(captured));
        modelled::spawn(offer(&slot));
        slot.forgo();
        assert_eq!(std::sync::Arc::strong_count(&dropped), 1, "not taken");
    });
}
