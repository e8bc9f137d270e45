//! What the items of a stream cost: measured by its owner, piece by piece, and remembered at the end.

use std::ops::Range;

use super::Owner;
use crate::drive::{Clock, Loop};
use crate::pool::Help;
use crate::source::Pieces;
use crate::stream::flow::Flow;
use crate::tempo::{self, Costs, Doubt, is_heavy, surer};

impl<P> Owner<P>
where
    P: Pieces + Sync,
    P::Item: Send,
{
    /// A piece begins.
    pub(super) fn begin(&mut self) {
        self.waits.renew(self.pace.lately());
        self.began = Clock::start();
        self.part.begin();
    }

    /// A piece is done. Says how many items it had: where it was lent, that is known only now.
    pub(super) fn end_piece(&mut self, flow: &Flow<P>, range: Range<usize>, lent: bool) -> usize {
        let n = match lent {
            true => flow.take_back(range.start),
            false => range.len(),
        };
        let making = if lent { 0.0 } else { flow.making(n) };
        let nanos = self.began.nanos() + making;
        let waited = self.have_waited(n, nanos);
        self.note(n, nanos, waited);
        self.part.add(n);
        self.part.end();
        n
    }

    /// Whether this thread has waited for what was heavy of its piece, if that is known.
    pub(super) fn have_waited(&mut self, n: usize, nanos: f32) -> Option<bool> {
        match is_heavy(nanos / n as f32) {
            true => self.waits.have_come(),
            false => None,
        }
    }

    /// Takes notice of what `n` items took to make, whoever did that, and has `waited` for them, or has not:
    /// then one that took long may just have lost its processor.
    pub(super) fn note(&mut self, n: usize, nanos: f32, waited: Option<bool>) {
        let was_sure = self.sharing.is_alone() && self.in_a_row() >= self.sure;
        self.pace.end(n, nanos);
        if is_heavy(nanos / n as f32) && waited != Some(false) {
            self.heavy_end = self.pace.done().0;
            if was_sure {
                self.sure = surer(self.sure);
            }
        }
    }

    /// How many items were measured since a heavy one.
    pub(super) fn in_a_row(&self) -> usize {
        self.pace.done().0 - self.heavy_end
    }

    /// Nothing follows, or nothing is wanted: remembers what an item cost, and how many there were.
    pub(in crate::stream) fn learn(&mut self, flow: &Flow<P>) {
        let (_, together) = self.pace.done();
        // (Where there are more threads than processors, they lose those all the time.)
        let doubt = match self.known {
            Some(_) => tempo::doubt(self.pace.longest_surprise(), 0.0, together),
            None => Doubt::None,
        };
        let surprises = self.pace.surprises().max(flow.surprises());
        let surprises = surprises + u32::from(doubt == Doubt::Certain);
        let news = surprises > 0 || doubt != Doubt::None || self.this.costs() != Costs::Even;
        if news && flow.delivered() > 0 {
            self.this
                .learn(|known| known.learn_surprises(surprises, doubt == Doubt::Maybe));
        }
        let costs = (self.pace.cost(), self.pace.lately());
        let (Some(known), (Some(cost), Some(lately))) = (self.known, costs) else {
            return;
        };
        let delivered = flow.delivered();
        // Where some were dear and others light, what it took alone and together says nothing.
        if flow.is_light(cost.max(lately)) {
            let (alone, together) = self.sharing.outcome(self.stretch.nanos(), delivered);
            // A short one was too short to say how fast it is with helpers, but had none.
            let alone = alone.or((!self.sharing.has_begun()).then_some(cost));
            known.learn(|known| known.learn_stream(cost, alone, together));
        } else {
            known.learn_alone(cost);
        }
        known.learn_items(delivered);
    }
}

/// The loop that makes the results of a chain of at most so many items.
pub(in crate::stream) fn loop_of<P>(items: usize) -> Loop
where
    P: Pieces + Sync,
    P::Item: Send,
{
    // Distinct for each type of chain: the loop's name.
    let name = <Flow<P> as Help>::help as fn(&Flow<P>) as usize;
    Loop::of(name, items)
}
