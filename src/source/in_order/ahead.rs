//! The items of a chain that several threads make, and one takes in order.

mod line;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{drop_undealt, next_whole};
use crate::drive::{Ahead, Clock};
use crate::panic::FirstPanic;
use crate::pool::{help_inside, team};
use crate::source::Pieces;
use crate::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering};
use crate::tempo::{Costs, Grain, LOOK_INSIDE, LOOK_INSIDE_AT_LAST};
pub(super) use line::{Dealt, Made};
use line::{Line, Next};

/// A chain, and what was made of it ahead.
pub struct ItemsAhead<P: Pieces> {
    chain: P,
    /// Several threads work.
    shared: AtomicBool,
    /// How many nanoseconds an item took lately.
    cost: AtomicUsize,
    line: Mutex<Line<P>>,
    /// Something was put into the line, or could be made; or it is some thread's turn.
    changed: Condvar,
}

impl<P: Pieces> ItemsAhead<P> {
    pub(super) fn chain(&self) -> &P {
        &self.chain
    }

    #[inline]
    pub(super) fn is_shared(&self) -> bool {
        self.shared.load(Ordering::Relaxed)
    }
}

impl<P> ItemsAhead<P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
    pub(super) fn new(chain: P) -> Self {
        ItemsAhead {
            chain,
            shared: AtomicBool::new(false),
            cost: AtomicUsize::new(0),
            line: Mutex::new(Line::new()),
            changed: Condvar::new(),
        }
    }

    /// The thread that was alone deals no more by itself.
    pub(super) fn take_over(&self, dealer: P::Dealer) {
        self.change(|line| line.dealer = Some(dealer));
    }

    /// What comes next, for the thread whose turn it is.
    pub(super) fn next(&self) -> Option<Made<P::Item>> {
        let mut line = self.line.lock();
        loop {
            let number = line.taken;
            if let Some(made) = line.made.take(number) {
                line.taken += 1;
                line.in_flight -= made.indices;
                self.tell(line);
                return Some(made);
            }
            if line.ended || line.over && line.taken == line.dealt {
                return None;
            }
            line = self.work_or_wait(line, true);
        }
    }

    /// Makes a piece, or waits for a change, if there is none to be made now.
    fn work_or_wait<'l>(
        &'l self,
        mut line: MutexGuard<'l, Line<P>>,
        in_turn: bool,
    ) -> MutexGuard<'l, Line<P>> {
        match line.next(in_turn) {
            Next::Look => {
                // Others may leave now.
                self.tell(line);
                self.line.lock()
            }
            Next::Wait => self.wait(line),
            next => {
                drop(line);
                self.work(next);
                self.line.lock()
            }
        }
    }

    /// Waits for a change. As long as somebody makes an item, it looks now and then whether there is a call
    /// inside that, and helps there: the call may need this very thread. (While a source is silent, nobody
    /// looks; and when an item of it is begun, that is a change.)
    fn wait<'l>(&'l self, mut line: MutexGuard<'l, Line<P>>) -> MutexGuard<'l, Line<P>> {
        let (before, mut limit) = (line.changes, LOOK_INSIDE);
        let is_as_before = |line: &mut Line<P>| line.changes == before;
        while is_as_before(&mut line) {
            line.waiting += 1;
            if line.is_making() {
                self.changed.wait_while_for(&mut line, is_as_before, limit);
            } else {
                self.changed.wait(&mut line);
            }
            line.waiting -= 1;
            if is_as_before(&mut line) {
                drop(line);
                help_inside();
                line = self.line.lock();
                limit = (2 * limit).min(LOOK_INSIDE_AT_LAST);
            }
        }
        line
    }

    /// Asks for a piece, and makes it.
    fn work(&self, next: Next<P>) {
        let (number, place, claim) = match next {
            Next::Make(number, place, claim) => (number, place, claim),
            Next::Ask(mut dealer, want) => {
                let dealt = next_whole(&mut dealer, want);
                let (numbered, ended) = self.change(|line| {
                    line.dealer = Some(dealer);
                    (line.number(dealt), line.ended)
                });
                match numbered {
                    // Nobody waits for it any more, however long its source took.
                    Some((.., claim)) if ended => {
                        let mut panics = FirstPanic::default();
                        panics.of(|| self.chain.forgo(claim));
                        return panics.let_go();
                    }
                    Some(numbered) => numbered,
                    None => return,
                }
            }
            Next::Look | Next::Wait => return,
        };
        let began = Clock::start();
        let mut items = Vec::new();
        let made = catch_unwind(AssertUnwindSafe(|| {
            // A state stays on its thread, and the next piece may be another's.
            let mut state = self.chain.state();
            let piece = self.chain.piece(claim, &mut state);
            piece.for_each(|item| items.push(item));
        }));
        let (indices, nanos) = (place.range().len(), began.nanos());
        let made = Made {
            indices,
            items,
            panic: made.err(),
        };
        self.change(|line| {
            line.pace.end(indices.max(1), nanos);
            let cost = line.pace.lately().unwrap_or(0.0);
            self.cost.store(cost as usize, Ordering::Relaxed);
            line.put(number, made);
        });
    }

    /// Changes the line, and tells those who wait for that.
    fn change<R>(&self, change: impl FnOnce(&mut Line<P>) -> R) -> R {
        let mut line = self.line.lock();
        let changed = change(&mut line);
        self.tell(line);
        changed
    }

    /// Tells those who wait of a change.
    fn tell(&self, mut line: MutexGuard<'_, Line<P>>) {
        line.changes = line.changes.wrapping_add(1);
        let waiting = line.waiting > 0;
        drop(line);
        if waiting {
            self.changed.notify_all();
        }
    }
}

