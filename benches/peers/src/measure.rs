//! Cells, their contestants' turns, and the rounds in which these are timed.

use std::cell::Cell as Local;
use std::hint::{black_box, spin_loop};
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::control;

/// Who takes part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Loop,
    Abreast,
    Rayon,
    Orx,
    Paralight,
    Pariter,
    Chili,
    ForkUnion,
    Control,
}

impl Who {
    /// All of them, in the order of every table.
    pub const ALL: [Who; 9] = [
        Who::Loop,
        Who::Abreast,
        Who::Rayon,
        Who::Orx,
        Who::Paralight,
        Who::Pariter,
        Who::Chili,
        Who::ForkUnion,
        Who::Control,
    ];

    /// As it is called in tables and pictures.
    pub fn name(self) -> &'static str {
        match self {
            Who::Loop => "plain loop",
            Who::Abreast => "abreast",
            Who::Rayon => "rayon",
            Who::Orx => "orx-parallel",
            Who::Paralight => "paralight",
            Who::Pariter => "pariter",
            Who::Chili => "chili",
            Who::ForkUnion => "fork_union",
            Who::Control => "control",
        }
    }
}

/// Where a cell lies in the grid: row and column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub cost: usize,
    pub len: usize,
}

/// One call by one contestant: how many seconds it took. If told so, it checks the answer, once the clock
/// was read.
type Turn = Box<dyn FnMut(bool) -> f64>;

/// One task, and who takes part in it.
pub struct Cell {
    pub name: String,
    pub place: Option<Place>,
    turns: Vec<(Who, Turn)>,
}

/// A cell in the making: contestants get what `input` makes, and have to return what `plain` returns for it.
pub struct Contest<I, P> {
    input: Rc<dyn Fn() -> I>,
    plain: P,
    cell: Cell,
}

