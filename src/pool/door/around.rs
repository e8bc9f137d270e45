//! Doors within doors: which region was opened inside of which.

use super::{Door, Guest};
use crate::pool::permit::{Refused, Scope};
use crate::sync::Arc;

impl Door {
    /// Whether `other` is this door, or that of a region somewhere inside.
    pub(in crate::pool) fn is_around(self: &Arc<Door>, other: &Arc<Door>) -> bool {
        Arc::ptr_eq(self, other) || other.ancestors().any(|door| Arc::ptr_eq(self, door))
    }

    /// Lets those who wait in the regions around this one know where it is.
    pub(in crate::pool) fn tell_parent(self: &Arc<Door>) {
        let mut door = self;
        while let Some(parent) = &door.parent {
            let was_listed = {
                let mut room = parent.room.lock();
                room.nested.push(Arc::clone(door));
                std::mem::replace(&mut room.listed, true)
            };
            // A task is of no interest to those around before there is something in it to help.
            if !parent.is_task || was_listed {
                break;
            }
            door = parent;
        }
    }

    pub(super) fn leave_parent(self: &Arc<Door>) {
        let Some(parent) = &self.parent else { return };
        if self.is_task && !self.room.lock().listed {
            return;
        }
        let mut room = parent.room.lock();
        room.nested.retain(|door| !Arc::ptr_eq(door, self));
    }

    /// Tells those who wait in the regions around this one that it is open.
    pub(in crate::pool) fn tell_ancestors(self: &Arc<Door>) {
        self.ancestors().for_each(|ancestor| ancestor.tell());
    }

    pub(super) fn ancestors(&self) -> impl Iterator<Item = &Arc<Door>> {
        std::iter::successors(self.parent.as_ref(), |door| door.parent.as_ref())
    }

    /// Goes into the first region that was opened, at any depth, inside this one, that `may` be entered, and
    /// that lets one in.
    pub(in crate::pool) fn enter_nested(
        &self,
        already: Option<&Arc<Scope>>,
        asker: Option<&Arc<dyn Refused>>,
        may: impl Fn(&Door) -> bool + Copy,
    ) -> Option<Guest> {
        let nested = self.room.lock().nested.clone();
        nested.iter().find_map(|door| {
            let this = may(door).then(|| door.enter(already, asker)).flatten();
            this.or_else(|| door.enter_nested(already, asker, may))
        })
    }

    /// After a guest has left: goes into another region of the same scope, which may have had no permit to
    /// give before, of those whose workers are `expected`, or of the others.
    pub(in crate::pool) fn enter_next(self: &Arc<Door>, expected: bool) -> Option<Guest> {
        self.scope.as_ref()?;
        let outermost = self.ancestors().last().unwrap_or(self);
        let may = |door: &Door| door.expected == expected;
        // Who is refused here need not be called again: whoever was called for that region was there, or is
        // to come.
        let this = may(outermost).then(|| outermost.enter(None, None));
        this.flatten()
            .or_else(|| outermost.enter_nested(None, None, may))
    }
}
