//! The door and the rundown: what was lent is used by nobody once the owner goes on, and the owner does go
//! on.

use loom::cell::UnsafeCell;

use super::*;
use crate::pool::here;
use crate::pool::region::model::{lend, run};
use crate::sync::model::{Signal, check};
use crate::sync::thread;

/// What a region lends. Its owner writes it when the region is over.
#[derive(Default)]
struct Loan(UnsafeCell<()>);

impl Loan {
    fn look(&self) {
        self.0.with(|_| ());
    }

    fn take_back(&self) {
        self.0.with_mut(|_| ());
    }
}

// SAFETY: loom itself watches over the cell.
#[allow(unsafe_code, reason = "a cell that loom watches over")]
unsafe impl Sync for Loan {}

fn door(seats: usize, loan: &Arc<Loan>) -> Arc<Door> {
    let loan = Arc::clone(loan);
    Door::new(lend(move |_seat| loan.look()), seats, false, None, None)
}

/// `helpers` come to a door, whose owner ends the region by `run_down` and takes back what it lent.
fn scene(
    helpers: usize,
    enter: fn(&Arc<Door>) -> Option<Guest>,
    leave: fn(Guest),
    run_down: fn(&Arc<Door>),
) {
    let loan = Arc::<Loan>::default();
    let door = door(helpers + 1, &loan);
    for _ in 0..helpers {
        let door = Arc::clone(&door);
        thread::spawn(move || enter(&door).map(leave));
    }
    run_down(&door);
    loan.take_back();
}

fn enter(door: &Arc<Door>) -> Option<Guest> {
    door.enter(None, None)
}

fn run_down(door: &Arc<Door>) {
    door.run_down();
}

/// Without the lock that `run_down` takes afterwards, to see that the count of guests alone is enough.
fn wait(door: &Arc<Door>) {
    door.room.lock().open = false;
    door.wait(|| false);
}

#[test]
fn nobody_is_inside_afterwards() {
    check(|| scene(2, enter, Guest::work, run_down));
}

#[test]
fn the_count_of_guests_is_enough() {
    check(|| scene(1, enter, Guest::work, wait));
}

#[test]
fn canary_the_last_use_is_not_released() {
    fn leave(guest: Guest) {
        let door = Arc::clone(&guest.door);
        let _kept = std::mem::ManuallyDrop::new(guest);
        run(&door.lent, 1);
        let room = door.room.lock();
        if door.guests.fetch_sub(1, Ordering::Relaxed) == 1 && room.waiting {
            door.stir.notify_one();
        }
    }
    check(|| scene(1, enter, leave, wait));
}

#[test]
fn canary_the_last_to_leave_looks_before_it_counts() {
    fn leave(guest: Guest) {
        let door = Arc::clone(&guest.door);
        let _kept = std::mem::ManuallyDrop::new(guest);
        run(&door.lent, 1);
        let waiting = door.room.lock().waiting;
        if door.guests.fetch_sub(1, Ordering::Release) == 1 && waiting {
            door.stir.notify_one();
        }
    }
    check(|| scene(1, enter, leave, run_down));
}

#[test]
fn canary_the_owner_does_not_look_again() {
    fn hasty(door: &Arc<Door>) {
        let mut room = door.room.lock();
        room.open = false;
        drop(room);
        while door.guests.load(Ordering::Acquire) > 0 {
            let mut room = door.room.lock();
            room.waiting = true;
            door.stir.wait(&mut room);
            room.waiting = false;
        }
    }
    check(|| scene(1, enter, Guest::work, hasty));
}

#[test]
fn canary_the_door_is_never_shut() {
    fn leave_open(door: &Arc<Door>) {
        door.wait(|| false);
    }
    check(|| scene(1, enter, Guest::work, leave_open));
}

/// A helper's part opens a region that needs a second thread, and none is there but the owner of the outer
/// one, who has nothing left to do.
fn nested(tell: fn(&Arc<Door>)) {
    let inside = move |_seat| {
        let come = Arc::<Signal>::default();
        let helped = Arc::clone(&come);
        let inner = Door::new(
            lend(move |_seat| helped.give()),
            2,
            false,
            None,
            here::door(),
        );
        tell(&inner);
        come.wait_for(1);
        inner.run_down();
    };
    let outer = Door::new(lend(inside), 2, false, None, None);
    let guest = outer.enter(None, None).expect("the door is open");
    thread::spawn(move || guest.work());
    outer.run_down();
}

#[test]
fn who_waits_helps_inside() {
    check(|| {
        nested(|door| {
            door.tell_parent();
            door.tell_ancestors();
        })
    });
}

#[test]
fn canary_news_come_after_the_bell() {
    fn tell(door: &Arc<Door>) {
        let parent = door.parent.as_ref().expect("a nested region");
        parent.room.lock().nested.push(Arc::clone(door));
        if parent.room.lock().waiting {
            parent.stir.notify_one();
        }
        parent.news.store(true, Ordering::Relaxed);
    }
    check(|| nested(tell));
}

/// A helper of a crew makes it enough, and stays: the owner has to hear of it.
fn enough(tell: fn(&Arc<Door>, &Signal)) {
    let (made, go) = (Arc::<Signal>::default(), Arc::<Signal>::default());
    let (owner_sees, owner_goes) = (Arc::clone(&made), Arc::clone(&go));
    let help = move |_seat| go.wait_for(1);
    let door = Door::lasting(lend(help), 2, false, None, None);
    assert!(door.enter(None, None).is_none(), "not called");
    door.call_of(1, |_, _| unreachable!("not expected"));
    let guest = door.enter(None, None).expect("called");
    thread::spawn(move || {
        tell(&guest.door, &made);
        guest.work();
    });
    door.wait(|| owner_sees.is_given());
    owner_goes.give();
    door.run_down();
}

#[test]
fn the_owner_of_a_crew_hears_that_it_is_enough() {
    check(|| {
        enough(|door, made| {
            made.give();
            door.stir();
        })
    });
}

#[test]
fn canary_the_owner_is_stirred_too_early() {
    check(|| {
        enough(|door, made| {
            door.stir();
            made.give();
        })
    });
}

/// A helper of a crew is called again while it leaves: it stays, or another may come in.
fn called_again(leave: fn(Guest)) {
    let come = Arc::<Signal>::default();
    let comes = Arc::clone(&come);
    let door = Door::lasting(lend(move |_seat| comes.give()), 2, false, None, None);
    door.call_of(1, |_, _| unreachable!("not expected"));
    let guest = door.enter(None, None).expect("called");
    thread::spawn(move || leave(guest));
    come.wait_for(1);
    door.call_of(1, |_, _| unreachable!("not expected"));
    if let Some(other) = door.enter(None, None) {
        leave(other);
    }
    come.wait_for(2);
    door.run_down();
}

#[test]
fn who_is_called_while_a_helper_leaves_comes() {
    check(|| called_again(Guest::work));
}

#[test]
fn canary_a_helper_leaves_whoever_was_called() {
    fn leave(guest: Guest) {
        run(&guest.door.lent, 1);
    }
    check(|| called_again(leave));
}
