//! What a program says of its pool before that begins.

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use crate::panic::let_go;

type Hook = Box<dyn Fn(usize) + Send + Sync>;

/// Settings of the pool, to be made once, before its first use.
///
/// ```
/// // At the beginning of `main`:
/// let configured = abreast::configure()
///     .threads(3)
///     .stack_size(64 << 20)
///     .thread_name(|number| format!("worker {number}"))
///     .on_start(|number| println!("{number} begins"))
///     .apply();
/// assert_eq!(configured, Ok(()));
/// # #[cfg(has_threads)]
/// assert_eq!(abreast::current_threads(), 3);
/// // Later it is too late:
/// assert_eq!(abreast::configure().threads(4).apply(), Err(abreast::AlreadyRunning));
/// ```
///
/// Without the feature `threads` there is no pool, and they change nothing.
pub fn configure() -> Config {
    Config::default()
}

/// Settings of the pool: see [`configure`].
#[derive(Default)]
#[must_use = "settings are made by `apply`"]
pub struct Config {
    pub(super) threads: Option<usize>,
    pub(super) stack_size: Option<usize>,
    name: Option<Box<dyn Fn(usize) -> String + Send + Sync>>,
    on_start: Option<Hook>,
    on_exit: Option<Hook>,
}

impl Config {
    /// How many threads a call uses, the calling one included, where no
    /// [`with_threads`](crate::with_threads) says otherwise. It comes before the environment: if this is
    /// not called, `ABREAST_NUM_THREADS` says how many, or else there are as many as processors.
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    pub fn threads(mut self, n: usize) -> Self {
        assert!(
            n > 0,
            "threads needs at least 1 thread, which is the calling thread itself, and got 0"
        );
        self.threads = Some(n);
        self
    }

    /// How many bytes of stack a worker has. It comes before the environment: if this is not called,
    /// `RUST_MIN_STACK` says how many, or else it is 8 MiB.
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// How a worker is named, by its number. Numbers count from 1, and none is used twice. If this is
    /// not called, the names are `abreast-1` and so on.
    pub fn thread_name(mut self, name: impl Fn(usize) -> String + Send + Sync + 'static) -> Self {
        self.name = Some(Box::new(name));
        self
    }

    /// Calls `hook` on each worker before it does anything else. Workers begin when calls want them.
    ///
    /// A hook that panics says so, as any panic does, and the worker goes on.
    pub fn on_start(mut self, hook: impl Fn(usize) + Send + Sync + 'static) -> Self {
        self.on_start = Some(Box::new(hook));
        self
    }

    /// Calls `hook` on each worker that ends. Those do that are more than the pool has at rest, after
    /// some idle seconds. The others end with the program, which calls no hook.
    pub fn on_exit(mut self, hook: impl Fn(usize) + Send + Sync + 'static) -> Self {
        self.on_exit = Some(Box::new(hook));
        self
    }

    /// Makes these the settings of the process's pool.
    ///
    /// # Errors
    ///
    /// If settings were made before, or the pool was used before: by a parallel call, a task, or a call
    /// that asks for the number of threads.
    pub fn apply(self) -> Result<(), AlreadyRunning> {
        let mut mine = Some(self);
        SETTINGS.get_or_init(|| mine.take().expect("asked once"));
        match mine {
            None => Ok(()),
            Some(_) => Err(AlreadyRunning),
        }
    }

    pub(super) fn name_of(&self, number: usize) -> String {
        let name = self
            .name
            .as_ref()
            .map(|name| catch_unwind(AssertUnwindSafe(|| name(number))).map_err(let_go));
        let name = name.and_then(Result::ok);
        name.unwrap_or_else(|| format!("abreast-{number}"))
    }

    pub(super) fn has_start_hook(&self) -> bool {
        self.on_start.is_some()
    }

    pub(super) fn start(&self, number: usize) {
        call(self.on_start.as_ref(), number);
    }

    pub(super) fn exit(&self, number: usize) {
        call(self.on_exit.as_ref(), number);
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Config")
            .field("threads", &self.threads)
            .field("stack_size", &self.stack_size)
            .finish_non_exhaustive()
    }
}

fn call(hook: Option<&Hook>, number: usize) {
    let called = hook.map(|hook| catch_unwind(AssertUnwindSafe(|| hook(number))));
    if let Some(Err(panic)) = called {
        let_go(panic);
    }
}

static SETTINGS: OnceLock<Config> = OnceLock::new();

/// The settings of the process's pool: from now on they stay as they are.
pub(super) fn settings() -> &'static Config {
    SETTINGS.get_or_init(Config::default)
}

/// The pool has its settings already: see [`Config::apply`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlreadyRunning;

impl fmt::Display for AlreadyRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the pool is in use already, or was configured before")
    }
}

impl Error for AlreadyRunning {}
