//! The pieces that were dealt, in order: made, being made, or waiting for their turn to be taken.
//!
//! INVARIANT (line): pieces are dealt one after the other, and numbered so. Each is made by the thread that
//! it was dealt to, outside of the lock, and put into the line; they are taken in the order of their
//! numbers. So who waits for a piece waits for a thread that makes it, or asks the source for it.

use crate::drive::{Claim, Place};
use crate::panic::Payload;
use crate::source::Pieces;
use crate::source::in_order::next_whole;
use crate::tempo::{Grain, Pace, default_window};
use crate::waiting::Waiting;

pub(super) struct Line<P: Pieces> {
    /// Nothing before the first thread has handed it over, and while it is asked for an item that has to be
    /// made.
    pub(super) dealer: Option<P::Dealer>,
    /// Nothing more is dealt.
    pub(super) over: bool,
    /// Nobody wants any more items.
    pub(super) ended: bool,
    /// How many pieces were dealt, and taken.
    pub(super) dealt: usize,
    pub(super) taken: usize,
    /// How many indices the pieces between the two have.
    pub(super) in_flight: usize,
    pub(super) made: Waiting<Made<P::Item>>,
    pub(super) pace: Pace,
    /// The most items of a piece, as those wait for each other; where items may wait for others' items, one.
    pub(super) grain: Option<Grain>,
    pub(super) threads: usize,
    /// Something follows, to which all threads go on.
    pub(super) followed: bool,
    /// A thread has its turn.
    pub(super) pulling: bool,
    /// How many changes there were that others may wait for, and how many threads do.
    pub(super) changes: usize,
    pub(super) waiting: usize,
}

impl<P: Pieces> Line<P> {
    pub(super) fn new() -> Self {
        Line {
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
            followed: false,
            pulling: false,
            changes: 0,
            waiting: 0,
        }
    }

    /// For the thread whose turn it is, or for one that works ahead.
    pub(super) fn next(&mut self, in_turn: bool) -> Next<P> {
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

    /// Whether a piece is being made.
    pub(super) fn is_making(&self) -> bool {
        self.dealt - self.taken > self.made.len()
    }

    /// Whether the thread whose turn it is gets something at once, as far as is known: until then it does not
    /// begin its turn, since the source may be silent for long, and others may put into the line what comes
    /// next.
    pub(super) fn is_ready(&self) -> bool {
        let is_handed_over = self.dealt > 0 || self.dealer.is_some() || self.over;
        let is_at_end = self.ended || self.over && self.taken == self.dealt;
        !is_handed_over || is_at_end || self.made.has(self.taken)
    }

    /// Whether all that is left is being made by others, who take it as well. Where items may wait, they may
    /// make calls that need the threads which would wait for them here.
    pub(super) fn is_left_to_others(&self) -> bool {
        !self.followed
            && self.grain.is_none()
            && self.over
            && self.made.is_empty()
            && !self.is_ready()
    }

    /// Gives the piece that was dealt a number, if there was one.
    pub(super) fn number(&mut self, dealt: Dealt<P::Claim>) -> Option<(usize, Place, P::Claim)> {
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

    pub(super) fn put(&mut self, number: usize, made: Made<P::Item>) {
        // Nothing behind a panic is wanted.
        self.over |= made.panic.is_some();
        self.made.add(number, made);
    }
}

/// What a thread does next.
pub(super) enum Next<P: Pieces> {
    /// It makes the piece of this number.
    Make(usize, Place, P::Claim),
    /// It asks for a piece of about so many items.
    Ask(P::Dealer, usize),
    /// It looks again: there was nothing left to deal, or a panic instead.
    Look,
    /// Nothing before there is a change.
    Wait,
}

/// What was made of a piece of so many indices, and the panic in which that ended, if it did.
pub(in crate::source::in_order) struct Made<T> {
    pub(super) indices: usize,
    pub(in crate::source::in_order) items: Vec<T>,
    pub(in crate::source::in_order) panic: Option<Payload>,
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

/// A piece, nothing where there is none left, or a panic in its place.
pub(in crate::source::in_order) type Dealt<C> = Result<Option<(Place, C)>, Payload>;
