//! The desk, alone, and where a thread knows itself to be: what a pool full of threads hides.

use super::*;
use crate::pool::desk::Desk;
use crate::pool::permit::{Scope, places_left};

fn door() -> Arc<Door> {
    Door::new(Lent::new(&|_seat| ()), 2, false, None, None)
}

#[test]
fn a_desk_is_queued_once_until_it_is_taken() {
    let desk = Desk::default();
    assert!(desk.must_queue());
    assert!(!desk.must_queue());
    desk.taken();
    assert!(desk.must_queue());
}

#[test]
fn a_closed_region_leaves_its_desk_and_the_others_stay() {
    let (desk, outer, inner) = (Arc::<Desk>::default(), door(), door());
    desk.add(Arc::clone(&outer));
    desk.add(Arc::clone(&inner));
    desk.remove(&inner);
    assert_eq!(desk.room(), 1);
    let guest = desk.enter(false).expect("room for one");
    assert!(Arc::ptr_eq(&guest.door, &outer) && desk.room() == 0);
    drop(guest);
    desk.remove(&outer);
    assert!(desk.enter(false).is_none());
}

#[test]
fn a_door_knows_who_came_first_and_whether_its_owner_is_alone() {
    let door = door();
    assert!(door.is_alone() && door.came_first(1) && !door.came_first(2));
    let guest = door.enter(None, None).expect("room for one");
    assert!(!door.is_alone());
    drop(guest);
    // Who leaves shuts it.
    assert!(!door.is_alone());
    let unused = Door::new(Lent::new(&|_seat| ()), 2, false, None, None);
    unused.run_down();
    assert!(!unused.is_alone());
    let lasting = Door::lasting(Lent::new(&|_seat| ()), 2, false, None, None);
    assert!(!lasting.came_first(1));
}

#[test]
fn as_many_are_worth_calling_as_there_are_places() {
    let desk = Arc::<Desk>::default();
    desk.add(Door::new(Lent::new(&|_seat| ()), 4, false, None, None));
    assert_eq!(
        (desk.vacancies(10), desk.vacancies(2), desk.vacancies(0)),
        (3, 2, 0)
    );
    let scope = Scope::new(3, None, false);
    assert_eq!(places_left(Some(&scope)), 2);
    assert_eq!(places_left(None), usize::MAX);
    let lent = Lent::new(&|_seat| ());
    desk.add(Door::new(lent, 4, true, Some(Arc::clone(&scope)), None));
    assert_eq!((desk.vacancies(10), desk.vacancies(0)), (5, 2));
}

#[test]
fn who_leaves_a_region_is_where_it_was_before() {
    let (outer, inner) = (door(), door());
    let is_at = |door: &Arc<Door>| here::door().is_some_and(|here| Arc::ptr_eq(&here, door));
    let around = here::stay_at(Arc::clone(&outer));
    assert!(is_at(&outer));
    let guest = here::stay_as_guest(Arc::clone(&inner), None);
    assert!(is_at(&inner));
    drop(guest);
    assert!(is_at(&outer));
    drop(around);
    assert!(here::door().is_none());
}