impl<I, O, P> Contest<I, P>
where
    I: 'static,
    O: PartialEq + 'static,
    P: Fn(I) -> O + Copy + Send + 'static,
{
    /// With the plain loop as the first contestant.
    pub fn new(name: impl Into<String>, input: impl Fn() -> I + 'static, plain: P) -> Self {
        let cell = Cell {
            name: name.into(),
            place: None,
            turns: Vec::new(),
        };
        Contest {
            input: Rc::new(input),
            plain,
            cell,
        }
        .with(Who::Loop, plain)
    }

    /// One more, who returns the same as the loop.
    pub fn with(self, who: Who, run: impl Fn(I) -> O + 'static) -> Self {
        self.with_any_order(who, run, |_| ())
    }

    /// One more, who returns the same as the loop once both were put in order by `sort`.
    pub fn with_any_order(
        mut self,
        who: Who,
        run: impl Fn(I) -> O + 'static,
        sort: impl Fn(&mut O) + 'static,
    ) -> Self {
        let (again, plain) = (Rc::clone(&self.input), self.plain);
        let right = move |mut out: O| {
            let mut expected = plain(again());
            sort(&mut out);
            sort(&mut expected);
            out == expected
        };
        let turn = turn(who, Rc::clone(&self.input), run, right);
        self.cell.turns.push((who, turn));
        self
    }

    /// One more, each of whose turns is a run of this program with these arguments: it checks its answer, and
    /// prints how many seconds it took.
    #[cfg(feature = "forkunion")]
    pub fn with_process(mut self, who: Who, arguments: &[String]) -> Self {
        let arguments = arguments.to_vec();
        let turn = move |_| {
            let program = std::env::current_exe().expect("this program has a path");
            let run = std::process::Command::new(program)
                .args(&arguments)
                .output();
            let run = run.expect("this program starts again");
            let printed = String::from_utf8_lossy(&run.stdout);
            let seconds = printed.trim().parse();
            seconds.unwrap_or_else(|_| panic!("{}: {run:?}", who.name()))
        };
        self.cell.turns.push((who, Box::new(turn)));
        self
    }

    /// The whole cell, with two bare threads that do one half each.
    pub fn with_control(mut self, halves: impl Fn() -> [I; 2] + 'static) -> Cell
    where
        I: Send,
    {
        let plain = self.plain;
        let turn = Box::new(move |_| {
            let halves = halves();
            settle();
            control::time(halves, plain)
        });
        self.cell.turns.push((Who::Control, turn));
        self.cell
    }
}

thread_local! {
    /// What passed since the clock was started and is not to be counted.
    static APART: Local<Duration> = const { Local::new(Duration::ZERO) };
}

/// Does something whose time is no contestant's.
pub fn apart(f: impl FnOnce()) {
    let began = Instant::now();
    f();
    APART.set(APART.get() + began.elapsed());
}

/// What has passed since then, less what was apart.
pub fn since(began: Instant) -> Duration {
    began.elapsed().saturating_sub(APART.take())
}

/// Calls longer than this are timed without a call before, which would make no difference.
const LONG: Duration = Duration::from_millis(2);

/// The one place where contestants are timed. Making the input and dropping the output are not. Before the
/// clock starts a call is made and its threads go to sleep: what is timed is a later call of many, not the
/// first, whose code and data the other contestants have pushed out of the caches.
fn turn<I: 'static, O: 'static>(
    who: Who,
    input: Rc<dyn Fn() -> I>,
    run: impl Fn(I) -> O + 'static,
    right: impl Fn(O) -> bool + 'static,
) -> Turn {
    let mut took = Duration::ZERO;
    Box::new(move |check| {
        if took < LONG {
            black_box(run(black_box(input())));
        }
        let input = input();
        settle();
        APART.take();
        let began = Instant::now();
        let out = black_box(run(black_box(input)));
        took = since(began);
        assert!(
            !check || right(out),
            "{} returned something else than the loop",
            who.name()
        );
        took.as_secs_f64()
    })
}

/// Waits, wide awake, until whatever the last contestant's threads still did is over: some spin before they
/// sleep.
fn settle() {
    let until = Instant::now() + Duration::from_micros(100);
    while Instant::now() < until {
        spin_loop();
    }
}

/// How long to measure a cell.
#[derive(Clone, Copy)]
pub struct Plan {
    pub budget: Duration,
    pub least_rounds: usize,
    pub most_rounds: usize,
}

/// What was measured in a cell.
pub struct Outcome {
    pub name: String,
    pub place: Option<Place>,
    times: Vec<(Who, f64)>,
}

impl Outcome {
    /// The lower quartile of a contestant's times in seconds, if it took part.
    pub fn time(&self, who: Who) -> Option<f64> {
        self.times
            .iter()
            .find(|(one, _)| *one == who)
            .map(|(_, time)| *time)
    }

    /// What the loop took.
    pub fn plain(&self) -> f64 {
        self.time(Who::Loop).expect("the loop is in every cell")
    }
}

impl Cell {
    /// The same cell at a place in the grid.
    pub fn at(self, place: Place) -> Cell {
        Cell {
            place: Some(place),
            ..self
        }
    }

    /// Rounds until the plan is met, in each of which everybody has one turn. A first one, not counted,
    /// checks answers.
    pub fn measure(mut self, plan: Plan) -> Outcome {
        for (_, turn) in &mut self.turns {
            turn(true);
        }
        let mut times = vec![Vec::new(); self.turns.len()];
        let mut order: Vec<usize> = (0..self.turns.len()).collect();
        let mut dice = 1;
        let began = Instant::now();
        for round in 0..plan.most_rounds {
            if round >= plan.least_rounds && began.elapsed() > plan.budget {
                break;
            }
            shuffle(&mut order, &mut dice);
            for &i in &order {
                times[i].push((self.turns[i].1)(false));
            }
        }
        let quartiles = times.into_iter().map(lower_quartile);
        let times = self
            .turns
            .iter()
            .map(|(who, _)| *who)
            .zip(quartiles)
            .collect();
        Outcome {
            name: self.name,
            place: self.place,
            times,
        }
    }
}

/// A new order for each round, so that nobody always follows the same other.
fn shuffle(order: &mut [usize], dice: &mut u64) {
    for i in (1..order.len()).rev() {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        order.swap(i, (*dice >> 33) as usize % (i + 1));
    }
}

fn lower_quartile(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 4]
}
