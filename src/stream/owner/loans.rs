//! What the owner of a stream has on loan from its source, whose items are made as they are gone through.

use super::{Due, Owner};
use crate::drive::Claim;
use crate::source::Pieces;
use crate::stream::flow::Flow;
use crate::tempo::{LEAST_LOAN, is_too_light_to_share};

impl<P> Owner<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    /// What comes next, on loan, while nobody helps. Its items are made while it is gone through.
    pub(super) fn borrow(&mut self, flow: &Flow<P>, in_batches: Option<usize>) -> Option<Due<P>> {
        if !P::Claim::LENDS || !self.sharing.is_alone() {
            return None;
        }
        self.begin();
        let lately = self.pace.lately();
        let grain = flow.grain().most(lately, self.pace.steady());
        let want = self.pace.want().min(grain.max(LEAST_LOAN));
        let Some(most) = in_batches else {
            let (place, claim) = flow.lend(want, false, lately)?;
            return Some(Due::Piece(place, claim, true));
        };
        if const { P::SHAPE.pauses } {
            let (at, loan) = flow.lend_one_by_one(want, lately)?;
            self.lent_at = Some(at);
            return Some(Due::Loan(loan));
        }
        let (place, claim) = flow.lend(want.min(most), true, lately)?;
        Some(Due::Piece(place, claim, true))
    }

    /// What was lent to be taken one by one is back: making it took so many nanoseconds, if that is known.
    /// Says how many items it was.
    pub(in crate::stream) fn end_loan(&mut self, flow: &Flow<P>, making: f32) -> usize {
        let n = self.note_loan(flow);
        let taking = self.began.nanos();
        // Where it took long, that may be who takes them.
        let long = !is_too_light_to_share(taking / n.max(1) as f32, n, 0);
        if n > 0 && (self.precisely || !long) {
            let nanos = if long { making } else { taking };
            let waited = self.have_waited(n, nanos);
            self.note(n, nanos, waited);
        }
        self.precisely = long || self.known.is_none();
        n
    }

    /// Takes notice of how many items were taken of what was lent, if something was: it is back.
    pub(super) fn note_loan(&mut self, flow: &Flow<P>) -> usize {
        let Some(at) = self.lent_at.take() else {
            return 0;
        };
        let n = flow.take_back(at);
        self.part.add(n);
        self.part.end();
        n
    }
}
