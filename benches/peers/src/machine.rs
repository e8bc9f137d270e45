//! What runs the benchmark: its processors, its Python, and the folder for results.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, thread};

/// How many processors this process may use.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// The processor's own name and how many of it there are.
pub fn describe() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("unknown processor", |(_, model)| model.trim());
    format!("{model}, {} cores, {}", cores(), env::consts::OS)
}

/// Where cargo puts what it builds, and where this benchmark puts its table and its picture.
pub fn target() -> PathBuf {
    let here = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target");
    env::var_os("CARGO_TARGET_DIR").map_or_else(here, PathBuf::from)
}

/// What Python needs for the tutorial's line, in seconds.
pub struct Python {
    pub pool: f64,
    pub list: f64,
}

/// Runs `benches/pool.py`, where there is a python3.
pub fn python() -> Option<Python> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../pool.py");
    let said = Command::new("python3")
        .arg(script)
        .output()
        .ok()
        .filter(|said| said.status.success())?;
    let said = String::from_utf8(said.stdout).ok()?;
    let number = |label| {
        said.lines()
            .find_map(|line| line.strip_prefix(label)?.trim().parse().ok())
    };
    Some(Python {
        pool: number("pool")?,
        list: number("loop")?,
    })
}
