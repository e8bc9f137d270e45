//! What is handed to a helper that stands by: it is used by nobody once the owner goes on, and the owner does
//! go on.

use loom::cell::UnsafeCell;

use super::*;
use crate::pool::region::model::lend;
use crate::sync::model::check;
use crate::sync::{Arc, thread};

/// What is lent. Its owner writes it when the helper is done.
#[derive(Default)]
struct Loan(UnsafeCell<()>);

// SAFETY: loom itself watches over the cell.
unsafe impl Sync for Loan {}

/// How each side does its part.
#[derive(Clone, Copy)]
struct Sides {
    helper: fn(&Standby),
    close: fn(Handed<'_>),
}

const SOUND: Sides = Sides {
    helper,
    close: |handed| drop(handed.close()),
};

fn helper(standby: &Standby) {
    if standby.is_handed() {
        if let Some(taken) = standby.take() {
            taken.work();
        }
    }
    standby.go();
}

/// `helpers` look once each, while an owner hands something over, and takes it back.
fn scene(helpers: usize, Sides { helper, close }: Sides) {
    let standby = Arc::<Standby>::default();
    let loan = Arc::<Loan>::default();
    assert!(!standby.is_handed() && standby.is_ready());
    for _ in 0..helpers {
        let standby = Arc::clone(&standby);
        thread::spawn(move || helper(&standby));
    }
    let lent = Arc::clone(&loan);
    let handed = standby.hand(lend(move |_seat| lent.0.with(|_| ())));
    close(handed);
    loan.0.with_mut(|_| ());
}

#[test]
fn nobody_uses_it_afterwards() {
    check(|| scene(1, SOUND));
}

#[test]
fn one_of_two_takes_it() {
    check(|| scene(2, SOUND));
}

#[test]
fn an_owner_whose_part_panicked_waits_as_well() {
    fn close(handed: Handed<'_>) {
        drop(handed);
    }
    check(|| scene(1, Sides { close, ..SOUND }));
}

#[test]
fn canary_the_last_use_is_not_released() {
    fn helper(standby: &Standby) {
        if let Some(taken) = standby.is_handed().then(|| standby.take()).flatten() {
            taken.work();
            let taken = std::mem::ManuallyDrop::new(taken);
            if taken.standby.state.swap(DONE, Ordering::Relaxed) == AWAITED {
                drop(taken.standby.desk.lock());
                taken.standby.bell.notify_one();
            }
        }
    }
    check(|| scene(1, Sides { helper, ..SOUND }));
}

#[test]
fn canary_the_owner_takes_it_back_whatever_it_is() {
    fn close(handed: Handed<'_>) {
        let handed = std::mem::ManuallyDrop::new(handed);
        handed.standby.state.swap(NOBODY, Ordering::Acquire);
    }
    check(|| scene(1, Sides { close, ..SOUND }));
}

#[test]
fn canary_the_owner_sleeps_without_a_word() {
    fn close(handed: Handed<'_>) {
        let (standby, _handed) = (handed.standby, std::mem::ManuallyDrop::new(handed));
        if standby.change(HANDED, NOBODY) {
            return;
        }
        if standby.state.load(Ordering::Acquire) != DONE {
            let mut desk = standby.desk.lock();
            standby.state.store(AWAITED, Ordering::Relaxed);
            while standby.state.load(Ordering::Acquire) == AWAITED {
                standby.bell.wait(&mut desk);
            }
        }
    }
    check(|| scene(1, Sides { close, ..SOUND }));
}
