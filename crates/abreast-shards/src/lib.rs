//! Shards: a chain of [`abreast`] that many processes do without knowing of each other, for whoever loses
//! machines.
//!
//! The same program is started many times, by a scheduler that starts again what was lost. Each time it
//! does one share of a call, and writes that to a file; a last run merges the files in order.
//!
//! ```
//! use abreast::prelude::*;
//!
//! # fn main() -> Result<(), abreast_shards::Error> {
//! let size = 1000_u64;
//! let squares = abreast_shards::collect_vec("squares", &size, || (0..size).par_map(|x| x * x))?;
//! let Some(squares) = squares else { return Ok(()) }; // a share was written
//! println!("{}", squares.len());
//! # Ok(()) }
//! ```
//!
//! Which of this a run does is told by variables of the environment:
//!
//! | variables | what the call does |
//! |---|---|
//! | none | all, as a plain call |
//! | `ABREAST_SHARDS=N`, and an index `I` below `N` | share `I` of `N`: writes a file |
//! | `ABREAST_SHARDS=N`, and no index | merges the files |
//!
//! Files lie in the folder `ABREAST_SHARDS_DIR`, or else in `abreast-shards`, which all runs have to see. The
//! index is the scheduler's own: `HQ_TASK_ID` (HyperQueue), `JOB_COMPLETION_INDEX` (Kubernetes),
//! `AWS_BATCH_JOB_ARRAY_INDEX`, `SLURM_ARRAY_TASK_ID`, `PBS_ARRAY_INDEX`, and, counted from 1 on,
//! `SGE_TASK_ID` and `LSB_JOBINDEX`. The first of these that is there counts, and `ABREAST_SHARD` before all.
//!
//! ```text
//! sbatch --array=0-99 --export=ALL,ABREAST_SHARDS=100 --wrap ./program
//! hq submit --array=0-99 --env ABREAST_SHARDS=100 ./program
//! ABREAST_SHARDS=100 ./program     # afterwards: merges
//! ```
//!
//! # What to know
//!
//! * **An item may run more than once**: whoever loses a machine starts its share again. So closures are to
//!   compute, and not to send or to count.
//! * **A file is whole or not there**: it is written under a temporary name, and renamed. (A run that is
//!   killed may leave such a temporary file, `.tmp`, which nobody reads.)
//! * **Merging refuses** shards of another program (its file has other bytes), of another input (what the
//!   call was given to tell inputs apart), or of another length, and names those that are missing.

mod error;
mod file;
mod plan;

pub use error::Error;

use std::env;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};

use abreast::Par;
use abreast::shares::{Indexed, Shares};
use serde::Serialize;
use serde::de::DeserializeOwned;

use file::Head;
use plan::{Plan, plan};

/// Collects all items of a chain in order; or does one share of them, and answers nothing; or merges the
/// shares: as the variables say (see the [crate's page](crate)).
///
/// The `name`, of letters, digits, `-` and `_`, tells calls of a program apart, and `input` what they work
/// on: give it everything that the items depend on, or a hash of that. Blocks until it is done.
///
/// # Errors
///
/// If the variables contradict each other, files cannot be written or read, or shards are missing or of
/// something else.
///
/// # Panics
///
/// With the first panic of the chain's closures by position; then no file is written. If the name has other
/// characters.
#[track_caller]
pub fn collect_vec<P, I>(
    name: &str,
    input: &I,
    make: impl FnOnce() -> Par<P>,
) -> Result<Option<Vec<P::Item>>, Error>
where
    P: Indexed + Sync,
    P::Item: Serialize + DeserializeOwned + Send,
    I: Hash + ?Sized,
{
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    assert!(
        !name.is_empty() && name.chars().all(good),
        "the name of a call is part of a file's, of letters, digits, - and _, and {name:?} is not"
    );
    let plan = plan(|variable| env::var(variable).ok())?;
    let (shards, shard) = match plan {
        Plan::Whole => return Ok(Some(make().collect_vec())),
        Plan::Share { shard, shards } => (shards, Some(shard)),
        Plan::Merge { shards } => (shards, None),
    };
    let chain = Shares::new(make());
    let indices = chain.indices();
    let head = Head {
        name: name.to_string(),
        shard: shard.unwrap_or(0),
        shards,
        program: file::program()?,
        input: hash(input),
        indices,
        items: std::any::type_name::<P::Item>().to_string(),
    };
    let folder = env::var_os("ABREAST_SHARDS_DIR").map_or("abreast-shards".into(), PathBuf::from);
    let Some(shard) = shard else {
        return merge(&folder, head).map(Some);
    };
    let items = chain.share(share_of(indices, shard, shards)).collect_vec();
    let path = file::write(&folder, &head, &items)?;
    eprintln!("shard {shard} of {shards} of {name}: {}", path.display());
    Ok(None)
}

/// The items of all shards, in order.
fn merge<T: DeserializeOwned>(folder: &Path, head: Head) -> Result<Vec<T>, Error> {
    let (mut all, mut missing) = (Vec::new(), Vec::new());
    for shard in 0..head.shards {
        match file::read(
            folder,
            &Head {
                shard,
                ..head.clone()
            },
        )? {
            Some(items) if missing.is_empty() => all.extend::<Vec<T>>(items),
            Some(_) => {}
            None => missing.push(shard),
        }
    }
    if missing.is_empty() {
        return Ok(all);
    }
    let Head { name, shards, .. } = head;
    Err(Error::Missing {
        name,
        missing,
        shards,
        folder: folder.to_path_buf(),
    })
}

/// Which of so many indices are a shard's.
fn share_of(indices: usize, shard: usize, shards: usize) -> Range<usize> {
    // (It lies among the indices.)
    let at = |shard: usize| (indices as u128 * shard as u128 / shards as u128) as usize;
    at(shard)..at(shard + 1)
}

fn hash<I: Hash + ?Sized>(input: &I) -> u64 {
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    hasher.finish()
}
