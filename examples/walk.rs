//! Counts the files, the folders and the bytes below the given paths, or below the current folder: what is
//! inside of several folders is looked for at the same time.
//!
//! ```text
//! cargo run --release --example walk -- PATH…
//! ```
//!
//! Nothing recurses, so the tree may be as deep as the system's longest path allows. Symbolic links are not
//! followed, and count as nothing, as with `find PATH -type f` and `find PATH -type d`. What cannot be read
//! is a line on standard error; the rest is counted all the same, and the exit status is 1.

use std::fmt::{self, Display};
use std::fs::{self, DirEntry};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use abreast::walk;

fn main() -> io::Result<ExitCode> {
    let mut roots: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if roots.is_empty() {
        roots.push(PathBuf::from("."));
    }
    let counts = count(roots);
    writeln!(io::stdout(), "{counts}")?;
    Ok(ExitCode::from(u8::from(counts.unreadable > 0)))
}

fn count(roots: Vec<PathBuf>) -> Counts {
    let mut counts = Counts::default();
    walk(Found::Roots(roots), Found::inside).for_each_ordered(|found| counts.add(&found));
    counts
}

/// What the walk comes by.
enum Found {
    /// What was asked for: it counts as nothing.
    Roots(Vec<PathBuf>),
    Folder(PathBuf),
    /// So many bytes.
    File(u64),
    /// A link, or something else that counts as nothing.
    Other,
    Unreadable(PathBuf, io::Error),
}

impl Found {
    fn inside(&self) -> Vec<Found> {
        match self {
            Found::Roots(roots) => roots.iter().map(|root| Found::root(root)).collect(),
            Found::Folder(folder) => match fs::read_dir(folder) {
                Ok(entries) => entries.map(|entry| Found::entry(folder, entry)).collect(),
                Err(error) => vec![Found::Unreadable(folder.clone(), error)],
            },
            Found::File(_) | Found::Other | Found::Unreadable(..) => Vec::new(),
        }
    }

    fn root(root: &Path) -> Found {
        match fs::symlink_metadata(root) {
            Ok(found) if found.is_dir() => Found::Folder(root.to_path_buf()),
            Ok(found) if found.is_file() => Found::File(found.len()),
            Ok(_) => Found::Other,
            Err(error) => Found::Unreadable(root.to_path_buf(), error),
        }
    }

    fn entry(folder: &Path, entry: io::Result<DirEntry>) -> Found {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return Found::Unreadable(folder.to_path_buf(), error),
        };
        // Neither the type nor the length is that of what a link points to.
        let found = entry.file_type().and_then(|kind| {
            if kind.is_dir() {
                Ok(Found::Folder(entry.path()))
            } else if kind.is_file() {
                Ok(Found::File(entry.metadata()?.len()))
            } else {
                Ok(Found::Other)
            }
        });
        found.unwrap_or_else(|error| Found::Unreadable(entry.path(), error))
    }
}

/// What there is in all.
#[derive(Clone, Debug, Default, PartialEq)]
struct Counts {
    files: u64,
    folders: u64,
    bytes: u64,
    unreadable: u64,
}

impl Counts {
    fn add(&mut self, found: &Found) {
        match found {
            Found::Roots(_) | Found::Other => {}
            Found::Folder(_) => self.folders += 1,
            Found::File(bytes) => self.add_file(*bytes),
            Found::Unreadable(path, error) => {
                // Told at once, on standard error, if that is open.
                let _ = writeln!(io::stderr(), "walk: {}: {error}", path.display());
                self.unreadable += 1;
            }
        }
    }

    fn add_file(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

impl Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            files,
            folders,
            bytes,
            unreadable,
        } = *self;
        write!(f, "{}, ", counted(files, "file"))?;
        write!(f, "{}, ", counted(folders, "folder"))?;
        write!(f, "{}", counted(bytes, "byte"))?;
        if unreadable > 0 {
            write!(f, "; {} unreadable", in_groups(unreadable))?;
        }
        Ok(())
    }
}

fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", in_groups(number))
}

