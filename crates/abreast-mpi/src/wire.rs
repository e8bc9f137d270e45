//! All of MPI: messages of bytes between rank 0 and the others, and from rank 0 to all.
//!
//! Only the thread that made the world is here. Each kind of message has a tag of its own; no request
//! outlives the function that made it.

use std::marker::PhantomData;
use std::time::Duration;

use mpi::Threading;
use mpi::environment::Universe;
use mpi::topology::SimpleCommunicator;
use mpi::traits::{Communicator, Destination, MatchedReceiveVec, Root, Source};

/// What a message is about.
#[derive(Clone, Copy)]
pub(crate) enum Tag {
    /// To rank 0: where a rank is.
    Hello = 1,
    /// From rank 0: what to do.
    Chunk = 2,
    /// To rank 0: what it came to.
    Done = 3,
    /// From rank 0: how the call went; nothing at the end of the world.
    Over = 4,
}

/// Messages are cut to so many bytes: MPI counts them in 31 bits.
const CUT: usize = 1 << 30;

/// So many looks for a message follow each other, before the thread sleeps between them: what comes at
/// once is taken at once.
const LOOKS: u32 = 200;

/// The longest sleep between two looks: nothing beside a chunk of 20 ms.
const NAP: Duration = Duration::from_micros(200);

/// So much time `mpirun` has for what was said last: that of MPICH does not print any more what it finds
/// together with the end of the job, which happened in one of ten jobs.
const HEARD: Duration = Duration::from_millis(100);

pub(crate) struct Wire {
    // Fields are dropped in this order: a communicator has to be freed while MPI is there.
    comm: SimpleCommunicator,
    _universe: Option<Universe>,
    cut: usize,
    /// It stays on the thread that MPI was told of.
    _here: PhantomData<*const ()>,
}

impl Wire {
    /// Starts MPI.
    #[track_caller]
    pub(crate) fn start() -> Wire {
        let started = mpi::initialize_with_threading(Threading::Funneled);
        let Some((universe, threading)) = started else {
            panic!("MPI was started already: `World::of` takes a communicator of it");
        };
        // (Not `Single`: one thread sends, while others compute.)
        assert!(
            threading >= Threading::Funneled,
            "this MPI cannot be used in a program with several threads"
        );
        let comm = universe.world().duplicate();
        Wire::new(comm, Some(universe))
    }

    /// Of these ranks, beside whatever else they say to each other.
    pub(crate) fn of(comm: &impl Communicator) -> Wire {
        Wire::new(comm.duplicate(), None)
    }

    fn new(comm: SimpleCommunicator, universe: Option<Universe>) -> Wire {
        Wire {
            comm,
            _universe: universe,
            cut: CUT,
            _here: PhantomData,
        }
    }

    /// Cuts messages shorter: for tests.
    pub(crate) fn cut_at(&mut self, cut: usize) {
        self.cut = cut.clamp(1, CUT);
    }

    pub(crate) fn rank(&self) -> usize {
        self.comm.rank() as usize
    }

    pub(crate) fn size(&self) -> usize {
        self.comm.size() as usize
    }

    pub(crate) fn send(&self, to: usize, tag: Tag, bytes: &[u8]) {
        let process = self.comm.process_at_rank(to as i32);
        let mut parts = bytes.chunks_exact(self.cut);
        for part in &mut parts {
            process.send_with_tag(part, tag as i32);
        }
        // One that is shorter, maybe empty, is the last.
        process.send_with_tag(parts.remainder(), tag as i32);
    }

    /// A message that is there.
    pub(crate) fn try_receive(&self, tag: Tag) -> Option<(usize, Vec<u8>)> {
        let process = self.comm.any_process();
        let found = process.immediate_matched_probe_with_tag(tag as i32)?;
        let (mut bytes, status) = found.matched_receive_vec::<u8>();
        let from = status.source_rank();
        let mut last = bytes.len();
        while last == self.cut {
            let process = self.comm.process_at_rank(from);
            let (part, _) = process.receive_vec_with_tag::<u8>(tag as i32);
            last = part.len();
            bytes.extend_from_slice(&part);
        }
        Some((from as usize, bytes))
    }

    /// Rank 0's bytes, on every rank: all of them are here at once.
    pub(crate) fn broadcast(&self, bytes: &mut Vec<u8>) {
        let root = self.comm.process_at_rank(0);
        let mut len = bytes.len() as u64;
        root.broadcast_into(&mut len);
        bytes.resize(len as usize, 0);
        for part in bytes.chunks_mut(self.cut) {
            root.broadcast_into(part);
        }
    }

    /// Ends all ranks.
    pub(crate) fn abort(&self, message: &str) -> ! {
        abort(&self.comm, message)
    }
}

/// Ends all ranks, after this message, if there is one.
pub(crate) fn abort(comm: &impl Communicator, message: &str) -> ! {
    if !message.is_empty() {
        eprintln!("abreast-mpi: {message}");
        std::thread::sleep(HEARD);
    }
    comm.abort(101)
}

/// Looks until `look` has found something; other threads get the processor meanwhile.
pub(crate) fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let mut looks = 0_u32;
    loop {
        if let Some(found) = look() {
            return found;
        }
        looks += 1;
        match looks.checked_sub(LOOKS) {
            None => std::thread::yield_now(),
            Some(more) => std::thread::sleep(NAP.min(Duration::from_micros(10 + u64::from(more)))),
        }
    }
}
