//! A call: rank 0 deals chunks, all ranks do them, and what they come to is put in order.

use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use crate::chunks::{IN_HAND, Last, chunk_len};
use crate::messages::{CallName, Chunk, Done, Hello, How, decode, encode, to_bytes};
use crate::wire::{Tag, Wire, wait_for};

/// What some units come to, in bytes.
pub(crate) struct Bytes {
    pub bytes: Vec<u8>,
    /// Whether what comes behind them is not wanted any more.
    pub ended: bool,
}

/// Does units; may panic.
pub(crate) type Work<'w> = dyn Fn(Chunk) -> Bytes + Sync + 'w;

/// A call, on one rank.
pub(crate) struct Call<'w> {
    pub wire: &'w Wire,
    pub name: CallName,
    /// How many units there are to do: indices, or blocks of them.
    pub units: usize,
    /// Whether all ranks are told what they come to, or only rank 0.
    pub to_all: bool,
    pub work: &'w Work<'w>,
}

impl Call<'_> {
    /// What all chunks come to, one behind the other, up to the first that ended or panicked; nothing on a
    /// rank that is not told. The panic comes with its text.
    pub(crate) fn run(&self) -> Result<Vec<u8>, String> {
        let (how, mut bytes) = match self.wire.rank() {
            0 => self.lead(),
            _ => (self.follow(), Vec::new()),
        };
        if let How::Panicked { text, rank } = how {
            return Err(format!("{text} (on rank {rank})"));
        }
        if self.to_all {
            self.wire.broadcast(&mut bytes);
        }
        Ok(bytes)
    }

    /// Does what rank 0 says.
    fn follow(&self) -> How {
        let hello = Hello::Call(self.name.clone());
        self.wire.send(0, Tag::Hello, &to_bytes(&hello));
        loop {
            let (tag, bytes) = wait_for(|| {
                let of = |tag| Some((tag, self.wire.try_receive(tag)?.1));
                of(Tag::Chunk).or_else(|| of(Tag::Over))
            });
            match tag {
                Tag::Chunk => {
                    let (done, bytes) = do_chunk(self.work, self.wire.rank(), decode(&bytes).0);
                    self.wire.send(0, Tag::Done, &encode(&done, &bytes));
                }
                _ => return decode(&bytes).0,
            }
        }
    }

    /// Deals, while another thread of this rank does its chunks: this one is the one that MPI knows.
    fn lead(&self) -> (How, Vec<u8>) {
        let (to_do, chunks) = channel::<Chunk>();
        let (results, done) = channel();
        let threads = abreast::current_threads();
        std::thread::scope(|scope| {
            if self.units > 0 {
                let work = self.work;
                let do_all = move || {
                    for chunk in chunks {
                        if results.send(do_chunk(work, 0, chunk)).is_err() {
                            return;
                        }
                    }
                };
                let work = move || abreast::with_threads(threads, do_all);
                let worker = std::thread::Builder::new().name("abreast-mpi".to_string());
                if let Err(error) = worker.spawn_scoped(scope, work) {
                    self.wire
                        .abort(&format!("rank 0 cannot start a thread: {error}"));
                }
            }
            let mut dealing = Dealing::new(self, to_do);
            wait_for(|| dealing.step(&done).then_some(()));
            dealing.over()
        })
    }
}

/// Does a chunk, on this rank.
fn do_chunk(work: &Work<'_>, rank: usize, chunk: Chunk) -> (Done, Vec<u8>) {
    let start = Instant::now();
    let (how, bytes) = match catch_unwind(AssertUnwindSafe(|| work(chunk.clone()))) {
        Ok(Bytes {
            bytes,
            ended: false,
        }) => (How::ToTheEnd, bytes),
        Ok(Bytes { bytes, ended: true }) => (How::Ended, bytes),
        Err(panic) => {
            let text = text_of(panic);
            (How::Panicked { text, rank }, Vec::new())
        }
    };
    let nanos = start.elapsed().as_nanos() as u64;
    (Done { chunk, nanos, how }, bytes)
}

/// What a panic says.
fn text_of(panic: Box<dyn Any + Send>) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    // What it carries may panic as it goes.
    if let Err(another) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
        std::mem::forget(another);
    }
    text.unwrap_or_else(|| "a panic that carries no text".to_string())
}

