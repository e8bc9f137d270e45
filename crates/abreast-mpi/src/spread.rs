//! What users call on a chain of all ranks.

mod reducing;
mod searching;

use std::ops::Range;
use std::panic::{Location, resume_unwind};

use abreast::Par;
use abreast::shares::{Indexed, Shares};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::World;
use crate::call::{Bytes, Call};
use crate::messages::{CallName, decode, to_bytes};

/// A chain that all ranks do together: what [`World::par`] makes.
///
/// A consumer ends it. All ranks call the same one, and it blocks until the call is over on all of them. What
/// it returns is the same on every rank. Panics of the chain's closures, and of those that a consumer takes,
/// come back on every rank, the first by position, with their text.
#[must_use = "nothing runs until the chain is collected, or ended in another way"]
pub struct Spread<'w, P> {
    world: &'w World,
    par: Par<P>,
}

/// Whom a call's results are for.
#[derive(Clone, Copy, PartialEq)]
enum For {
    All,
    Root,
}

/// A call that is about to begin, and its chain.
struct Begun<'w, P: Indexed> {
    world: &'w World,
    name: CallName,
    shares: Shares<P>,
    whom: For,
}

impl<'w, P: Indexed> Spread<'w, P> {
    pub(crate) fn new(world: &'w World, par: Par<P>) -> Self {
        Spread { world, par }
    }

    fn is_alone(&self) -> bool {
        self.world.size() == 1
    }

    #[track_caller]
    fn begin(self, consumer: &str, whom: For) -> Begun<'w, P> {
        let Spread { world, par } = self;
        let number = world.calls.get() + 1;
        world.calls.set(number);
        world.panicked.set(false);
        let shares = Shares::new(par);
        let name = CallName::new::<P::Item>(number, consumer, shares.indices(), Location::caller());
        Begun {
            world,
            name,
            shares,
            whom,
        }
    }
}

impl<P: Indexed + Sync> Begun<'_, P> {
    /// Does the items, by chunks of their indices; answers what `work` says of each, in order.
    fn by_indices(&self, work: impl Fn(&Shares<P>, Range<usize>) -> Bytes + Sync) -> Vec<u8> {
        let shares = &self.shares;
        self.run(shares.indices(), &|chunk| work(shares, chunk))
    }

    /// The same, by chunks of blocks.
    fn by_blocks(&self, work: impl Fn(&Shares<P>, Range<usize>) -> Bytes + Sync) -> Vec<u8> {
        let shares = &self.shares;
        self.run(shares.blocks(), &|chunk| work(shares, chunk))
    }

    fn run(&self, units: usize, work: &(dyn Fn(Range<usize>) -> Bytes + Sync)) -> Vec<u8> {
        let Begun {
            world, name, whom, ..
        } = self;
        let call = Call {
            wire: &world.wire,
            name: name.clone(),
            units,
            to_all: *whom == For::All,
            work,
        };
        call.run().unwrap_or_else(|text| {
            world.panicked.set(true);
            // It was shown where it came up.
            resume_unwind(Box::new(text))
        })
    }
}

/// All that a chunk came to, on the way to the end.
fn sent<T: Serialize>(value: &T) -> Bytes {
    Bytes {
        bytes: to_bytes(value),
        ended: false,
    }
}

/// What each chunk came to.
fn each<T: DeserializeOwned>(mut bytes: &[u8]) -> impl Iterator<Item = T> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let (value, rest) = decode(bytes);
        bytes = rest;
        Some(value)
    })
}

/// The items of all chunks.
fn all<T: DeserializeOwned>(bytes: &[u8]) -> Vec<T> {
    let mut items = Vec::new();
    each::<Vec<T>>(bytes).for_each(|more| items.extend(more));
    items
}

