//! What may go wrong.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a call was not done.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The variables say nothing that can be done.
    Variables(String),
    /// These shards are not there.
    Missing {
        /// The call.
        name: String,
        /// From 0 on.
        missing: Vec<usize>,
        /// How many there are to be.
        shards: usize,
        /// Where they were looked for.
        folder: PathBuf,
    },
    /// A file that is not what it is to be.
    Refused {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A file that cannot be written or read.
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

impl Error {
    pub(crate) fn file(path: &Path, error: io::Error) -> Error {
        Error::File {
            path: path.to_path_buf(),
            error,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Variables(why) => f.write_str(why),
            Error::Missing {
                name,
                missing,
                shards,
                folder,
            } => {
                let list: Vec<String> = missing.iter().map(usize::to_string).collect();
                let (list, folder) = (list.join(","), folder.display());
                write!(
                    f,
                    "of the {shards} shards of {name}, these are missing in {folder}: {list}"
                )
            }
            Error::Refused { path, why } => write!(f, "{}: {why}", path.display()),
            Error::File { path, error } => write!(f, "{}: {error}", path.display()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::File { error, .. } => Some(error),
            _ => None,
        }
    }
}