/// What rank 0 knows of a call.
struct Dealing<'c> {
    call: &'c Call<'c>,
    to_do: Sender<Chunk>,
    threads: usize,
    /// The first unit that nobody has got.
    next: usize,
    /// Whether nothing more is to be dealt: the sequence ends among what was.
    ended: bool,
    /// What each rank has in hand, in chunks; nothing of a rank that is not here yet.
    in_hand: Vec<Option<usize>>,
    last: Vec<Option<Last>>,
    /// What is done, by its first unit.
    done: BTreeMap<usize, (How, Vec<u8>)>,
}

impl<'c> Dealing<'c> {
    fn new(call: &'c Call<'c>, to_do: Sender<Chunk>) -> Self {
        let size = call.wire.size();
        let mut dealing = Dealing {
            call,
            to_do,
            threads: abreast::current_threads(),
            next: 0,
            ended: false,
            in_hand: vec![None; size],
            last: vec![None; size],
            done: BTreeMap::new(),
        };
        dealing.greet(0);
        dealing
    }

    /// A rank is here.
    fn greet(&mut self, rank: usize) {
        self.in_hand[rank] = Some(0);
        for _ in 0..IN_HAND {
            self.deal(rank);
        }
    }

    /// Takes in what was said; answers whether all is done and everybody is here. One message at a time:
    /// nobody is to wait for the next chunk while others are taken in.
    fn step(&mut self, here: &Receiver<(Done, Vec<u8>)>) -> bool {
        let wire = self.call.wire;
        loop {
            if let Ok((done, bytes)) = here.try_recv() {
                self.take(0, done, bytes);
            } else if let Some((rank, bytes)) = wire.try_receive(Tag::Done) {
                let (done, body) = decode(&bytes);
                self.take(rank, done, body.to_vec());
            } else if let Some((rank, bytes)) = wire.try_receive(Tag::Hello) {
                match decode::<Hello>(&bytes).0 {
                    Hello::Call(name) if name.is_same(&self.call.name) => self.greet(rank),
                    other => disagree(wire, &self.call.name.show(), rank, &other),
                }
            } else {
                return self.is_over();
            }
        }
    }

    fn take(&mut self, rank: usize, done: Done, bytes: Vec<u8>) {
        let Done { chunk, nanos, how } = done;
        self.in_hand[rank] = self.in_hand[rank].map(|n| n - 1);
        self.last[rank] = Some(Last {
            units: chunk.len(),
            nanos,
        });
        // Whatever was not dealt lies behind it.
        self.ended |= how != How::ToTheEnd;
        self.done.insert(chunk.start, (how, bytes));
        self.deal(rank);
    }

    fn deal(&mut self, rank: usize) {
        let left = self.call.units - self.next;
        if self.ended || left == 0 {
            return;
        }
        let len = chunk_len(left, self.in_hand.len(), self.threads, self.last[rank]);
        let chunk = self.next..self.next + len;
        self.next = chunk.end;
        self.in_hand[rank] = self.in_hand[rank].map(|n| n + 1);
        if rank > 0 {
            self.call.wire.send(rank, Tag::Chunk, &to_bytes(&chunk));
        } else {
            self.to_do
                .send(chunk)
                .expect("its thread takes all that comes");
        }
    }

    fn is_over(&self) -> bool {
        let all_dealt = self.ended || self.next == self.call.units;
        all_dealt && self.in_hand.iter().all(|in_hand| *in_hand == Some(0))
    }

    /// Tells all ranks how it went.
    fn over(self) -> (How, Vec<u8>) {
        let (mut how, mut all) = (How::ToTheEnd, Vec::new());
        for (_, (this, bytes)) in self.done {
            all.extend_from_slice(&bytes);
            if this != How::ToTheEnd {
                how = this;
                break;
            }
        }
        let bytes = to_bytes(&how);
        for rank in 1..self.in_hand.len() {
            self.call.wire.send(rank, Tag::Over, &bytes);
        }
        (how, all)
    }
}

/// Ends the job: rank 0 and another one are not at the same call.
pub(crate) fn disagree(wire: &Wire, here: &str, rank: usize, there: &Hello) -> ! {
    wire.abort(&format!(
        "rank 0 is at {here}, and rank {rank} at {}: all ranks have to make the same calls",
        there.show()
    ))
}