/// The number with a comma before each group of three digits.
fn in_groups(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// A folder for one test, removed with all that is in it at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Scratch {
            let id = std::process::id();
            let path = std::env::temp_dir().join(format!("abreast-walk-{id}-{name}"));
            fs::create_dir(&path).unwrap();
            Scratch(path)
        }

        fn walk(&self) -> Counts {
            count(vec![self.0.clone()])
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    /// Folders one inside the other. `remove_dir_all` keeps a file open for each level, and this is deeper
    /// than the usual limit.
    struct Nested {
        innermost: PathBuf,
        levels: u64,
    }

    impl Nested {
        /// As deep as a path of this many bytes gets, by names of one letter.
        fn new(base: &Path, bytes: usize) -> Nested {
            let mut nested = Nested {
                innermost: base.to_path_buf(),
                levels: 0,
            };
            while nested.innermost.as_os_str().len() + 2 <= bytes {
                let inside = nested.innermost.join("a");
                fs::create_dir(&inside).unwrap();
                nested.innermost = inside;
                nested.levels += 1;
            }
            nested
        }
    }

    impl Drop for Nested {
        fn drop(&mut self) {
            for _ in 0..self.levels {
                let _ = fs::remove_dir(&self.innermost);
                self.innermost.pop();
            }
        }
    }

    #[test]
    fn counts_what_there_is() {
        let scratch = Scratch::new("tree");
        let mut expected = Counts {
            folders: 1,
            ..Counts::default()
        };
        for outer in 0..10 {
            for inner in 0..outer {
                let folder = scratch.0.join(format!("{outer}/{inner}"));
                fs::create_dir_all(&folder).unwrap();
                expected.folders += 1 + u64::from(inner == 0);
                for file in 0..inner {
                    fs::write(folder.join(format!("{file}.txt")), vec![b'x'; file]).unwrap();
                    expected.add_file(file as u64);
                }
            }
        }
        for _ in 0..20 {
            assert_eq!(scratch.walk(), expected);
        }
        assert_eq!(
            abreast::with_threads(1, || scratch.walk()),
            expected,
            "on one thread"
        );
    }

    #[cfg(unix)]
    #[test]
    fn links_are_not_followed() {
        use std::os::unix::fs::symlink;

        let scratch = Scratch::new("links");
        let inside = scratch.0.join("inside");
        fs::create_dir(&inside).unwrap();
        fs::write(inside.join("file"), "four").unwrap();
        symlink(&scratch.0, inside.join("loop")).unwrap();
        symlink(inside.join("file"), scratch.0.join("again")).unwrap();
        symlink("nowhere", scratch.0.join("dangling")).unwrap();
        let expected = Counts {
            files: 1,
            folders: 2,
            bytes: 4,
            unreadable: 0,
        };
        assert_eq!(scratch.walk(), expected);
        let link = inside.join("loop");
        assert_eq!(
            count(vec![link]),
            Counts::default(),
            "a link asked for by name"
        );
    }

    #[test]
    fn what_cannot_be_read_is_counted_and_the_rest_is_done() {
        let scratch = Scratch::new("missing");
        let file = scratch.0.join("file");
        fs::write(&file, "text").unwrap();
        let roots = vec![scratch.0.join("missing"), file, scratch.0.clone()];
        let expected = Counts {
            files: 2,
            folders: 1,
            bytes: 8,
            unreadable: 1,
        };
        assert_eq!(count(roots), expected);
    }

    /// Linux allows paths of 4,096 bytes with the zero at the end, so 2,000 levels do not always fit below
    /// the temporary folder, but nearly.
    #[test]
    fn a_deep_tree_takes_no_stack() {
        let scratch = Scratch::new("deep");
        let nested = Nested::new(&scratch.0, 4_000);
        assert!(nested.levels > 1_500, "{} levels", nested.levels);
        fs::write(nested.innermost.join("f"), "bottom").unwrap();
        let expected = Counts {
            files: 1,
            folders: 1 + nested.levels,
            bytes: 6,
            unreadable: 0,
        };
        let walk_with = |threads| {
            let small = thread::Builder::new().stack_size(2 << 20);
            thread::scope(|s| {
                let walk = || abreast::with_threads(threads, || scratch.walk());
                small.spawn_scoped(s, walk).unwrap().join().unwrap()
            })
        };
        let counts = [1, 4].map(walk_with);
        fs::remove_file(nested.innermost.join("f")).unwrap();
        assert_eq!(counts, [expected.clone(), expected]);
        drop(nested);
    }

    #[test]
    fn prints_numbers_in_groups_of_digits() {
        let counts = Counts {
            files: 123,
            folders: 1,
            bytes: 1_006_789,
            unreadable: 0,
        };
        assert_eq!(counts.to_string(), "123 files, 1 folder, 1,006,789 bytes");
        let counts = Counts {
            unreadable: 1_000,
            ..Counts::default()
        };
        assert_eq!(
            counts.to_string(),
            "0 files, 0 folders, 0 bytes; 1,000 unreadable"
        );
    }
}
