//! A shard's file: what it is of, the items, and a checksum.

use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Error;

/// What a file begins with; the number is that of this format.
const MAGIC: &[u8] = b"abreast-shards 1\n";

/// What a shard is of.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Head {
    pub name: String,
    pub shard: usize,
    pub shards: usize,
    /// Hashes of the program's file, and of what it was given as the input.
    pub program: u64,
    pub input: u64,
    pub indices: usize,
    pub items: String,
}

impl Head {
    pub(crate) fn path(&self, folder: &Path) -> PathBuf {
        let Head {
            name,
            shard,
            shards,
            ..
        } = self;
        folder.join(format!("{name}-{shard}-of-{shards}.shard"))
    }

    /// Why a file with the other head cannot stand for this.
    fn differs(&self, other: &Head) -> Option<String> {
        let call =
            |head: &Head| format!("shard {} of {} of {}", head.shard, head.shards, head.name);
        if call(self) != call(other) {
            return Some(format!("this is {}, under another's name", call(other)));
        }
        if self.program != other.program {
            return Some("another version of the program has written it".to_string());
        }
        if self.input != other.input {
            return Some("it is of another input".to_string());
        }
        if (self.indices, &self.items) != (other.indices, &other.items) {
            let what = |head: &Head| format!("{} indices that yield {}", head.indices, head.items);
            return Some(format!(
                "it is of {}, and not of {}",
                what(other),
                what(self)
            ));
        }
        None
    }
}

/// Writes a shard: it is there as a whole, or not at all. Answers where.
pub(crate) fn write<T: Serialize>(
    folder: &Path,
    head: &Head,
    items: &[T],
) -> Result<PathBuf, Error> {
    let path = head.path(folder);
    let invalid = |error| Error::file(&path, io::Error::new(io::ErrorKind::InvalidData, error));
    let mut bytes = postcard::to_extend(head, MAGIC.to_vec()).map_err(invalid)?;
    bytes = postcard::to_extend(items, bytes).map_err(invalid)?;
    bytes.extend(sum(&bytes).to_le_bytes());
    fs::create_dir_all(folder).map_err(|error| Error::file(folder, error))?;
    // The same shard may be on its way on another machine, from a process with the same number.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let nanos = now.map_or(0, |now| now.as_nanos());
    let temporary = path.with_extension(format!("{}-{nanos}.tmp", std::process::id()));
    let written = put(&temporary, &bytes).and_then(|()| fs::rename(&temporary, &path));
    written.map_err(|error| {
        // (If it is not there, there is nothing to remove.)
        _ = fs::remove_file(&temporary);
        Error::file(&path, error)
    })?;
    Ok(path)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    // On disk before it has its name.
    file.sync_all()
}

/// The items of a shard; nothing if it is not there.
pub(crate) fn read<T: DeserializeOwned>(
    folder: &Path,
    head: &Head,
) -> Result<Option<Vec<T>>, Error> {
    let path = head.path(folder);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file(&path, error)),
    };
    let refused = |why: String| Error::Refused {
        path: path.clone(),
        why,
    };
    let broken = || refused("it is not a shard, or broken".to_string());
    let (all, checksum) = bytes.split_last_chunk().ok_or_else(broken)?;
    let body = all.strip_prefix(MAGIC).ok_or_else(broken)?;
    if sum(all).to_le_bytes() != *checksum {
        return Err(broken());
    }
    let (other, body) = postcard::take_from_bytes::<Head>(body).map_err(|_| broken())?;
    if let Some(why) = head.differs(&other) {
        return Err(refused(why));
    }
    let (items, rest) = postcard::take_from_bytes(body).map_err(|_| broken())?;
    if rest.is_empty() {
        Ok(Some(items))
    } else {
        Err(broken())
    }
}

/// (The hash of `std` is the same in every run of a program, which is all that has to read it.)
fn sum(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// A hash of the program's own file.
pub(crate) fn program() -> Result<u64, Error> {
    let path =
        std::env::current_exe().map_err(|error| Error::file(Path::new("the program"), error))?;
    let hash = || {
        let mut hasher = HashOf(DefaultHasher::new());
        io::copy(&mut File::open(&path)?, &mut hasher)?;
        Ok(hasher.0.finish())
    };
    hash().map_err(|error| Error::file(&path, error))
}

struct HashOf(DefaultHasher);

impl Write for HashOf {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
