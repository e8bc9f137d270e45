//! The lines that match a pattern in every file below the given paths, as `LC_ALL=C grep -HrnaE` prints
//! them: files are searched in parallel and printed in the order in which they are found, while the walk
//! through the folders goes on.
//!
//! ```text
//! cargo run --release --example grep -- PATTERN PATH…
//! ```
//!
//! Patterns are those of the `regex` crate, on bytes; `-a` means that binary files are searched like any
//! other. What cannot be read is a line on standard error; the others are done all the same, and the exit
//! status is 2. Else it is 0 if a line matched, and 1 if none did.

use std::ffi::OsString;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::ExitCode;

use abreast::prelude::*;
use regex::bytes::{Regex, RegexBuilder};
use walkdir::{DirEntry, WalkDir};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let (pattern, roots) = match &arguments[..] {
        [pattern, roots @ ..] if !roots.is_empty() => (pattern.to_str(), roots),
        _ => return failure("usage: grep PATTERN PATH…"),
    };
    let regex = match pattern.map(|text| RegexBuilder::new(text).unicode(false).build()) {
        Some(Ok(regex)) => regex,
        Some(Err(error)) => return failure(format_args!("grep: {error}")),
        None => return failure("grep: the pattern is not UTF-8"),
    };
    let mut seen = Seen::default();
    match print_matches(&regex, roots, &mut seen) {
        // Whoever reads this has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        Err(error) => return failure(format_args!("grep: standard output: {error}")),
        Ok(()) => {}
    }
    match seen {
        Seen { error: true, .. } => ExitCode::from(2),
        Seen { line, .. } => ExitCode::from(u8::from(!line)),
    }
}

/// A line on standard error, if that is open, and the status that goes with it.
fn failure(what: impl Display) -> ExitCode {
    let _ = writeln!(io::stderr(), "{what}");
    ExitCode::from(2)
}

/// Whether there was any.
#[derive(Default)]
struct Seen {
    line: bool,
    error: bool,
}

fn print_matches(regex: &Regex, roots: &[OsString], seen: &mut Seen) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let found = roots.iter().flat_map(WalkDir::new);
    found
        .into_par()
        .filter(|found| found.as_ref().map_or(true, is_file))
        // Each thread has its own copy, since the threads would share what a search writes to.
        .map_init(
            || regex.clone(),
            |regex, found| match found {
                Ok(entry) => search(regex, entry.path()),
                Err(error) => (Vec::new(), Some(error.to_string())),
            },
        )
        .try_for_each_ordered(|(lines, error)| {
            if let Some(error) = error {
                failure(format_args!("grep: {error}"));
                seen.error = true;
            }
            seen.line |= !lines.is_empty();
            out.write_all(&lines)
        })?;
    out.flush()
}

/// A path that was asked for by name may be anything but a folder; below one, only files count, and links
/// are left alone.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_file() || (entry.depth() == 0 && !entry.path().is_dir())
}

/// The lines to print, and the error that ended them.
fn search(regex: &Regex, file: &Path) -> (Vec<u8>, Option<String>) {
    let mut lines = Vec::new();
    let done = append_matches(regex, file, &mut lines);
    let error = done.map_err(|error| format!("{}: {error}", file.display()));
    (lines, error.err())
}

/// Appends each line that matches, behind the file's name and the line's number.
fn append_matches(regex: &Regex, file: &Path, lines: &mut Vec<u8>) -> io::Result<()> {
    let mut input = BufReader::with_capacity(1 << 16, File::open(file)?);
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        if regex.is_match(text) {
            lines.extend_from_slice(file.as_os_str().as_bytes());
            write!(lines, ":{number}:")?;
            lines.extend_from_slice(text);
            lines.push(b'\n');
        }
    }
    Ok(())
}
