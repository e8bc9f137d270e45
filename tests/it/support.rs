//! What several tests need: thread counts to try, books of what was made and dropped, a process of one's own.

#[cfg(target_os = "linux")]
#[path = "watchdog.rs"]
mod watchdog;

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Barrier, Mutex};

use abreast::prelude::*;

/// One, as few as share, an odd number, more than the machine is likely to have, far more.
pub(crate) const THREADS: [usize; 5] = [1, 2, 3, 4, 64];

/// Books in which every value has a line: how often it was made, and dropped.
pub(crate) struct Books {
    made: AtomicUsize,
    dropped: Vec<AtomicUsize>,
}

impl Books {
    /// Books for at most `lines` values.
    pub(crate) fn new(lines: usize) -> Self {
        Books {
            made: AtomicUsize::new(0),
            dropped: (0..lines).map(|_| AtomicUsize::new(0)).collect(),
        }
    }

    /// Books that are there as long as the process, for what owns its items. (A leak checker finds them in
    /// the list.)
    pub(crate) fn kept(lines: usize) -> &'static Books {
        static ALL: Mutex<Vec<&Books>> = Mutex::new(Vec::new());
        let books: &'static Books = Box::leak(Box::new(Books::new(lines)));
        ALL.lock().unwrap().push(books);
        books
    }

    pub(crate) fn enter(&self) -> Entry<'_> {
        self.enter_and(|| ())
    }

    /// A value whose destructor calls `last` at the end.
    pub(crate) fn enter_and(&self, last: fn()) -> Entry<'_> {
        let line = self.made.fetch_add(1, SeqCst);
        Entry {
            books: self,
            line,
            last,
        }
    }

    /// Every value that was made was dropped once.
    #[track_caller]
    pub(crate) fn check(&self) {
        let made = self.made.load(SeqCst);
        let dropped: Vec<usize> = self.dropped.iter().map(|n| n.load(SeqCst)).collect();
        let wrong: Vec<_> = (0..made).filter(|&line| dropped[line] != 1).collect();
        assert!(
            wrong.is_empty(),
            "of {made} values these were not dropped once: {:?}",
            wrong
                .iter()
                .take(20)
                .map(|&line| (line, dropped[line]))
                .collect::<Vec<_>>()
        );
    }
}

/// A value with a line in the books.
pub(crate) struct Entry<'b> {
    books: &'b Books,
    line: usize,
    last: fn(),
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.books.dropped[self.line].fetch_add(1, SeqCst);
        (self.last)();
    }
}

/// More threads than a call uses by itself: with so many it believes that its items wait for each other,
/// and gets them all for certain.
pub(crate) fn more_than_usual() -> [usize; 2] {
    [3, 7].map(|more| abreast::current_threads() + more)
}

/// Waits until as many threads as the barrier is for are here.
pub(crate) fn meet(barrier: &Barrier) {
    barrier.wait();
}

/// The chain, of which the first items of the first `n` threads wait for each other: so `n` do take part.
pub(crate) fn of_threads<P: Pieces<Item = usize> + Sync>(
    n: usize,
    chain: Par<P>,
) -> Par<impl Pieces<Item = usize> + Sync> {
    let (threads, all) = (AtomicUsize::new(0), Barrier::new(n));
    let meet_first = move || {
        if threads.fetch_add(1, SeqCst) < n {
            meet(&all);
        }
    };
    chain.map_init(meet_first, |(), x| x)
}

/// As [`of_threads`], of three.
pub(crate) fn of_three<P: Pieces<Item = usize> + Sync>(
    chain: Par<P>,
) -> Par<impl Pieces<Item = usize> + Sync> {
    of_threads(3, chain)
}

/// The item at which [`check_end`]'s sequence ends.
pub(crate) const END: usize = 100;

/// An item that is visited or not, once, and then dropped.
pub(crate) struct Visit<'l> {
    pub(crate) x: usize,
    log: &'l VisitLog,
    visited: bool,
}

struct VisitLog {
    visits: Vec<AtomicBool>,
    /// An item behind this one was dropped unvisited: the end is known.
    telling: usize,
    known: AtomicBool,
}

impl Visit<'_> {
    /// Visits the item, and says whether the sequence ends here. Until the end is known nobody gets far
    /// beyond it.
    pub(crate) fn ends(mut self) -> bool {
        self.visited = true;
        assert!(!self.log.visits[self.x].swap(true, SeqCst), "visited twice");
        let alone = abreast::current_threads() == 1;
        while self.x > END && !alone && !self.log.known.load(SeqCst) {
            std::thread::yield_now();
        }
        self.x == END
    }
}

impl Drop for Visit<'_> {
    fn drop(&mut self) {
        if !self.visited && self.x > self.log.telling {
            self.log.known.store(true, SeqCst);
        }
    }
}

