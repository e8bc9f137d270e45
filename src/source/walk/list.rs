//! The list of nodes that all threads of a walk see.

use std::mem;

use crate::panic::Payload;

/// How many nodes may stand in the list with children that are known, or being looked for. More of them
/// would keep more threads busy; each holds its children in memory.
const AHEAD: usize = 256;

/// The most nodes that a thread takes at a time to look for their children. It goes through the list once
/// for all of them.
pub(super) const AT_A_TIME: usize = 16;

/// A node, or what there is in its place.
pub(super) enum State<T> {
    /// Nobody has looked for its children.
    New(T),
    /// A thread has it, and looks for them.
    Begun,
    /// Its children follow it.
    Known(T),
    /// To look for them ended in this.
    Panicked(Payload),
    /// This slot is free.
    Free,
}

pub(super) struct Slot<T> {
    pub(super) state: State<T>,
    /// The slot of what comes next.
    next: usize,
}

/// No slot.
pub(super) const NONE: usize = usize::MAX;

/// A linked list, in a vector: so nothing recurses when it is dropped, however deep the tree is.
pub(super) struct List<T> {
    pub(super) slots: Vec<Slot<T>>,
    pub(super) front: usize,
    pub(super) free: usize,
    pub(super) len: usize,
    pub(super) new: usize,
    /// So many are neither new nor taken.
    pub(super) ahead: usize,
    /// A thread takes nodes out at the front.
    pub(super) pulling: bool,
    /// So many threads wait for a change.
    pub(super) waiting: usize,
    /// Nobody wants any more.
    pub(super) ended: bool,
    pub(super) threads: usize,
    /// How many nodes a thread takes at a time.
    pub(super) at_a_time: usize,
}

impl<T> List<T> {
    pub(super) fn new() -> Self {
        List {
            slots: Vec::new(),
            front: NONE,
            free: NONE,
            len: 0,
            new: 0,
            ahead: 0,
            pulling: false,
            waiting: 0,
            ended: false,
            threads: 1,
            at_a_time: 1,
        }
    }

    fn slot(&mut self, state: State<T>, next: usize) -> usize {
        self.len += 1;
        self.new += usize::from(matches!(state, State::New(_)));
        let slot = Slot { state, next };
        if self.free == NONE {
            self.slots.push(slot);
            return self.slots.len() - 1;
        }
        let at = self.free;
        self.free = self.slots[at].next;
        self.slots[at] = slot;
        at
    }

    /// Puts new nodes behind the one in this slot; or at the front, if that is none.
    pub(super) fn insert(&mut self, behind: usize, nodes: impl DoubleEndedIterator<Item = T>) {
        let mut next = match behind {
            NONE => self.front,
            at => self.slots[at].next,
        };
        for node in nodes.rev() {
            next = self.slot(State::New(node), next);
        }
        match behind {
            NONE => self.front = next,
            at => self.slots[at].next = next,
        }
    }

    /// Takes out what is at the front.
    pub(super) fn pop(&mut self) -> State<T> {
        let at = self.front;
        let next = mem::replace(&mut self.slots[at].next, self.free);
        let state = mem::replace(&mut self.slots[at].state, State::Free);
        (self.front, self.free) = (next, at);
        self.len -= 1;
        self.ahead -= 1;
        state
    }

    /// How many more nodes may be begun. A new node at the front always may: there is room, since the one
    /// before it was taken out, and whoever begins some begins with it.
    pub(super) fn room(&self) -> usize {
        self.most_ahead().saturating_sub(self.ahead)
    }

    pub(super) fn most_ahead(&self) -> usize {
        AHEAD.max(2 * self.threads)
    }

    /// The foremost new nodes, with their slots: all that one thread is to take, if there are any.
    pub(super) fn begin(&mut self) -> Vec<(usize, T)> {
        let room = self.room();
        let want = (self.new / (2 * self.threads)).clamp(1, self.at_a_time);
        let mut begun = Vec::new();
        if self.ended || room == 0 || self.new == 0 {
            return begun;
        }
        let mut at = self.front;
        while at != NONE && begun.len() < want.min(room) {
            let slot = &mut self.slots[at];
            match mem::replace(&mut slot.state, State::Begun) {
                State::New(node) => begun.push((at, node)),
                other => slot.state = other,
            }
            at = slot.next;
        }
        self.new -= begun.len();
        self.ahead += begun.len();
        begun
    }

    /// What came of looking for the children of the node that had this slot.
    pub(super) fn known(&mut self, at: usize, found: Result<(T, Vec<T>), Payload>) {
        match found {
            Ok((node, children)) => {
                self.slots[at].state = State::Known(node);
                self.insert(at, children.into_iter());
            }
            Err(panic) => self.slots[at].state = State::Panicked(panic),
        }
    }

    /// Puts nodes back that were begun and not looked at.
    pub(super) fn put_back(&mut self, nodes: impl Iterator<Item = (usize, T)>) {
        for (at, node) in nodes {
            self.slots[at].state = State::New(node);
            self.new += 1;
            self.ahead -= 1;
        }
    }
}
