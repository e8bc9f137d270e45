//! The loop: who does which piece, and when. It knows where items come from and where results go only by
//! trait.

mod ahead;
mod blocks;
mod call;
mod clock;
mod deal;
mod horizon;
mod in_turn;
mod in_two;
mod job;
mod memory;
mod options;
mod plan;
mod quick;
mod ranges;
mod rest;
mod row;
mod span;
#[cfg(test)]
mod tests;
mod until;
mod waited;

pub(crate) use ahead::Ahead;
pub(crate) use blocks::{Blocks, block_len, end_of_open_block, open_block_len};
pub(crate) use clock::Clock;
pub(crate) use deal::{Claim, Deal, Loan, Schedule};
pub(crate) use horizon::{Ends, Horizon};
pub(crate) use in_turn::{InTurn, OneOf};
pub(crate) use job::{Dealt, Step, Steps};
pub(crate) use memory::Loop;
#[cfg(all(test, shuttle))]
pub(crate) use memory::forget_loops;
pub(crate) use options::Options;
pub(crate) use quick::Quick;
pub(crate) use ranges::Ranges;
pub(crate) use rest::forgo_all;
pub(crate) use span::{Place, Span};
pub(crate) use until::{Stop, Until, Unwanted};
pub(crate) use waited::Waits;

use crate::pool::at_most;
use crate::trace::{self, Begun, Part, Traced};
use call::Call;
use in_two::InTwo;
use job::{Bodies, BodiesOf, Body, Job, JobOf, hand_over, name_of};
use plan::Plan;
use rest::Rest;

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

    /// Whether pieces need not be whole blocks: where they are not, they come to `take_split`.
    const SPLITS: bool = false;

    /// Whether the chain has something of its own on each thread, which is to be made once there.
    const KEEPS: bool = false;

    /// Does a piece that need not be whole blocks.
    fn take_split<'r>(&'r self, run: &mut Self::Run<'r>, place: Place, claim: Self::Claim) {
        self.take(run, place, claim);
    }

    /// After a panic, on the seat's own thread: what a closure keeps from item to item may be broken.
    fn renew<'r>(&'r self, run: &mut Option<Self::Run<'r>>) {
        hand_over(run);
    }

    /// Nothing is dealt to the seat any more: the last thing before its run is dropped.
    fn close<'r>(&'r self, _run: &mut Self::Run<'r>) {}
}

/// Does all the work that `dealer` deals, on the calling thread and on those that help it. Returns when
/// everything is done, or, where the sequence ends early, everything before that; panics with the first
/// panic by position.
///
/// A sequence of more than `usize::MAX` items has to end early: where the last of those was done, this
/// panics.
///
/// (A dealer is borrowed from here on. Items may make calls themselves, and with each function that it is
/// moved to there would be one more on the stack meanwhile, on each level.)
#[inline]
#[track_caller]
pub(crate) fn drive<D, W>(dealer: &mut D, work: &W, options: &Options)
where
    D: Deal,
    W: Work<Claim = D::Claim>,
{
    let cut_short = dealer.is_cut_short();
    let name = name_of::<W>();
    drive_bodies(dealer, &BodiesOf(work), name, options);
    if cut_short && dealer.is_cut_short() {
        check_end(options);
    }
}

/// The same, compiled once for all work on such claims.
#[inline(never)]
fn drive_bodies<D: Deal>(
    dealer: &mut D,
    bodies: &dyn Bodies<D::Claim>,
    name: usize,
    options: &Options,
) {
    bodies.with_body(&mut |mine| dealer.drive(mine, bodies, name, options));
}

/// Does all that a dealer deals; the loop's name is `name`.
#[inline]
pub(crate) fn drive_dealer<D: Deal>(
    dealer: &mut D,
    mine: &mut dyn Body<D::Claim>,
    others: &dyn Bodies<D::Claim>,
    name: usize,
    options: &Options,
) {
    let items = dealer.upper();
    drive_job(&mut JobOf::new(dealer, mine, others), name, items, options);
}

/// That a sequence has ended which no number of items could have come to the end of.
#[cold]
#[track_caller]
fn check_end(options: &Options) {
    let horizon = options.horizon.as_ref();
    let ended = horizon.is_some_and(|horizon| horizon.is_known());
    assert!(
        ended,
        "more than {} items, and no end among those",
        usize::MAX
    );
}

