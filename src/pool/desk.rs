//! The desk at which a thread asks for help.
//!
//! What lies in the pool's queues is desks, not calls: "this thread has open regions". A desk is queued
//! once until somebody has taken it, so a million calls made while every worker is busy leave one entry,
//! and it owns nothing that is borrowed, so it may lie there for ever.

use super::door::{Door, Guest};
use super::lent::standby::Standby;
use super::permit::{Refused, places_left};
use super::watch::Watched;
use crate::sync::{Arc, AtomicBool, Mutex, Ordering};

#[derive(Default)]
pub(super) struct Desk {
    /// Whether this desk lies in a queue, or is about to.
    queued: AtomicBool,
    /// The doors of the regions that the desk's thread has open, the outermost first.
    doors: Mutex<Vec<Arc<Door>>>,
    pub(super) watched: Watched,
    pub(super) standby: Standby,
}

impl AsRef<Watched> for Desk {
    fn as_ref(&self) -> &Watched {
        &self.watched
    }
}

impl Desk {
    pub(super) fn add(&self, door: Arc<Door>) {
        self.doors.lock().push(door);
    }

    /// Adds a lasting door, unless it is there.
    pub(super) fn add_lasting(&self, door: &Arc<Door>) {
        let mut doors = self.doors.lock();
        if !doors.iter().any(|other| Arc::ptr_eq(other, door)) {
            doors.push(Arc::clone(door));
        }
    }

    pub(super) fn remove(&self, door: &Arc<Door>) {
        let mut doors = self.doors.lock();
        // Most are the last one, and there may be thousands before that.
        if let Some(place) = doors.iter().rposition(|other| Arc::ptr_eq(other, door)) {
            doors.remove(place);
        }
    }

    /// Whether the caller is to put this desk into a queue, because it lies in none.
    ///
    /// S4: comes after [`add`](Desk::add). Whoever takes the desk out calls [`taken`](Desk::taken) before
    /// it looks for a door: if this answers "no", that look is still to come, and it sees the door.
    pub(super) fn must_queue(&self) -> bool {
        !self.queued.swap(true, Ordering::AcqRel)
    }

    /// Notes that this desk was taken out of its queue.
    pub(super) fn taken(&self) {
        self.queued.swap(false, Ordering::AcqRel);
    }

    /// Goes in by the first door that lets one in, of those whose workers are `expected`, or of the others.
    /// Takes lasting doors at which there is nothing to do away: of crews that nobody asks for anything any
    /// more there may be thousands, and who asks adds the door again.
    pub(super) fn enter(self: &Arc<Desk>, expected: bool) -> Option<Guest> {
        let this = Arc::clone(self) as Arc<dyn Refused>;
        let mut guest = None;
        self.doors.lock().retain(|door| {
            if guest.is_none() && door.expected == expected {
                guest = door.enter(None, Some(&this));
            }
            guest.is_some() || !door.is_idle()
        });
        guest
    }

    /// How many more helpers the doors would let in.
    pub(super) fn room(&self) -> usize {
        let doors = self.doors.lock();
        let room = doors.iter().map(|door| door.room());
        room.fold(0, usize::saturating_add)
    }

    pub(super) fn has_room(&self) -> bool {
        self.doors.lock().iter().any(|door| door.room() > 0)
    }

    /// How many more helpers the doors would let in, but no more than their scopes have places for now, nor
    /// more than `ordinary` that are not expected: so many are worth calling.
    pub(super) fn vacancies(&self, ordinary: usize) -> usize {
        let doors = self.doors.lock();
        let vacancies = |expected| {
            let doors = doors.iter().filter(move |door| door.expected == expected);
            let vacancies = doors.map(|door| door.room().min(places_left(door.scope())));
            vacancies.fold(0, usize::saturating_add)
        };
        vacancies(true).saturating_add(vacancies(false).min(ordinary))
    }

    /// Makes the desk's thread, if it waits in one of its regions, look for what it can help with there.
    pub(super) fn tell_owner(&self) {
        self.doors.lock().iter().for_each(|door| door.tell());
    }
}
