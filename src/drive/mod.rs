//! The loop: who does which piece, and when. It knows where items come from and where results go only by trait.

mod call;
mod clock;
mod deal;
mod horizon;
mod in_turn;
mod memory;
mod options;
mod pace;
mod quick;
mod ranges;
#[cfg(test)]
mod tests;

pub(crate) use call::Beginning;
pub(crate) use clock::Clock;
pub(crate) use deal::{Blocks, Claim, Deal, Place, Span, end_of_open_block, open_block_len};
pub(crate) use horizon::{Ends, Horizon};
pub(crate) use in_turn::{InTurn, OneOf};
#[cfg(all(test, shuttle))]
pub(crate) use memory::forget_loops;
pub(crate) use memory::{Loop, pays};
pub(crate) use options::Options;
pub(crate) use pace::Pace;
pub(crate) use quick::Quick;
pub(crate) use ranges::Ranges;

use crate::panic::FirstPanic;
use crate::pool::{at_most, team};
use call::Call;

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
///
/// (A dealer is borrowed from here on. Items may make calls themselves, and with each function that it is moved to there
/// would be one more on the stack meanwhile, on each level.)
#[inline]
#[track_caller]
pub(crate) fn drive<D, W>(dealer: &mut D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let cut_short = dealer.is_cut_short();
    if options.ask_for_nothing() {
        drive_here(dealer, work, options);
    } else {
        drive_as_asked(dealer, work, options);
    }
    if cut_short {
        let horizon = options.horizon.as_ref();
        let ended = horizon.is_some_and(|horizon| horizon.is_known());
        assert!(
            ended,
            "more than {} items, and no end among those",
            usize::MAX
        );
    }
}

/// Puts the call into a scope of its own, if so asked.
#[inline(never)]
fn drive_as_asked<D, W>(dealer: &mut D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let _scope = at_most(options.threads());
    drive_here(dealer, work, options);
}

/// As many threads as the scope allows do the work. Made a part of its caller, since most calls are over here.
#[inline]
fn drive_here<D, W>(dealer: &mut D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let items = dealer.upper();
    if items <= 1 {
        return alone(dealer, work, options);
    }
    let plan = Plan::of::<D, W>(items, options.min_len());
    let mut run = None;
    if let Some(quick) = plan.quick(items) {
        if options.min_len() > 1 {
            dealer.set_min_len(options.min_len());
        }
        if quickly(dealer, work, run.insert(work.run()), options, quick) {
            return;
        }
    }
    go_on(dealer, work, &mut run, options, plan);
}

/// What is quick as a rule. Says whether it was, and all is done.
#[inline(never)]
fn quickly<'w, D, W>(
    dealer: &mut D,
    work: &'w W,
    run: &mut W::Run<'w>,
    options: &Options,
    quick: Quick,
) -> bool
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let horizon = options.horizon.as_deref();
    let take = |place, claim| {
        work.take(run, place, claim);
        !horizon.is_some_and(Horizon::is_known)
    };
    quick.all(dealer, take, |claim| work.forgo(claim))
}

/// How many are to do a call, and what is known of its loop.
#[derive(Clone, Copy)]
struct Plan {
    seats: usize,
    /// Unless items wait for each other or for something else: then their cost says nothing.
    known: Option<Loop>,
}

impl Plan {
    #[inline]
    fn of<D, W>(items: usize, min_len: usize) -> Plan
    where
        D: Deal,
        W: Work<Claim = D::Claim>,
    {
        let team = team();
        let pieces = match min_len {
            0 | 1 => items,
            n => items / n,
        };
        // Distinct for each type of dealer and of work, so for each closure: the loop's name.
        let name = go_on::<D, W> as *const () as usize;
        Plan {
            seats: team.threads.min(pieces),
            known: (!team.items_wait(items)).then(|| Loop::of(name, items)),
        }
    }

    /// If there is something to share, but such calls are quick as a rule.
    #[inline]
    fn quick(&self, items: usize) -> Option<Quick> {
        Quick::of(self.known?, items).filter(|_| self.seats >= 2)
    }
}

/// Does what is left, by as many threads as it is worth; `run` is the calling thread's, if it has begun.
#[inline(never)]
fn go_on<'w, D, W>(
    dealer: &mut D,
    work: &'w W,
    run: &mut Option<W::Run<'w>>,
    options: &Options,
    plan: Plan,
) where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    if plan.seats < 2 {
        return alone(dealer, work, options);
    }
    run.get_or_insert_with(|| work.run());
    let horizon = options.horizon.as_deref();
    Call::new(dealer, work, horizon, options.min_len(), plan).run(run);
}

/// In order, on the calling thread, whatever it takes.
#[inline(never)]
fn alone<D, W>(dealer: &mut D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let mut run = work.run();
    if let Some(all) = dealer.all() {
        if let Some((place, claim)) = all {
            work.take(&mut run, place, claim);
        }
        return;
    }
    let rest = Rest {
        dealer,
        forgo: |claim| work.forgo(claim),
    };
    let mut want = 1_usize;
    while let Some((place, claim)) = rest.dealer.next_alone(want) {
        work.take(&mut run, place, claim);
        if options.horizon.as_ref().is_some_and(|end| end.is_known()) {
            return;
        }
        want = want.saturating_mul(2);
    }
}

/// What is left to deal is dropped, also when the work panics.
struct Rest<'d, D: Deal, F: Fn(D::Claim)> {
    dealer: &'d mut D,
    forgo: F,
}

impl<D: Deal, F: Fn(D::Claim)> Drop for Rest<'_, D, F> {
    #[inline]
    fn drop(&mut self) {
        if self.dealer.left() > 0 {
            let mut panics = FirstPanic::default();
            forgo_all(self.dealer, &self.forgo, &mut panics);
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