/// Does a call of at most so many items, whose loop has this name.
fn drive_job<J: Job>(job: &mut J, name: usize, items: usize, options: &Options) {
    if options.ask_for_nothing() {
        drive_here(job, name, items, options);
    } else {
        let _scope = at_most(options.threads());
        drive_here(job, name, items, options);
    }
}

/// As many threads as the scope allows do the work.
fn drive_here<J: Job>(job: &mut J, name: usize, items: usize, options: &Options) {
    if trace::any() {
        return drive_recorded(job, name, items, options);
    }
    // (Nothing of a recording is in its way then.)
    drive_as(job, name, items, options, &Traced::none());
}

#[cold]
fn drive_recorded<J: Job>(job: &mut J, name: usize, items: usize, options: &Options) {
    let entered = trace::enter_here();
    drive_as(job, name, items, options, entered.call());
}

#[inline]
fn drive_as<J: Job>(job: &mut J, name: usize, items: usize, options: &Options, traced: &Traced) {
    if items <= 1 {
        return alone(job, options, traced);
    }
    let plan = Plan::of(name, items, options.min_len());
    let quick = plan.quick(items);
    let may_be_short = quick.is_none_or(|quick| !quick.is_too_short_to_share());
    let short = match may_be_short {
        true => in_two(job, plan, items, options, traced),
        false => Short::Not,
    };
    if short == Short::Done {
        return;
    }
    if let Some(quick) = quick.filter(|_| options.max_len() == usize::MAX) {
        if options.min_len() > 1 {
            job.schedule().set_min_len(options.min_len());
        }
        if quickly(quick, job, items, options, traced) {
            return;
        }
    }
    if plan.seats < 2 {
        return alone(job, options, traced);
    }
    let in_two = short == Short::Alone;
    Call::new(job, options, Plan { in_two, ..plan }, traced).run(job);
}

/// What became of a call that might have been done in two.
#[derive(PartialEq, Eq)]
enum Short {
    Done,
    /// Nobody stands by, or it was its turn to be alone.
    Alone,
    /// It is none of those.
    Not,
}

/// [`InTwo::all`]. Where nobody stands by, somebody may be called for the calls that follow.
#[inline(never)]
fn in_two(
    job: &mut dyn Job,
    plan: Plan,
    items: usize,
    options: &Options,
    traced: &Traced,
) -> Short {
    if traced.is_on() || !InTwo::may_be(job, &plan, items, options) {
        return Short::Not;
    }
    if job.in_two(&plan) {
        return Short::Done;
    }
    if let Some(quick) = plan.quick(items) {
        quick.call_for_the_next(items);
    }
    Short::Alone
}

/// [`Quick::all`].
#[inline]
fn quickly<J: Job>(
    quick: Quick,
    job: &mut J,
    items: usize,
    options: &Options,
    traced: &Traced,
) -> bool {
    if traced.is_on() {
        return quickly_traced(quick, job, items, options, traced);
    }
    quick.all(job, items, options.horizon.as_deref(), &mut Part::none())
}

#[cold]
fn quickly_traced(
    quick: Quick,
    job: &mut dyn Job,
    items: usize,
    options: &Options,
    traced: &Traced,
) -> bool {
    let horizon = options.horizon.as_deref();
    traced.begun(Begun::Quick);
    let mut part = traced.part();
    part.begin();
    let over = quick.all(job, items, horizon, &mut part);
    part.has_at_most(|| job.schedule().end());
    if horizon.is_some_and(Horizon::is_known) {
        traced.ends_early();
    }
    over
}

/// In order, on the calling thread, whatever it takes.
#[inline(never)]
fn alone(job: &mut dyn Job, options: &Options, traced: &Traced) {
    if !traced.is_on() && job.all() {
        return;
    }
    let mut part = traced.part();
    part.begin();
    // How many items there are that have to be made, or that come before the end, is known only by steps.
    if traced.is_on() && !job.makes() && options.horizon.is_none() && job.all() {
        part.add(job.schedule().end());
        return;
    }
    step_by_step(job, options, traced, &mut part);
    part.has_at_most(|| job.schedule().end());
}

fn step_by_step(job: &mut dyn Job, options: &Options, traced: &Traced, part: &mut Part) {
    let mut rest = Rest::of(job, part);
    let (mut want, mut dealt) = (1_usize, Dealt::default());
    while rest.step(want, &mut dealt) {
        if options.horizon.as_ref().is_some_and(|end| end.is_known()) {
            break;
        }
        want = want.saturating_mul(2);
    }
    if traced.is_on() && options.horizon.as_ref().is_some_and(|end| end.is_known()) {
        traced.ends_early();
    }
}
