//! The loop: who does which piece, and when. It knows where items come from and where results go only by trait.

mod call;
mod deal;
mod horizon;
mod memory;
mod pace;
mod ranges;
#[cfg(test)]
mod tests;

pub(crate) use deal::{Claim, Deal, Place, Span};
pub(crate) use horizon::{Ends, Horizon};
pub(crate) use ranges::Ranges;

use crate::pool::{team, with_at_most};
use crate::sync::Arc;
use call::Call;
use memory::Loop;

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
    type Run: Send;

    fn run(&self) -> Self::Run;
    /// Does a piece.
    fn take(&self, run: &mut Self::Run, place: Place, claim: Self::Claim);
    /// Drops a piece that is not to be done.
    fn forgo(&self, claim: Self::Claim);
}

/// Does all the work that `dealer` deals, on the calling thread and on those that help it. Returns when everything is
/// done, or, where the sequence ends early, everything before that; panics with the first panic by position.
///
/// A sequence of more than `usize::MAX` items has to end early: where the last of those was done, this panics.
pub(crate) fn drive<D, W>(dealer: D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let cut_short = dealer.is_cut_short();
    drive_dealt(dealer, work, options);
    if cut_short {
        let horizon = options.horizon.as_ref();
        let ended = horizon.is_some_and(|horizon| horizon.is_known());
        assert!(ended, "more items than usize::MAX, and no end among those");
    }
}

fn drive_dealt<D, W>(dealer: D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let items = dealer.upper();
    if items <= 1 && options.threads.is_none() {
        return in_one_piece(dealer, work);
    }
    with_at_most(options.threads, || {
        let team = team();
        let pieces = match options.min_len {
            0 | 1 => items,
            n => items / n,
        };
        match team.threads.min(pieces) {
            0 | 1 => in_one_piece(dealer, work),
            seats => {
                let own = Horizon::default();
                let horizon = options.horizon.as_deref().unwrap_or(&own);
                // Distinct for each type of dealer and of work, so for each closure: the loop's name.
                let this = drive_dealt::<D, W> as *const () as usize;
                let known = (!team.items_wait(items)).then(|| Loop::of(this, items));
                Call::new(work, horizon).run(dealer, seats, options.min_len, known);
            }
        }
    });
}

/// In order, with nobody to tell of an early end.
fn in_one_piece<D, W>(dealer: D, work: &W)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    if let Some((place, claim)) = dealer.all() {
        work.take(&mut work.run(), place, claim);
    }
}
