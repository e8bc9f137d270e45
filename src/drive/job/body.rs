//! What one thread does with the pieces that it is dealt: all that touches items, behind one object.

use std::mem::ManuallyDrop;

use crate::drive::{Place, Work};

/// What one thread does with the pieces that it is dealt.
pub trait Body<C> {
    /// Does a piece, which is of whole blocks unless it was `split`. It may panic.
    fn take(&mut self, place: Place, claim: C, split: bool);

    /// Drops a piece that is not to be done. It may panic.
    fn forgo(&mut self, claim: C);

    /// After a panic: what the closures keep is made anew. It may panic.
    fn renew(&mut self);

    /// Hands over what was gathered: nothing more is done. It may panic.
    fn hand_over(&mut self);
}

/// What makes a body for each thread, the calling one included: in one place, since a program has a table of
/// a body's functions for each place that makes one.
pub trait Bodies<C>: Sync {
    /// Runs `f` with a new one, on the thread that is to have it.
    fn with_body(&self, f: &mut dyn FnMut(&mut dyn Body<C>));

    /// Whether a thread that leaves and comes back would have made something anew that is made once a thread.
    fn keep(&self) -> bool;
}

/// The part of one thread in a work.
struct BodyOf<'c, W: Work> {
    work: &'c W,
    /// Dropped by `hand_over` alone.
    run: ManuallyDrop<Option<W::Run<'c>>>,
}

impl<'c, W: Work> BodyOf<'c, W> {
    #[inline]
    fn of(work: &'c W) -> Self {
        BodyOf {
            work,
            run: ManuallyDrop::new(None),
        }
    }
}

/// Hands over what was gathered, by dropping it: in one function for all closures whose results are
/// gathered in the same way.
#[inline(never)]
pub(in crate::drive) fn hand_over<R>(run: &mut Option<R>) {
    *run = None;
}

impl<W: Work> Drop for BodyOf<'_, W> {
    #[inline]
    fn drop(&mut self) {
        hand_over(&mut self.run);
    }
}

/// A function that is distinct for each type of work, so for each closure: the loop's name.
#[inline]
pub(in crate::drive) fn name_of<W: Work>() -> usize {
    <BodyOf<'_, W> as Body<W::Claim>>::take as *const () as usize
}

impl<W: Work> Body<W::Claim> for BodyOf<'_, W> {
    fn take(&mut self, place: Place, claim: W::Claim, split: bool) {
        let run = self.run.get_or_insert_with(|| self.work.run());
        match const { W::SPLITS } && split {
            true => self.work.take_split(run, place, claim),
            false => self.work.take(run, place, claim),
        }
    }

    fn forgo(&mut self, claim: W::Claim) {
        self.work.forgo(claim);
    }

    fn renew(&mut self) {
        self.work.renew(&mut self.run);
    }

    fn hand_over(&mut self) {
        if let Some(run) = &mut *self.run {
            self.work.close(run);
        }
        hand_over(&mut self.run);
    }
}

/// A work, as it makes bodies.
pub(in crate::drive) struct BodiesOf<'c, W>(pub(in crate::drive) &'c W);

impl<W: Work> Bodies<W::Claim> for BodiesOf<'_, W> {
    fn keep(&self) -> bool {
        W::KEEPS
    }

    fn with_body(&self, f: &mut dyn FnMut(&mut dyn Body<W::Claim>)) {
        f(&mut BodyOf::of(self.0));
    }
}
