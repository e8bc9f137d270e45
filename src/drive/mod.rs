//! The loop: who does which piece, and when. It knows where items come from and where results go only by trait.

mod call;
mod clock;
mod deal;
mod horizon;
mod in_turn;
mod memory;
mod pace;
mod ranges;
#[cfg(test)]
mod tests;

pub(crate) use clock::Clock;
pub(crate) use deal::{Claim, Deal, Place, Span, open_block_len};
pub(crate) use horizon::{Ends, Horizon};
pub(crate) use in_turn::{InTurn, OneOf};
pub(crate) use memory::Loop;
#[cfg(all(test, shuttle))]
pub(crate) use memory::forget_loops;
pub(crate) use pace::Pace;
pub(crate) use ranges::Ranges;

use std::num::NonZero;

use crate::panic::FirstPanic;
use crate::pool::{at_most, team};
use crate::sync::Arc;
use call::Call;

/// What the caller of a chain asked for. By default all zero, which is nothing to make and nothing to move.
#[derive(Clone, Default)]
pub(crate) struct Options {
    /// The most threads that this call may use, if it says so.
    pub(crate) threads: Option<NonZero<usize>>,
    /// The fewest items to deal at a time; 0 where nothing was asked for.
    pub(crate) min_len: usize,
    /// Where a stage of the chain says that the sequence ends early; made by the loop where no stage does.
    pub(crate) horizon: Option<Arc<Horizon>>,
    /// The most items in flight, of a chain that delivers while it goes on.
    pub(crate) window: Option<NonZero<usize>>,
}

impl Options {
    /// What two callers asked for, both to be honoured.
    pub(crate) fn and(self, other: Options) -> Options {
        Options {
            threads: least(self.threads, other.threads),
            window: least(self.window, other.window),
            min_len: self.min_len.max(other.min_len),
            horizon: self.horizon.or(other.horizon),
        }
    }
}

/// The lesser of two bounds, as far as there are any.
pub(crate) fn least(
    one: Option<NonZero<usize>>,
    other: Option<NonZero<usize>>,
) -> Option<NonZero<usize>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// What the loop does, by type: pieces made of claims, and runs that take them in.
pub(crate) trait Work: Sync {
    /// The right to a piece.
    type Claim: Claim;
    /// What one seat gathers, on its own thread. Dropping it hands it over.
    type Run<'r>
    where
        Self: 'r;

    fn run(&self) -> Self::Run<'_>;
    /// Does a piece.
    fn take<'r>(&'r self, run: &mut Self::Run<'r>, place: Place, claim: Self::Claim);
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

fn drive_dealt<D, W>(mut dealer: D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let items = dealer.upper();
    if items <= 1 && options.threads.is_none() {
        return alone(dealer, work, options);
    }
    let _scope = at_most(options.threads);
    let team = team();
    let pieces = match options.min_len {
        0 | 1 => items,
        n => items / n,
    };
    let seats = team.threads.min(pieces);
    if seats < 2 {
        return alone(dealer, work, options);
    }
    // Distinct for each type of dealer and of work, so for each closure: the loop's name.
    let this = drive_dealt::<D, W> as *const () as usize;
    let known = (!team.items_wait(items)).then(|| Loop::of(this, items));
    let mut run = work.run();
    if let Some(known) = known {
        let usual = known.takes();
        let quick = usual * (items as f32) < QUICK;
        if quick && quickly(&mut dealer, work, &mut run, options, known, usual) {
            return;
        }
    }
    let own = Horizon::default();
    let stated = options.horizon.as_deref();
    let horizon = stated.unwrap_or(&own);
    let call = Call::new(work, horizon, stated.is_some());
    call.run(dealer, run, seats, options.min_len, known);
}

/// A call that usually takes fewer nanoseconds than this is not worth more than a few glances at the clock, let alone a
/// wake-up.
const QUICK: f32 = 5_000.0;

/// By how many nanoseconds what was done of such a call may take longer than twice what is usual: caches are cold.
const COLD: f32 = 500.0;

/// How many times as many items such a call does before it looks again: the first may be quick, and the others not.
const FURTHER: usize = 8;

/// In order, on the calling thread, while the items are quick where one takes so many nanoseconds as a rule. Says whether they
/// were, and everything is done.
fn quickly<'w, D, W>(
    dealer: &mut D,
    work: &'w W,
    run: &mut W::Run<'w>,
    options: &Options,
    known: Loop,
    usual: f32,
) -> bool
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let items = dealer.upper();
    if options.min_len > 1 {
        dealer.set_min_len(options.min_len);
    }
    let rest = Rest { dealer, work };
    let clock = Clock::start();
    let (mut done, mut want) = (0.0, 1_usize);
    while let Some((place, claim)) = rest.dealer.next(want) {
        done += place.range().len() as f32;
        work.take(run, place, claim);
        if options.horizon.as_ref().is_some_and(|end| end.is_known()) {
            break;
        }
        if rest.dealer.left() == 0 {
            break;
        }
        if clock.nanos_at_a_glance() > 2.0 * usual * done + COLD {
            std::mem::forget(rest);
            return false;
        }
        want = want.saturating_mul(FURTHER);
    }
    if known.is_to_be_checked() {
        known.learn_alone(clock.nanos() / items as f32, true);
    }
    true
}

/// In order, on the calling thread, whatever it takes.
fn alone<D, W>(dealer: D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let mut run = work.run();
    let mut dealer = match dealer.all() {
        Ok(None) => return,
        Ok(Some((place, claim))) => return work.take(&mut run, place, claim),
        Err(dealer) => dealer,
    };
    let rest = Rest {
        dealer: &mut dealer,
        work,
    };
    let mut want = 1_usize;
    while let Some((place, claim)) = rest.dealer.next(want) {
        work.take(&mut run, place, claim);
        if options.horizon.as_ref().is_some_and(|end| end.is_known()) {
            return;
        }
        want = want.saturating_mul(2);
    }
}

/// What is left to deal is dropped, also when the work panics.
struct Rest<'w, D: Deal, W: Work<Claim = D::Claim>> {
    dealer: &'w mut D,
    work: &'w W,
}

impl<D: Deal, W: Work<Claim = D::Claim>> Drop for Rest<'_, D, W> {
    #[inline]
    fn drop(&mut self) {
        if self.dealer.left() > 0 {
            let mut panics = FirstPanic::default();
            forgo_all(self.dealer, |claim| self.work.forgo(claim), &mut panics);
            panics.go_on();
        }
    }
}

/// Drops all that a dealer has left, whatever the destructors do.
pub(crate) fn forgo_all<D: Deal>(
    dealer: &mut D,
    forgo: impl Fn(D::Claim),
    panics: &mut FirstPanic,
) {
    dealer.lay_out(1, false);
    while let Some(claim) = dealer.forgo(0) {
        panics.of(|| forgo(claim));
    }
}
