//! Models: small scenes, in every way in which their threads can meet.
//!
//! A wait with a limit is over at once: sooner than any real one, and the others may still do anything
//! before it is noticed.

use std::sync::atomic as real;

use super::OnceLock;

pub(super) use loom::sync as checked;

pub(crate) use loom::hint::spin_loop as pause;
pub(crate) use loom::hint::spin_loop as pause_briefly;
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
pub(crate) use loom::thread;
pub(crate) use loom::thread::yield_now as give_way;

pub(crate) use std::time::Instant;

/// Loom's own knows nothing of values that are made beforehand.
macro_rules! locals {
    ($($(#[$about:meta])* static $name:ident: $kind:ty = const $value:block;)+) => {
        ::loom::thread_local! { $($(#[$about])* static $name: $kind = $value;)+ }
    };
    ($($statics:tt)*) => {
        ::loom::thread_local! { $($statics)* }
    };
}
pub(crate) use locals as thread_local;

/// How many executions have begun; and which of them, a model's, is to do without fences.
static EXECUTION: real::AtomicUsize = real::AtomicUsize::new(0);
static FENCES: real::AtomicBool = real::AtomicBool::new(true);

/// Runs `scene` in every way in which its threads can meet with at most three preemptions.
pub(crate) fn check(scene: impl Fn() + Sync + Send + 'static) {
    check_within(3, scene);
}

/// The same with two preemptions, for a scene of so many threads that three take minutes, unless
/// `MODEL_PREEMPTIONS` says otherwise.
pub(crate) fn check_large(scene: impl Fn() + Sync + Send + 'static) {
    let asked = std::env::var("MODEL_PREEMPTIONS").ok();
    check_within(asked.map_or(2, |n| n.parse().unwrap()), scene);
}

fn check_within(preemptions: usize, scene: impl Fn() + Sync + Send + 'static) {
    let mut all = loom::model::Builder::new();
    all.preemption_bound = Some(preemptions);
    all.check(move || {
        EXECUTION.fetch_add(1, real::Ordering::SeqCst);
        moment();
        scene();
    });
}

/// The same in a world whose fences do nothing: for canaries.
pub(crate) fn check_without_fences(scene: impl Fn() + Sync + Send + 'static) {
    FENCES.store(false, real::Ordering::SeqCst);
    check(scene);
}

/// What all fences come upon: loom takes one together with what comes before it, and others may come in
/// between.
fn moment() -> &'static AtomicUsize {
    static MOMENT: OnceLock<AtomicUsize> = OnceLock::new();
    MOMENT.get_or_init(|| AtomicUsize::new(0))
}

pub(crate) fn fence(ordering: Ordering) {
    if FENCES.load(real::Ordering::SeqCst) {
        moment().fetch_add(1, Ordering::Relaxed);
        checked::atomic::fence(ordering);
    }
}

pub(super) fn execution() -> usize {
    EXECUTION.load(real::Ordering::SeqCst)
}

pub(super) fn limit_is_over() -> bool {
    true
}
