//! The ranks of a program.

use std::cell::Cell;

use abreast::Par;
use abreast::shares::Indexed;
use mpi::topology::Communicator;

use crate::Spread;
use crate::call::disagree;
use crate::exit::Open;
use crate::messages::{Hello, decode, to_bytes};
use crate::wire::{Tag, Wire, wait_for};

/// The ranks of an MPI program, each of which has one.
///
/// Dropping it waits until the others drop theirs; MPI ends with the world that started it.
pub struct World {
    pub(crate) wire: Wire,
    /// How many calls there were.
    pub(crate) calls: Cell<u64>,
    /// Whether the last of them ended in a panic, which all ranks have got.
    pub(crate) panicked: Cell<bool>,
    /// Of several ranks: whoever exits now leaves the others alone.
    _open: Option<Open>,
}

impl World {
    /// Starts MPI, and takes all ranks of the program. For the main thread, where the world stays.
    ///
    /// Outside of `mpirun` there is one rank.
    ///
    /// # Panics
    ///
    /// If MPI was started already, by this or by something else: see [`World::of`]; or if it allows no
    /// threads.
    #[track_caller]
    pub fn start() -> World {
        World::on(Wire::start())
    }

    /// The ranks of a communicator, which all have to call this. MPI was started by the program, for several
    /// threads ([`Threading::Funneled`](mpi::Threading::Funneled) is enough), on this thread.
    pub fn of(communicator: &impl Communicator) -> World {
        World::on(Wire::of(communicator))
    }

    fn on(wire: Wire) -> World {
        let _open = (wire.size() > 1).then(Open::new);
        World {
            wire,
            _open,
            calls: Cell::new(0),
            panicked: Cell::new(false),
        }
    }

    /// Cuts messages to so many bytes, on all ranks: for tests.
    #[doc(hidden)]
    pub fn cut_messages_at(mut self, bytes: usize) -> World {
        self.wire.cut_at(bytes);
        self
    }

    /// Which of the ranks this is, from 0 on.
    pub fn rank(&self) -> usize {
        self.wire.rank()
    }

    /// How many ranks there are.
    pub fn size(&self) -> usize {
        self.wire.size()
    }

    /// Spreads a chain over all ranks: each of them makes the same one, and a consumer ends it.
    ///
    /// Nothing runs before that. It takes a closure so that the chain is made where it is used.
    pub fn par<P: Indexed>(&self, make: impl FnOnce() -> Par<P>) -> Spread<'_, P> {
        Spread::new(self, make())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let rank = self.rank();
        if self.size() == 1 {
            return;
        }
        if std::thread::panicking() {
            // What all ranks have got was shown where it came up.
            let message = match self.panicked.get() {
                true => String::new(),
                false => format!("rank {rank} panicked, and the job ends"),
            };
            self.wire.abort(&message);
        }
        if rank > 0 {
            self.wire.send(0, Tag::Hello, &to_bytes(&Hello::Goodbye));
            // Some MPIs cannot end a job any more one of whose ranks is on its way out.
            wait_for(|| self.wire.try_receive(Tag::Over));
            return;
        }
        for _ in 1..self.size() {
            let (rank, bytes) = wait_for(|| self.wire.try_receive(Tag::Hello));
            match decode::<Hello>(&bytes).0 {
                Hello::Goodbye => {}
                call => disagree(&self.wire, &Hello::Goodbye.show(), rank, &call),
            }
        }
        for rank in 1..self.size() {
            self.wire.send(rank, Tag::Over, &[]);
        }
    }
}