impl<P: Indexed + Sync> Spread<'_, P>
where
    P::Item: Send,
{
    /// Collects all items in order, on every rank.
    ///
    /// ```no_run
    /// use abreast::prelude::*;
    ///
    /// let world = abreast_mpi::World::start();
    /// let squares = world.par(|| (0..4).par_map(|x| x * x)).collect_vec();
    /// assert_eq!(squares, [0, 1, 4, 9]);
    /// ```
    ///
    /// # Panics
    ///
    /// On every rank with the first panic of the chain's closures by position; and if an item cannot be
    /// written or read.
    #[track_caller]
    pub fn collect_vec(self) -> Vec<P::Item>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        if self.is_alone() {
            return self.par.collect_vec();
        }
        all(&self.begin("collect_vec", For::All).gather())
    }

    /// Collects all items in order, on rank 0; the others get nothing.
    ///
    /// # Panics
    ///
    /// As [`collect_vec`](Spread::collect_vec).
    #[track_caller]
    pub fn collect_vec_at_root(self) -> Option<Vec<P::Item>>
    where
        P::Item: Serialize + DeserializeOwned,
    {
        if self.is_alone() {
            return Some(self.par.collect_vec());
        }
        let is_root = self.world.rank() == 0;
        let bytes = self.begin("collect_vec_at_root", For::Root).gather();
        is_root.then(|| all(&bytes))
    }

    /// Collects what went well, up to the first error by position, on every rank.
    ///
    /// ```no_run
    /// use abreast::prelude::*;
    ///
    /// let world = abreast_mpi::World::start();
    /// let numbers = world.par(|| ["1", "b"].par_map(|s: &str| s.parse::<i32>().map_err(|_| s.to_string())));
    /// assert_eq!(numbers.try_collect_vec(), Err("b".to_string()));
    /// ```
    ///
    /// # Errors
    ///
    /// The first by position. Little beyond it was begun, on any rank.
    ///
    /// # Panics
    ///
    /// As [`collect_vec`](Spread::collect_vec), unless an error comes before it.
    #[track_caller]
    pub fn try_collect_vec<T, E>(self) -> Result<Vec<T>, E>
    where
        P: Indexed<Item = Result<T, E>>,
        T: Serialize + DeserializeOwned + Send,
        E: Serialize + DeserializeOwned + Send,
    {
        if self.is_alone() {
            return self.par.collect();
        }
        let begun = self.begin("try_collect_vec", For::All);
        let bytes = begun.by_indices(|shares, chunk| {
            let collected: Result<Vec<T>, E> = shares.share(chunk).collect();
            Bytes {
                ended: collected.is_err(),
                ..sent(&collected)
            }
        });
        let mut items = Vec::new();
        for chunk in each::<Result<Vec<T>, E>>(&bytes) {
            items.extend(chunk?);
        }
        Ok(items)
    }

    /// Calls `f` for each item, on the rank that made it.
    ///
    /// # Panics
    ///
    /// On every rank with the first panic of the closures by position.
    #[track_caller]
    pub fn for_each(self, f: impl Fn(P::Item) + Sync) {
        if self.is_alone() {
            return self.par.for_each(f);
        }
        let begun = self.begin("for_each", For::All);
        begun.by_indices(|shares, chunk| {
            shares.share(chunk).for_each(&f);
            Bytes {
                bytes: Vec::new(),
                ended: false,
            }
        });
    }

    /// How many items there are, on every rank. All of them are made.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Spread::for_each).
    #[track_caller]
    pub fn count(self) -> usize {
        if self.is_alone() {
            return self.par.count();
        }
        let begun = self.begin("count", For::All);
        let bytes = begun.by_indices(|shares, chunk| sent(&shares.share(chunk).count()));
        each::<usize>(&bytes).sum()
    }
}

impl<P: Indexed + Sync> Begun<'_, P>
where
    P::Item: Serialize + Send,
{
    /// All items, as vectors in bytes.
    fn gather(&self) -> Vec<u8> {
        self.by_indices(|shares, chunk| sent(&shares.share(chunk).collect_vec()))
    }
}
