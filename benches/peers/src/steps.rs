//! Short loops in a row, as a simulation makes them: each step goes over the same elements, with something
//! sequential in between. What is timed is the steps, from the eleventh on, and nothing in between.

use std::hint::{black_box, spin_loop};
use std::time::{Duration, Instant};

use crate::contestants::with_paralight;
use crate::measure::{Cell, Contest, Who, apart};
use crate::work::{chain, grouped, steps_for};

/// How many steps are timed, and how many come before those.
const STEPS: usize = 200;
const BEFORE: usize = 10;

/// How many elements, about how many nanoseconds for each, and how many microseconds between two steps.
const SERIES: [(usize, f64, u64); 11] = [
    (500, 1.6, 0),
    (1_000, 1.6, 0),
    (1_000, 3.0, 2),
    (1_000, 6.0, 0),
    (2_000, 5.0, 0),
    (2_000, 5.0, 17),
    (1_000, 16.0, 5),
    (10_000, 4.0, 0),
    (10_000, 4.0, 17),
    (1_000, 142.0, 0),
    (100_000, 1.9, 5),
];

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    SERIES.into_iter().map(cell).collect()
}

/// What is done again and again.
#[derive(Clone, Copy)]
struct Series {
    n: usize,
    work: u32,
    gap: Duration,
}

fn cell((n, nanos, gap): (usize, f64, u64)) -> Cell {
    let series = Series {
        n,
        work: black_box(steps_for(nanos)),
        gap: Duration::from_micros(gap),
    };
    let name = format!("steps: {} x {nanos} ns, {gap} µs between", grouped(n));
    let step = advance(series.work);
    let contest = Contest::new(
        name,
        move || series.elements(),
        move |elements| series.run(elements, |all| all.iter_mut().for_each(step)),
    )
    .with(Who::Abreast, move |elements| {
        use abreast::prelude::*;
        series.run(elements, |all| all.par_for_each(step))
    })
    .with(Who::Rayon, move |elements| {
        use rayon::prelude::*;
        series.run(elements, |all| all.par_iter_mut().for_each(step))
    })
    .with(Who::Paralight, move |elements| {
        use paralight::prelude::*;
        with_paralight(|pool| {
            series.run(elements, |all| {
                all.par_iter_mut()
                    .with_thread_pool(&mut *pool)
                    .for_each(step);
            })
        })
    });
    #[cfg(feature = "forkunion")]
    let contest = contest.with_process(Who::ForkUnion, &series.arguments());
    contest.with_control(move || {
        let mut first = series.elements();
        let second = first.split_off(series.n / 2);
        [first, second]
    })
}

/// A step of one element.
fn advance(work: u32) -> impl Fn(&mut u64) + Copy + Send + Sync + 'static {
    move |x| *x = chain(*x as usize, work)
}

impl Series {
    fn elements(self) -> Vec<u64> {
        (0..self.n as u64).collect()
    }

    /// All steps. What is between them is not timed, nor are the first.
    fn run(self, mut elements: Vec<u64>, mut step: impl FnMut(&mut [u64])) -> Vec<u64> {
        apart(|| {
            for _ in 0..BEFORE {
                self.pause();
                step(&mut elements);
            }
        });
        for _ in 0..STEPS {
            apart(|| self.pause());
            step(&mut elements);
        }
        elements
    }

    /// Something sequential.
    fn pause(self) {
        let until = Instant::now() + self.gap;
        while Instant::now() < until {
            spin_loop();
        }
    }
}

/// fork_union, whose threads spin for ever, and so have a process of their own for each turn.
#[cfg(feature = "forkunion")]
pub mod alone {
    use std::time::{Duration, Instant};

    use fork_union::{IntoParallelIterator as _, ParallelIteratorExt as _, ThreadPool};

    use super::{Series, advance};
    use crate::machine;
    use crate::measure::since;

    /// What the process is told that does it.
    pub const FLAG: &str = "--fork-union";

    impl Series {
        pub(super) fn arguments(self) -> [String; 4] {
            let Series { n, work, gap } = self;
            let numbers = [n as u64, work.into(), gap.as_micros() as u64].map(|n| n.to_string());
            let [n, work, gap] = numbers;
            [FLAG.into(), n, work, gap]
        }

        fn of_arguments(numbers: &[u64]) -> Option<Series> {
            let &[n, work, gap] = numbers else {
                return None;
            };
            Some(Series {
                n: n as usize,
                work: u32::try_from(work).ok()?,
                gap: Duration::from_micros(gap),
            })
        }
    }

    /// Does the series, checks it, and prints how many seconds it took.
    pub fn print(arguments: &[String]) -> Option<()> {
        let numbers: Option<Vec<u64>> = arguments.iter().map(|text| text.parse().ok()).collect();
        let series = Series::of_arguments(&numbers?)?;
        let step = advance(series.work);
        let mut pool = ThreadPool::try_spawn(machine::cores()).expect("threads can be started");
        let elements = series.elements();
        let began = Instant::now();
        let done = series.run(elements, |all| {
            all.into_par_iter().with_pool(&mut pool).for_each(step);
        });
        let took = since(began);
        let expected = series.run(series.elements(), |all| all.iter_mut().for_each(step));
        assert!(done == expected, "something else than the loop");
        println!("{}", took.as_secs_f64());
        Some(())
    }
}