/// Runs a chain over a million items, which ends the sequence at the item that says so. Checks that
/// everything before the end is visited, and little beyond it.
#[track_caller]
pub(crate) fn check_end(threads: usize, chain: impl FnOnce(Vec<Visit<'_>>)) {
    // The items right behind the end may go with the piece that ended, before the others are told.
    check_end_told_by(threads, 10 * END, 2000, chain);
}

/// As [`check_end`]: the end is known as soon as an item behind item `telling` is dropped unvisited, and
/// then each thread visits less than `rest` items.
#[track_caller]
pub(crate) fn check_end_told_by(
    threads: usize,
    telling: usize,
    rest: usize,
    chain: impl FnOnce(Vec<Visit<'_>>),
) {
    let log = VisitLog {
        telling,
        visits: (0..1_000_000).map(|_| AtomicBool::new(false)).collect(),
        known: AtomicBool::new(false),
    };
    let visit = |x| Visit {
        x,
        log: &log,
        visited: false,
    };
    let items = (0..log.visits.len()).map(visit).collect();
    abreast::with_threads(threads, || chain(items));
    let (before, beyond) = log.visits.split_at(END + 1);
    assert!(before.iter().all(|visited| visited.load(SeqCst)));
    let beyond = beyond.iter().filter(|visited| visited.load(SeqCst)).count();
    // Each thread may finish the piece that it has begun.
    assert!(
        beyond < rest * threads,
        "{beyond} items beyond the end were visited"
    );
}

/// The message of the panic that `f` ends in.
#[track_caller]
pub(crate) fn panic_of<R>(f: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).err().expect("a panic");
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|s| s.to_string()))
        .expect("a panic with a message")
}

const ALONE: &str = "ABREAST_TEST_ALONE";

/// Runs `body` in a process where nothing else runs, with these environment variables, and returns what it
/// wrote to standard error. `name` is the calling test's path, as the test runner says it.
pub(crate) fn in_own_process(
    name: &str,
    variables: &[(&str, &str)],
    body: impl FnOnce(),
) -> String {
    if std::env::var_os(ALONE).is_some() {
        body();
        return String::new();
    }
    let output = Command::new(std::env::current_exe().expect("the test's own path"))
        .args([name, "--exact", "--nocapture", "--test-threads=1"])
        .env(ALONE, "1")
        .envs(variables.iter().copied())
        .output()
        .expect("the test starts again");
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{name} alone:\n{out}\n{err}");
    assert!(out.contains("1 passed"), "{name} is no test:\n{out}");
    err.into_owned()
}

pub(crate) fn is_alone() -> bool {
    std::env::var_os(ALONE).is_some()
}

/// How many of the pool's threads there are.
#[cfg(target_os = "linux")]
pub(crate) fn workers_alive() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.map(|task| std::fs::read_to_string(task.unwrap().path().join("comm")));
    names
        .filter(|name| name.as_ref().is_ok_and(|name| name.starts_with("abreast-")))
        .count()
}

/// Takes time and no processor: for the body of a loop that looks for what takes seconds.
#[cfg(target_os = "linux")]
pub(crate) fn a_while() {
    std::thread::sleep(std::time::Duration::from_millis(5));
}

/// Waits until all threads of this process whose names begin with this are asleep, and stay so.
#[cfg(target_os = "linux")]
pub(crate) fn see_asleep(name: &str) {
    let awake = |task: std::fs::DirEntry| {
        // `1234 (name) S …`; a thread that has ended is not there any more.
        let stat = std::fs::read_to_string(task.path().join("stat")).unwrap_or_default();
        stat.split_once('(').is_some_and(|(_, rest)| {
            let state = rest.rsplit_once(") ").unwrap().1;
            rest.starts_with(name) && !state.starts_with('S')
        })
    };
    let mut looks = 0;
    while looks < 50 {
        let mut tasks = std::fs::read_dir("/proc/self/task").unwrap();
        looks = if tasks.any(|task| awake(task.unwrap())) {
            0
        } else {
            looks + 1
        };
        std::thread::yield_now();
    }
}

/// How many seconds a test may take, unless the environment says otherwise, as where a tool slows
/// everything down.
const PATIENCE: u64 = 60;

/// How long a test may take.
fn patience() -> std::time::Duration {
    let asked = std::env::var("ABREAST_TEST_SECONDS").ok();
    let patience = asked.and_then(|asked| asked.parse().ok());
    std::time::Duration::from_secs(patience.unwrap_or(PATIENCE))
}

/// Runs `body`, which may hang if something is wrong: then the process ends after a minute, or as long as a
/// test may take, and says which test it was.
pub(crate) fn within_a_minute<R>(name: &str, body: impl FnOnce() -> R) -> R {
    let (alive, over) = std::sync::mpsc::channel::<()>();
    let name = name.to_string();
    std::thread::spawn(move || {
        let waited = over.recv_timeout(patience());
        if waited == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            // Not by `eprintln`, which the test runner would keep for when the test is over.
            let _ = writeln!(std::io::stderr(), "{name}: hangs");
            std::process::exit(101);
        }
    });
    let result = body();
    drop(alive);
    result
}
