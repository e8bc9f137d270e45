//! A call inside the part that a helper has taken: whoever waits for that part comes to help.

use super::*;
use crate::pool::door::Door;
use crate::pool::permit::Scope;
use crate::pool::region::model::lend;
use crate::sync::model::{Signal, check};
use crate::sync::{Arc, thread};

/// [`inside`], or what a canary puts in its place.
type Beside = fn(&Standby, &mut dyn FnMut(), &(dyn Fn() + Sync)) -> Result<bool, Payload>;

/// A call that ends when somebody else has come, of those who wait around it.
fn call_inside() {
    let come = Arc::<Signal>::default();
    let coming = Arc::clone(&come);
    let help = lend(move |_seat| coming.give());
    let door = Door::new(help, 2, false, here::scope(), here::door());
    door.tell_parent();
    door.tell_ancestors();
    come.wait_for(1);
    assert!(door.run_down().is_none());
}

/// Two calls in a scope of two threads, beside a helper that looks twice.
fn scene(beside: Beside) {
    let desk = here::with(|here| Arc::clone(&here.desk)).expect("not at its end");
    assert!(!desk.standby.is_handed());
    let stands_by = Arc::clone(&desk);
    thread::spawn(move || {
        for _ in 0..2 {
            if stands_by.standby.is_handed() {
                stands_by
                    .standby
                    .take()
                    .iter()
                    .for_each(|taken| taken.work());
            }
        }
        stands_by.standby.go();
    });
    let _scope = here::stay_in(Some(Scope::new(2, None, false)));
    for part in [call_inside, || ()] {
        if desk.standby.is_ready() {
            assert!(beside(&desk.standby, &mut || (), &part).is_ok());
        }
    }
}

#[test]
fn whoever_waits_for_the_other_part_helps_inside() {
    check(|| scene(inside));
}

#[test]
fn canary_whoever_waits_for_the_other_part_does_not_look() {
    check(|| scene(outside));
}
