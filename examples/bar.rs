//! A progress bar: forty answers that are waited for, and the terminal shows how many are there.
//!
//! ```text
//! cargo run --release --features indicatif --example bar
//! ```

use std::thread;
use std::time::Duration;

use abreast::prelude::*;

fn main() {
    println!("{} bytes", total(40));
}

/// How many bytes `n` servers have answered with, eight at a time.
fn total(n: u64) -> u64 {
    let answers = (0..n).par_map(ask).threads(8).progress();
    answers.sum()
}

/// A server that takes its time.
fn ask(server: u64) -> u64 {
    thread::sleep(Duration::from_millis(20 + server % 7 * 10));
    1000 + server
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs::File;
    use std::io::Read;
    use std::os::fd::{FromRawFd, OwnedFd};
    use std::process::{Command, Stdio};
    use std::{env, ptr};

    use super::*;

    const AT_A_TERMINAL: &str = "BAR_AT_A_TERMINAL";

    /// Both ends of a pseudo-terminal: what is written to the second is read from the first.
    #[allow(unsafe_code, reason = "opens a terminal")]
    fn terminal() -> (File, File) {
        let (mut ours, mut theirs) = (0, 0);
        let none = ptr::null_mut();
        // SAFETY: both numbers are there to be written, and nothing else is asked for.
        let opened =
            unsafe { libc::openpty(&mut ours, &mut theirs, none, none.cast(), none.cast()) };
        assert_eq!(opened, 0);
        // SAFETY: was just opened, and is nobody else's.
        let ours = unsafe { OwnedFd::from_raw_fd(ours) };
        // SAFETY: the same.
        let theirs = unsafe { OwnedFd::from_raw_fd(theirs) };
        (ours.into(), theirs.into())
    }

    /// What the program writes to a terminal, which this test is where it is asked to be.
    #[test]
    fn the_bar_moves_and_is_full_in_the_end() {
        if env::var_os(AT_A_TERMINAL).is_some() {
            assert_eq!(total(40), (1000..1040).sum());
            return;
        }
        let (mut ours, theirs) = terminal();
        let mut program = Command::new(env::current_exe().unwrap());
        program.args([
            "--exact",
            "tests::the_bar_moves_and_is_full_in_the_end",
            "--nocapture",
        ]);
        program.env(AT_A_TERMINAL, "1").env("TERM", "xterm");
        let mut child = program
            .stdout(Stdio::null())
            .stderr(theirs)
            .spawn()
            .unwrap();
        // Its end of the terminal is closed with this.
        drop(program);
        let mut seen = Vec::new();
        // (When nobody has the other end any more, Linux says that with an error.)
        _ = ours.read_to_end(&mut seen);
        assert!(child.wait().unwrap().success());
        let seen = String::from_utf8_lossy(&seen);
        let mut shown: Vec<u64> = (0..=40)
            .filter(|n| seen.contains(&format!("{n}/40")))
            .collect();
        assert_eq!(shown.pop(), Some(40), "{seen:?}");
        assert!(shown.iter().filter(|n| **n > 9).count() > 1, "{seen:?}");
    }
}
