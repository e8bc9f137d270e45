//! Scenes: whole calls, in some of the ways in which their threads can meet, at random.
//!
//! Shuttle takes every ordering for the strongest: what is weaker is for the models. Time is one more thing
//! that happens at random here, so that a schedule can be replayed: a clock goes as it likes, and a wait
//! with a limit is over at once or never.

use std::ops::Add;
use std::sync::Arc;
use std::sync::atomic as real;
use std::time::Duration;

use shuttle::rand::{RngCore, thread_rng};
use shuttle::scheduler::{PctScheduler, RandomScheduler, ReplayScheduler, Scheduler};

pub(super) use shuttle::sync as checked;

pub(crate) use shuttle::hint::spin_loop as pause;
pub(crate) use shuttle::hint::spin_loop as pause_briefly;
pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
pub(crate) use shuttle::thread::yield_now as give_way;
pub(crate) use shuttle::thread_local;

/// How many schedules each scene is run in, unless `SCENES` says otherwise.
const SCHEDULES: usize = 5000;

/// How many executions have begun; and whether the system, a scene's, refuses to start a thread now and then.
static EXECUTION: real::AtomicUsize = real::AtomicUsize::new(0);
static REFUSALS: real::AtomicBool = real::AtomicBool::new(false);

/// What the scenes' clock says, in nanoseconds.
static NOW: real::AtomicU64 = real::AtomicU64::new(0);

/// Runs `scene` in many schedules, or in one that has failed: what it printed is in the file that
/// `SCHEDULE` names.
///
/// Half of them switch threads as often as they can, which meets what takes many switches. The others go by
/// a random order of the threads and change that at a few points, which meets what takes few switches and
/// long waits (Burckhardt et al., "A randomized scheduler with probabilistic guarantees of finding bugs",
/// 2010).
pub(crate) fn check(scene: impl Fn() + Sync + Send + 'static) {
    let scene = Arc::new(scene);
    if let Ok(file) = std::env::var("SCHEDULE") {
        return run(ReplayScheduler::new_from_file(file).unwrap(), &scene);
    }
    let asked = std::env::var("SCENES").ok();
    let schedules = asked.map_or(SCHEDULES, |n| n.parse().unwrap());
    run(RandomScheduler::new(schedules / 2), &scene);
    run(PctScheduler::new(3, schedules / 2), &scene);
}

/// The same on a system that refuses to start a thread now and then.
pub(crate) fn check_with_refusals(scene: impl Fn() + Sync + Send + 'static) {
    REFUSALS.store(true, real::Ordering::SeqCst);
    check(scene);
}

fn run(scheduler: impl Scheduler + 'static, scene: &Arc<impl Fn() + Sync + Send + 'static>) {
    let mut config = shuttle::Config::new();
    config.stack_size = 1 << 18;
    config.silence_warnings = true;
    let scene = Arc::clone(scene);
    shuttle::Runner::new(scheduler, config).run(move || {
        EXECUTION.fetch_add(1, real::Ordering::SeqCst);
        scene();
    });
}

pub(crate) mod thread {
    use std::io;

    pub(crate) use shuttle::thread::{current, spawn};

    /// How workers are started. They wait for the next call, for ever: of shuttle's threads, only those
    /// that are futures may be left behind by a scene.
    pub(crate) struct Builder {
        name: String,
    }

    impl Builder {
        pub(crate) fn new() -> Self {
            Builder {
                name: String::new(),
            }
        }

        pub(crate) fn name(self, name: String) -> Self {
            Builder { name }
        }

        pub(crate) fn stack_size(self, _bytes: usize) -> Self {
            self
        }

        pub(crate) fn spawn(self, work: impl FnOnce() + Send + 'static) -> io::Result<()> {
            if super::REFUSALS.load(super::real::Ordering::SeqCst) && super::random(2) == 0 {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            let name = self.name;
            let worker = shuttle::future::spawn(async move {
                shuttle::current::set_name_for_task(shuttle::current::me(), name);
                work();
            });
            drop(worker);
            Ok(())
        }
    }
}

pub(super) fn execution() -> usize {
    EXECUTION.load(real::Ordering::SeqCst)
}

pub(super) fn limit_is_over() -> bool {
    random(2) == 0
}

/// Lets the others go on for a while, or hardly.
pub(crate) fn dawdle() {
    (0..random(12)).for_each(|_| pause());
}

/// A number below `n`.
fn random(n: u64) -> u64 {
    thread_rng().next_u64() % n
}

/// A look at the scenes' clock: from one to the next a nanosecond may have passed, or a millisecond; and
/// most often so much that a piece is an item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(Duration);

impl Instant {
    pub(crate) fn now() -> Instant {
        let passed = 1 << random(21).max(random(21));
        let now = NOW.fetch_add(passed, real::Ordering::SeqCst) + passed;
        Instant(Duration::from_nanos(now))
    }

    pub(crate) fn duration_since(&self, earlier: Instant) -> Duration {
        self.0.saturating_sub(earlier.0)
    }

    pub(crate) fn elapsed(self) -> Duration {
        Instant::now().0 - self.0
    }
}

impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, later: Duration) -> Instant {
        Instant(self.0 + later)
    }
}
