//! The items of a chain that several threads make, and one takes in order.
//!
//! INVARIANT (line): pieces are dealt one after the other, and numbered so. Each is made by the thread that
//! it was dealt to, outside of the lock, and put into the line; they are taken in the order of their
//! numbers. So who waits for a piece waits for a thread that makes it, or asks the source for it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{drop_undealt, next_whole};
use crate::drive::{Ahead, Claim, Clock, Place};
use crate::panic::{FirstPanic, Payload};
use crate::pool::team;
use crate::source::Pieces;
use crate::sync::{AtomicBool, AtomicUsize, Condvar, Mutex, MutexGuard, Ordering};
use crate::tempo::{Costs, Grain, Pace, default_window};
use crate::waiting::Waiting;

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

struct Line<P: Pieces> {
    /// Nothing before the first thread has handed it over, and while it is asked for an item that has to be
    /// made.
    dealer: Option<P::Dealer>,
    /// Nothing more is dealt.
    over: bool,
    /// Nobody wants any more items.
    ended: bool,
    /// How many pieces were dealt, and taken.
    dealt: usize,
    taken: usize,
    /// How many indices the pieces between the two have.
    in_flight: usize,
    made: Waiting<Made<P::Item>>,
    pace: Pace,
    /// The most items of a piece, as those wait for each other; where items may wait for others' items, one.
    grain: Option<Grain>,
    threads: usize,
    /// A thread has its turn.
    pulling: bool,
    /// How many threads wait for a change.
    waiting: usize,
}

/// What was made of a piece of so many indices, and the panic in which that ended, if it did.
pub(super) struct Made<T> {
    indices: usize,
    pub(super) items: Vec<T>,
    pub(super) panic: Option<Payload>,
}

impl<T> Made<T> {
    /// There is only a panic.
    fn panicked(panic: Payload) -> Self {
        Made {
            indices: 0,
            items: Vec::new(),
            panic: Some(panic),
        }
    }
}

/// What a thread does next.
enum Next<P: Pieces> {
    /// It makes the piece of this number.
    Make(usize, Place, P::Claim),
    /// It asks for a piece of about so many items.
    Ask(P::Dealer, usize),
    /// It looks again: there was nothing left to deal, or a panic instead.
    Look,
    /// Nothing before there is a change.
    Wait,
}

impl<P: Pieces> Line<P> {
    /// For the thread whose turn it is, or for one that works ahead.
    fn next(&mut self, in_turn: bool) -> Next<P> {
        let window = default_window(self.threads, self.pace.lately());
        // (Who has its turn may be at an item that waits for others', and nobody takes any meanwhile.)
        let most = match in_turn {
            true => window,
            false => window.saturating_add(self.threads),
        };
        let room = most.saturating_sub(self.in_flight);
        // A source may be silent for long: what is under way may be there before its next item is.
        let is_awaited = P::Claim::MAKES && in_turn && self.taken < self.dealt;
        if self.over || self.ended || room == 0 || is_awaited {
            return Next::Wait;
        }
        let Some(mut dealer) = self.dealer.take() else {
            return Next::Wait;
        };
        let (lately, steady) = (self.pace.lately(), self.pace.steady());
        let most = self.grain.map_or(1, |grain| grain.most(lately, steady));
        let want = self.pace.want().min(most).min(room);
        if P::Claim::MAKES {
            return Next::Ask(dealer, want);
        }
        let dealt = next_whole(&mut dealer, want);
        self.dealer = Some(dealer);
        match self.number(dealt) {
            Some((number, place, claim)) => Next::Make(number, place, claim),
            None => Next::Look,
        }
    }

    /// Whether the thread whose turn it is gets something at once, as far as is known: until then it does not
    /// begin its turn, since the source may be silent for long, and others may put into the line what comes
    /// next.
    fn is_ready(&self) -> bool {
        let is_handed_over = self.dealt > 0 || self.dealer.is_some() || self.over;
        let is_at_end = self.ended || self.over && self.taken == self.dealt;
        !is_handed_over || is_at_end || self.made.has(self.taken)
    }

    /// Whether all that is left is being made by others, who take it as well. Where items may wait, they may
    /// make calls that need the threads which would wait for them here.
    fn is_left_to_others(&self) -> bool {
        self.grain.is_none() && self.over && self.made.is_empty() && !self.is_ready()
    }

    /// Gives the piece that was dealt a number, if there was one.
    fn number(&mut self, dealt: Dealt<P::Claim>) -> Option<(usize, Place, P::Claim)> {
        let number = self.dealt;
        match dealt {
            Ok(Some((place, claim))) => {
                self.dealt += 1;
                self.in_flight += place.range().len();
                Some((number, place, claim))
            }
            Ok(None) => {
                self.over = true;
                None
            }
            Err(panic) => {
                self.dealt += 1;
                self.put(number, Made::panicked(panic));
                None
            }
        }
    }

    fn put(&mut self, number: usize, made: Made<P::Item>) {
        // Nothing behind a panic is wanted.
        self.over |= made.panic.is_some();
        self.made.add(number, made);
    }
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

/// A piece, nothing where there is none left, or a panic in its place.
pub(super) type Dealt<C> = Result<Option<(Place, C)>, Payload>;

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
            line: Mutex::new(Line {
                dealer: None,
                over: false,
                ended: false,
                dealt: 0,
                taken: 0,
                in_flight: 0,
                made: Waiting::new(),
                pace: Pace::new(None, 1),
                grain: None,
                threads: 1,
                pulling: false,
                waiting: 0,
            }),
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
                let waiting = line.waiting > 0;
                drop(line);
                if waiting {
                    self.changed.notify_all();
                }
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
                self.changed.notify_all();
                line
            }
            Next::Wait => {
                line.waiting += 1;
                self.changed.wait(&mut line);
                line.waiting -= 1;
                line
            }
            next => {
                drop(line);
                self.work(next);
                self.line.lock()
            }
        }
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
        let waiting = line.waiting > 0;
        drop(line);
        if waiting {
            self.changed.notify_all();
        }
        changed
    }
}

impl<P> Ahead for ItemsAhead<P>
where
    P: Pieces + Send + Sync,
    P::Item: Send,
{
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
