//! SHA-256 of every file below the given paths, in parallel, in byte order of their paths, as `sha256sum`
//! prints it.
//!
//! ```text
//! cargo run --release --example checksums -- PATH…
//! ```
//!
//! A file that cannot be read is a line on standard error; the others are done all the same, and the exit
//! status is 1.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use abreast::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

fn main() -> io::Result<ExitCode> {
    let roots: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if roots.is_empty() {
        eprintln!("usage: checksums PATH…");
        return Ok(ExitCode::from(2));
    }
    let (mut files, mut failures) = (Vec::new(), 0);
    for found in roots.iter().flat_map(WalkDir::new) {
        match found {
            Ok(entry) if is_file(&entry) => files.push(entry.into_path()),
            Ok(_) => {}
            Err(error) => {
                eprintln!("checksums: {error}");
                failures += 1;
            }
        }
    }
    files.sort_unstable_by(|a, b| bytes(a).cmp(bytes(b)));

    let sums: Vec<io::Result<[u8; 32]>> = files.iter().par_map(|file| checksum(file)).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for (file, sum) in files.iter().zip(sums) {
        match sum {
            Ok(sum) => write_line(&mut out, &sum, bytes(file))?,
            Err(error) => {
                eprintln!("checksums: {}: {error}", file.display());
                failures += 1;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::from(u8::from(failures > 0)))
}

/// A path that was asked for by name may be a link; below one, links are left alone, as `find -type f` does.
fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_file() || (entry.depth() == 0 && entry.path().is_file())
}

fn checksum(file: &Path) -> io::Result<[u8; 32]> {
    let mut hasher = Sha256::new();
    io::copy(&mut File::open(file)?, &mut hasher)?;
    Ok(hasher.finalize().into())
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_bytes()
}

/// A line that `sha256sum --check` reads: where the name needs escapes, the line begins with a backslash.
fn write_line(out: &mut impl Write, sum: &[u8; 32], name: &[u8]) -> io::Result<()> {
    let mut escaped = Vec::with_capacity(name.len());
    for &byte in name {
        match byte {
            b'\\' => escaped.extend(br"\\"),
            b'\n' => escaped.extend(br"\n"),
            b'\r' => escaped.extend(br"\r"),
            _ => escaped.push(byte),
        }
    }
    if escaped.len() > name.len() {
        out.write_all(br"\")?;
    }
    for byte in sum {
        write!(out, "{byte:02x}")?;
    }
    out.write_all(b"  ")?;
    out.write_all(&escaped)?;
    out.write_all(b"\n")
}
