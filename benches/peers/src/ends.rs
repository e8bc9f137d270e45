//! Calls that are stopped, and calls that are watched.

use std::io;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::sleep;
use std::time::{Duration, Instant};

use abreast::prelude::*;
use indicatif::{ProgressBar, ProgressDrawTarget, TermLike};

use crate::contestants::halves;
use crate::measure::{Cell, Contest, Who};
use crate::work::{chain, steps_for};

/// When an endless call is stopped: the others' ratios to the loop say how much later they return.
const LIMIT: Duration = Duration::from_millis(60);

/// How long an item sleeps that many threads are to do.
const SLEEPS: Duration = Duration::from_millis(5);

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    let mut cells: Vec<Cell> = [1, 2, 4, 16].map(endless).into();
    cells.push(enough(
        "until 128 x 5 ms that sleep are done, 8 threads",
        128,
        8,
    ));
    cells.push(watched("progress: 1_000_000 x 1 ns, without a bar", None));
    cells.push(watched("progress: 1_000_000 x 1 ns, with a bar", Some(20)));
    cells
}

/// The first so many results. Two of them agree as far as both go.
struct Prefix(Vec<u64>);

impl PartialEq for Prefix {
    fn eq(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }
}

/// As many items as there is time for.
fn endless(threads: usize) -> Cell {
    let steps = steps_for(200.0);
    let work = move |x| chain(x, steps);
    let is_over = |began: Instant| began.elapsed() > LIMIT;
    Contest::new(
        format!("until 60 ms are over, {threads} threads"),
        || (),
        move |()| {
            let began = Instant::now();
            let before = (0..).take_while(|_| !is_over(began));
            Prefix(before.map(work).collect())
        },
    )
    .with(Who::Abreast, move |()| {
        let began = Instant::now();
        let items = (0..).into_par().until(move || is_over(began));
        with_threads(threads, || Prefix(items.map(work).collect_vec()))
    })
    .with_control(|| [(), ()])
}

/// Until so many items are done: the ideal is the loop's time, shared by the threads.
fn enough(name: &str, enough: usize, threads: usize) -> Cell {
    let visit = |done: &AtomicUsize| {
        sleep(SLEEPS);
        done.fetch_add(1, Relaxed);
    };
    Contest::new(
        name,
        move || enough,
        move |enough: usize| {
            let done = AtomicUsize::new(0);
            let before = (0_u64..).take_while(|_| done.load(Relaxed) < enough);
            before.for_each(|_| visit(&done));
            done.into_inner() >= enough
        },
    )
    .with(Who::Abreast, move |enough| {
        let done = AtomicUsize::new(0);
        let before = (0_u64..).into_par().until(|| done.load(Relaxed) >= enough);
        with_threads(threads, || before.for_each(|_| visit(&done)));
        done.into_inner() >= enough
    })
    .with_control(move || [enough / 2; 2])
}

/// With a bar that is drawn so many times a second, or without one.
fn watched(name: &str, hertz: Option<u8>) -> Cell {
    const LEN: usize = 1_000_000;
    let work = |x: usize| chain(x, 1) >> 20;
    // One for all calls: what is measured is to tell it.
    let bar = hertz.map(|hertz| bar(LEN, hertz));
    Contest::new(
        name,
        || 0..LEN,
        move |items: Range<usize>| items.map(work).sum::<u64>(),
    )
    .with(Who::Abreast, move |items| {
        let items = items.par_map(work);
        match &bar {
            Some(bar) => items.progress_with(bar.clone()).sum(),
            None => items.sum(),
        }
    })
    .with_control(|| halves(0..LEN))
}

fn bar(len: usize, hertz: u8) -> ProgressBar {
    let target = ProgressDrawTarget::term_like_with_hz(Box::new(Nowhere), hertz);
    ProgressBar::with_draw_target(Some(len as u64), target)
}

/// A terminal that takes no time.
#[derive(Debug)]
struct Nowhere;

impl TermLike for Nowhere {
    fn width(&self) -> u16 {
        80
    }

    fn move_cursor_up(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> io::Result<()> {
        Ok(())
    }

    fn write_line(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn write_str(&self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn clear_line(&self) -> io::Result<()> {
        Ok(())
    }

    fn flush(&self) -> io::Result<()> {
        Ok(())
    }
}
