//! The desk, alone, and where a thread knows itself to be: what a pool full of threads hides.

use super::*;
use crate::pool::desk::Desk;

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
