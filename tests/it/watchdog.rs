//! A test that hangs ends the program, with its name, instead of holding up whoever waits for it.
//!
//! The test harness gives each test a thread of its own, with the test's name, so that a look at this
//! program's threads shows how long each has been at it. (On Linux, which says what they are called. A name
//! is cut there; the program itself knows the whole ones.)

use std::collections::HashMap;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::*};
use std::time::{Duration, Instant};
use std::{env, fs, process, thread};

/// Begins before `main`, which is the harness's.
#[allow(
    unsafe_code,
    reason = "there is no safe way to be called before `main`"
)]
// (What is in this section is called once, before `main`, with arguments that it does not look at.)
#[unsafe(link_section = ".init_array")]
#[used]
static BEGIN: extern "C" fn() = {
    extern "C" fn begin() {
        // (A program that may have no threads is not watched.)
        if thread::Builder::new().spawn(watch).is_ok() {
            // Until it has what memory it takes: a test may leave the program no more than that. (A channel
            // would ask for the current thread, which Rust 1.85 forbids before `main`.)
            while !HAS_BEGUN.load(Acquire) {
                thread::yield_now();
            }
        }
    }
    begin
};

static HAS_BEGUN: AtomicBool = AtomicBool::new(false);

fn watch() {
    let patience = super::patience();
    HAS_BEGUN.store(true, Release);
    let mut since = HashMap::new();
    loop {
        thread::sleep(Duration::from_secs(1));
        let now = Instant::now();
        let tests = tests_under_way();
        since.retain(|test, _| tests.contains(test));
        for test in tests {
            let began = *since.entry(test.clone()).or_insert(now);
            if now - began > patience {
                let names = whole_names(&test.1).join(", or ");
                eprintln!(
                    "\n{names} hangs: it has taken more than {} s",
                    patience.as_secs()
                );
                process::abort();
            }
        }
    }
}

/// The threads of this program that run a test, with what is to be seen of its name.
fn tests_under_way() -> Vec<(String, String)> {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten();
    let named = threads.filter_map(|thread| {
        let thread = thread.ok()?.path();
        let name = fs::read_to_string(thread.join("comm")).ok()?;
        Some((thread.display().to_string(), name.trim_end().to_owned()))
    });
    named.filter(|(_, name)| name.contains("::")).collect()
}

/// The tests whose names begin so.
fn whole_names(name: &str) -> Vec<String> {
    let list = env::current_exe().and_then(|tests| Command::new(tests).arg("--list").output());
    let list = list.map_or(Vec::new(), |list| list.stdout);
    let list = String::from_utf8_lossy(&list);
    let tests = list.lines().filter_map(|line| line.strip_suffix(": test"));
    let found: Vec<_> = tests
        .filter(|test| test.starts_with(name))
        .map(str::to_owned)
        .collect();
    match found.is_empty() {
        true => vec![name.to_owned()],
        false => found,
    }
}
