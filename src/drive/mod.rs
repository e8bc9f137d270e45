//! The loop: who does which piece, and when. It knows where items come from and where results go only by trait.

mod deal;
mod horizon;
mod pace;
mod ranges;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

pub(crate) use deal::{Claim, Deal, Place, Span};
pub(crate) use horizon::{Ends, Horizon};
pub(crate) use ranges::Ranges;

use crate::panic::{Payload, let_go};
use crate::pool::{Seat, current_threads, region, with_at_most};
use crate::sync::Arc;
use pace::Pace;

/// What the caller of a chain asked for.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// The most threads that this call may use, if it says so.
    pub(crate) threads: Option<usize>,
    /// The fewest items to deal at a time; 0 where nothing was asked for.
    pub(crate) min_len: usize,
    /// Where a stage of the chain says that the sequence ends early; made by the loop where no stage does.
    pub(crate) horizon: Option<Arc<Horizon>>,
}

/// What the loop does, by type: pieces made of claims, and runs that take them in.
pub(crate) trait Work: Sync {
    /// The right to a piece.
    type Claim: Claim;
    /// What one seat gathers. Dropping it hands it over.
    type Run;

    fn run(&self) -> Self::Run;
    /// Does a piece.
    fn take(&self, run: &mut Self::Run, place: Place, claim: Self::Claim);
    /// Drops a piece that is not to be done.
    fn forgo(&self, claim: Self::Claim);
}

/// Does all the work that `dealer` deals, on the calling thread and on those that help it. Returns when everything is
/// done, or, where the sequence ends early, everything before that; panics with the first panic by position.
pub(crate) fn drive<D, W>(dealer: D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    with_at_most(options.threads, || {
        let pieces = dealer.upper() / options.min_len.max(1);
        match current_threads().min(pieces) {
            0 | 1 => alone(dealer, work),
            seats => together(dealer, work, options, seats),
        }
    });
}

/// One piece, in order, with nobody to tell of an early end.
fn alone<D, W>(dealer: D, work: &W)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    if let Some((place, claim)) = dealer.all() {
        work.take(&mut work.run(), place, claim);
    }
}

fn together<D, W>(mut dealer: D, work: &W, options: &Options, seats: usize)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let own = Horizon::default();
    let shared = Shared {
        work,
        horizon: options.horizon.as_deref().unwrap_or(&own),
        panics: Ends::new(),
    };
    dealer.lay_out(seats, options.min_len);
    region(seats, |seat| {
        seat.call_for_help();
        shared.play(&dealer, seat);
    });
    shared.raise();
}

/// What the seats of one call share.
struct Shared<'c, W> {
    work: &'c W,
    horizon: &'c Horizon,
    panics: Ends<Payload>,
}

impl<W: Work> Shared<'_, W> {
    /// One seat's part: piece after piece, until nothing is left to deal.
    fn play<D: Deal<Claim = W::Claim>>(&self, dealer: &D, seat: &Seat<'_>) {
        let mut run = self.work.run();
        let mut pace = Pace::new();
        while let Some((place, claim)) = dealer.deal(seat.number(), pace.want()) {
            let at = claim.at();
            if self.horizon.is_before(at) {
                self.catch(at, || self.work.forgo(claim));
                while let Some(claim) = dealer.forgo(seat.number()) {
                    self.catch(at, || self.work.forgo(claim));
                }
                continue;
            }
            let n = place.range().len();
            pace.begin();
            self.catch(at, || self.work.take(&mut run, place, claim));
            pace.end(n);
        }
    }

    fn catch(&self, at: usize, piece: impl FnOnce()) {
        // What a panicking piece leaves behind is seen by its sink alone, which is made for that.
        if let Err(panic) = catch_unwind(AssertUnwindSafe(piece)) {
            self.panics.add(at, panic, self.horizon);
        }
    }

    /// Goes on with the first panic, unless the sequence ends before it.
    fn raise(self) {
        let (first, others) = self.panics.into_first();
        others.into_iter().for_each(|(_, panic)| let_go(panic));
        match first {
            Some((at, panic)) if self.horizon.is_at(at) => resume_unwind(panic),
            Some((_, panic)) => let_go(panic),
            None => {}
        }
    }
}
