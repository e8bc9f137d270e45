//! Comma-separated numbers to JSON, line by line, from a gzip file on standard input to one on standard
//! output.
//!
//! ```text
//! cargo run --release --example transcode -- --make 1000000 > numbers.gz
//! cargo run --release --example transcode < numbers.gz > json.gz
//! ```
//!
//! Blocks of lines are converted and compressed in parallel, and written in order while others are still
//! being read, so a file of any length takes a few megabytes of memory; `--memory` says how many, on
//! standard error. `--sequential` does the same without abreast. The first line that is not right ends it,
//! with its number on standard error and status 1.

use std::fmt::Display;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::process::ExitCode;

use abreast::prelude::*;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use flate2::{Compression, Crc};

/// How many lines are read, converted and compressed at a time.
const BLOCK: u64 = 500;

fn main() -> ExitCode {
    let Some(options) = options() else {
        tell("usage: transcode [--make LINES] [--sequential] [--memory]");
        return ExitCode::from(2);
    };
    let done = match options.make {
        Some(lines) => {
            let starts = (0..lines.max(1)).step_by(BLOCK as usize);
            write_blocks(starts, options.sequential, |start| {
                gzip((start + 1..=lines.min(start + BLOCK)).map(|n| Ok(numbers(n))))
            })
        }
        None => write_blocks(blocks(), options.sequential, |block| {
            let (start, text) = block?;
            let lines = (start + 1..).zip(text.lines());
            gzip(lines.map(|(n, line)| json(n, line)))
        }),
    };
    if options.memory {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let peak = status.lines().find(|line| line.starts_with("VmHWM:"));
        tell(peak.unwrap_or("peak memory: unknown on this system"));
    }
    if let Err(error) = &done {
        tell(format_args!("transcode: {error}"));
    }
    ExitCode::from(u8::from(done.is_err()))
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

/// Writes what `f` makes of each item, up to the first error.
fn write_blocks<T: Send>(
    items: impl Iterator<Item = T> + Send,
    sequential: bool,
    f: impl Fn(T) -> io::Result<Vec<u8>> + Sync,
) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let write = |block: io::Result<Vec<u8>>| out.write_all(&block?);
    if sequential {
        items.map(f).try_for_each(write)?;
    } else {
        items.into_par().map(f).try_for_each_ordered(write)?;
    }
    out.flush()
}

/// The blocks of the input, each with how many lines are before it; one at least, since a gzip file is not
/// empty.
fn blocks() -> impl Iterator<Item = io::Result<(u64, String)>> {
    let mut input = BufReader::new(MultiGzDecoder::new(BufReader::new(io::stdin())));
    (0..).step_by(BLOCK as usize).map_while(move |start| {
        let mut text = String::new();
        for n in start + 1..=start + BLOCK {
            match input.read_line(&mut text) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => return Some(Err(wrong(n, error))),
            }
        }
        (start == 0 || !text.is_empty()).then_some(Ok((start, text)))
    })
}

/// A gzip file of these lines. Several such files, one behind the other, are one gzip file again.
fn gzip(lines: impl Iterator<Item = io::Result<String>>) -> io::Result<Vec<u8>> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    for line in lines {
        writeln!(out, "{}", line?)?;
    }
    out.finish()
}

/// What there is to say of a line: how many numbers, their sum and mean, and the line's CRC-32.
fn json(n: u64, line: &str) -> io::Result<String> {
    let mut sum = 0.0;
    for field in line.split(',') {
        sum += field.trim().parse::<f64>().unwrap_or(f64::NAN);
        if !f64::is_finite(sum) {
            return Err(wrong(n, format_args!("{field:?} cannot be added")));
        }
    }
    let count = line.split(',').count();
    let mean = sum / count as f64;
    let mut crc = Crc::new();
    crc.update(line.as_bytes());
    Ok(format!(
        r#"{{"line":{n},"count":{count},"sum":{sum:?},"mean":{mean:?},"crc32":"{:08x}"}}"#,
        crc.sum()
    ))
}

fn wrong(n: u64, what: impl Display) -> io::Error {
    io::Error::other(format!("line {n}: {what}"))
}

/// A line of up to 16 numbers, from a generator that begins with the line's own number.
fn numbers(line: u64) -> String {
    let mut state = line;
    let mut random = || {
        state = (state ^ 0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state >> 40
    };
    let numbers = (0..=random() % 16).map(|_| format!("{}", random() as f64 / 1000.0));
    numbers.collect::<Vec<_>>().join(",")
}

/// A line on standard error, if that is open.
fn tell(what: impl Display) {
    let _ = writeln!(io::stderr(), "{what}");
}
