//! Comma-separated numbers to JSON, line by line, from a gzip file on standard input to one on standard output.
//!
//! ```text
//! cargo run --release --example transcode -- --make 1000000 > numbers.gz
//! cargo run --release --example transcode < numbers.gz > json.gz
//! ```
//!
//! Lines are converted in parallel and written in order while others are still being read, so a file of any length takes a
//! few megabytes of memory; `--memory` says how many, on standard error. `--sequential` does the same without abreast. The
//! first line that is not right ends it, with a message on standard error and status 1; those before it are written.

use std::fmt::Display;
use std::fs;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use abreast::prelude::*;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};

fn main() -> ExitCode {
    let Some(options) = options() else {
        tell("usage: transcode [--make LINES] [--sequential] [--memory]");
        return ExitCode::from(2);
    };
    let done = match options.make {
        Some(lines) => write_lines(1..=lines, |n| Ok(numbers(n)), options.sequential),
        None => {
            let input = BufReader::new(MultiGzDecoder::new(BufReader::new(io::stdin())));
            write_lines((1..).zip(input.lines()), json_or_error, options.sequential)
        }
    };
    if options.memory {
        tell(format_args!("peak memory: {}", peak_memory()));
    }
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(format_args!("transcode: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[derive(Default)]
struct Options {
    make: Option<u64>,
    sequential: bool,
    memory: bool,
}

fn options() -> Option<Options> {
    let mut options = Options::default();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str()? {
            "--make" => options.make = Some(arguments.next()?.to_str()?.parse().ok()?),
            "--sequential" => options.sequential = true,
            "--memory" => options.memory = true,
            _ => return None,
        }
    }
    Some(options)
}

/// Writes the line that `f` makes of each item, up to the first error.
fn write_lines<T: Send>(
    items: impl Iterator<Item = T> + Send,
    f: impl Fn(T) -> io::Result<String> + Sync,
    sequential: bool,
) -> io::Result<()> {
    let mut out = BufWriter::new(GzEncoder::new(io::stdout().lock(), Compression::fast()));
    let write = |line: io::Result<String>| writeln!(out, "{}", line?);
    if sequential {
        items.map(f).try_for_each(write)?;
    } else {
        items.into_par().map(f).try_for_each_ordered(write)?;
    }
    out.into_inner()?.finish()?.flush()
}

fn json_or_error((n, line): (u64, io::Result<String>)) -> io::Result<String> {
    line.map_err(|error| error.to_string())
        .and_then(|line| json(n, &line))
        .map_err(|error| io::Error::other(format!("line {n}: {error}")))
}

/// What there is to say of a line: how many numbers, their sum, their mean, and the CRC-32 of the line.
fn json(n: u64, line: &str) -> Result<String, String> {
    let (mut count, mut sum) = (0, 0.0);
    for field in line.split(',') {
        match field.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => sum += number,
            _ => return Err(format!("{field:?} is not a number")),
        }
        count += 1;
    }
    if f64::is_infinite(sum) {
        return Err("the sum is too large".to_owned());
    }
    let mut crc = Crc::new();
    crc.update(line.as_bytes());
    let (mean, crc) = (sum / f64::from(count), crc.sum());
    Ok(format!(
        r#"{{"line":{n},"count":{count},"sum":{sum:?},"mean":{mean:?},"crc32":"{crc:08x}"}}"#
    ))
}

/// A line of up to 16 numbers, by a generator that starts from the line's number.
fn numbers(line: u64) -> String {
    let mut state = line;
    let mut random = || {
        state = state
            .wrapping_add(0x9e37_79b9_7f4a_7c15)
            .wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state >> 40
    };
    let numbers: Vec<_> = (0..=random() % 16)
        .map(|_| (random() as f64 / 1000.0).to_string())
        .collect();
    numbers.join(",")
}

/// The most memory that this process has taken so far, where the system says so.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.map_or("unknown".to_owned(), |peak| peak.trim().to_owned())
}

/// A line on standard error, if that is open.
fn tell(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}