impl<P> Ahead for ItemsAhead<P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
    const WAITS: bool = true;

    fn share(&self, threads: usize) {
        if threads > 1 {
            let waiting = team().items_wait(usize::MAX);
            let mut line = self.line.lock();
            line.threads = threads;
            line.grain = (!waiting).then(|| Grain::of(threads, Costs::Unknown, false));
            // Never taken back: what was made ahead stays in the line.
            self.shared.store(true, Ordering::Relaxed);
        }
    }

    fn set_followed(&self) {
        self.line.lock().followed = true;
    }

    fn in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        let mut line = self.line.lock();
        while line.pulling || !line.is_ready() {
            if line.is_left_to_others() {
                return None;
            }
            line = self.work_or_wait(line, false);
        }
        line.pulling = true;
        drop(line);
        let _turn = Turn(self);
        Some(deal())
    }

    fn try_in_turn<R>(&self, deal: impl FnOnce() -> R) -> Option<R> {
        let mut line = self.line.lock();
        let is_awaited = line.taken < line.dealt && !line.is_ready();
        if line.pulling || is_awaited {
            return None;
        }
        line.pulling = true;
        drop(line);
        let _turn = Turn(self);
        Some(deal())
    }

    fn cost(&self) -> f32 {
        self.cost.load(Ordering::Relaxed) as f32
    }

    fn end(&self) {
        self.change(|line| line.ended = true);
    }
}

/// Ends a thread's turn.
struct Turn<'a, P>(&'a ItemsAhead<P>)
where
    P: Pieces + Send + Sync,
    P::Item: Send;

impl<P> Drop for Turn<'_, P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
    fn drop(&mut self) {
        self.0.change(|line| line.pulling = false);
    }
}

/// Drops what nobody has taken, or asked for.
impl<P: Pieces> Drop for ItemsAhead<P> {
    fn drop(&mut self) {
        let mut panics = FirstPanic::default();
        let line = self.line.get_mut();
        while let Some(made) = line.made.take_first() {
            panics.of(|| drop(made));
        }
        if let Some(dealer) = line.dealer.take() {
            drop_undealt(&self.chain, dealer, &mut panics);
        }
        panics.go_on();
    }
}
