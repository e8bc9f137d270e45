//! A join that is in its thread's list.

use std::mem::forget;
use std::{ptr, thread};

use super::list::Joins;
use super::slot::{Entry, Slot};
use crate::pool::join_has_to_look;

/// A slot is in the list, until this is dropped.
pub(super) struct Listed<'s, B: FnOnce() -> RB + Send, RB: Send> {
    slot: &'s Slot<B, RB>,
    /// As its entry says. (From there the next join would have to wait for it: it comes from memory.)
    before: *const Entry,
}

impl<'s, B: FnOnce() -> RB + Send, RB: Send> Listed<'s, B, RB> {
    #[inline]
    pub(super) fn put(slot: &'s Slot<B, RB>) -> Self {
        // Not a pointer to the entry alone: what it is cast to is the slot.
        let entry = ptr::from_ref(slot).cast::<Entry>();
        Joins::here().last.set(entry);
        let before = slot.entry.before;
        let listed = Listed { slot, before };
        if join_has_to_look() {
            look_around(entry);
        }
        listed
    }

    /// J1: in the reverse order. Answers with what the second closure returned, or how it panicked, if it
    /// was offered.
    #[inline]
    pub(super) fn take_out(self) -> Option<thread::Result<RB>> {
        let Listed { slot, before } = self;
        forget(self);
        Joins::here().last.set(before);
        if !slot.entry.is_noted() {
            debug_assert!(Joins::here().keeps_no_more_of(&slot.entry), "J3");
            return None;
        }
        note_end(ptr::from_ref(slot).cast());
        slot.entry.is_offered().then(|| slot.after_offer())
    }
}

/// The first closure has panicked.
impl<B: FnOnce() -> RB + Send, RB: Send> Drop for Listed<'_, B, RB> {
    #[inline(always)]
    fn drop(&mut self) {
        // (By value: so the slot is all that a frame has to keep.)
        abandon(self.slot);
    }
}

#[cold]
#[inline(never)]
fn abandon<B: FnOnce() -> RB + Send, RB: Send>(slot: &Slot<B, RB>) {
    Joins::here().last.set(slot.entry.before);
    if slot.entry.is_noted() {
        note_end(ptr::from_ref(slot).cast());
    }
    slot.forgo();
}

/// The join that was put into the list has to look where it is, and at the clock.
#[cold]
#[inline(never)]
fn look_around(entry: *const Entry) {
    Joins::here().look_around(entry);
}

/// A noted entry was taken out of the list.
#[cold]
#[inline(never)]
fn note_end(entry: *const Entry) {
    Joins::here().note_end(entry);
}
