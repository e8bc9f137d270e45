//! abreast beside a plain loop and beside its peers: `cargo run --release -p peers`.
//!
//! One process; the contestants take turns, one call each in every round, in an order that is shuffled from
//! round to round, with a pause between them in which their threads go to sleep: so every call is met by a
//! pool at rest, except for the cells that make many calls in a turn. What is compared is the lower
//! quartile of each one's times. They are as the clock says, with one reading of the clock in each. Every
//! answer is checked against the loop's before a cell is measured.
//!
//! ```text
//! cargo run --release -p peers                       everything: some minutes
//! cargo run --release -p peers -- --quick            everything, with few rounds
//! cargo run --release -p peers -- tutorial 20_000    the cells with one of these in their names
//! ```
//!
//! fork_union, whose threads spin for ever, takes part in the cells of steps where this is built with the
//! feature `forkunion`, which needs a C++ compiler. It has a process of its own for each turn.
//!
//! The table goes to `peers.txt` in the target folder, and, if the whole grid was measured, a picture to
//! `peers.svg`.

mod cells;
mod chains;
mod contestants;
mod control;
mod ends;
mod joins;
mod machine;
mod measure;
mod picture;
mod report;
mod sorts;
mod steps;
mod texts;
mod uneven;
mod work;

use std::time::Duration;
use std::{env, fs, io};

use measure::{Cell, Outcome, Plan};

const FULL: Plan = Plan {
    budget: Duration::from_millis(300),
    least_rounds: 11,
    most_rounds: 400,
};

const QUICK: Plan = Plan {
    budget: Duration::from_millis(20),
    least_rounds: 3,
    most_rounds: 400,
};

fn main() -> io::Result<()> {
    #[cfg(feature = "forkunion")]
    match &*env::args().skip(1).collect::<Vec<_>>() {
        [flag, numbers @ ..] if flag == steps::alone::FLAG => {
            return steps::alone::print(numbers).ok_or_else(|| io::Error::other("three numbers"));
        }
        _ => {}
    }
    let (flags, names): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|arg| arg.starts_with("--"));
    if let Some(unknown) = flags.iter().find(|flag| *flag != "--quick") {
        return Err(io::Error::other(format!(
            "{unknown} is unknown: there is --quick, and parts of cells' names"
        )));
    }
    let plan = if flags.is_empty() { FULL } else { QUICK };
    let chosen =
        |cell: &Cell| names.is_empty() || names.iter().any(|part| cell.name.contains(part));
    let cells: Vec<Cell> = cells::grid()
        .into_iter()
        .chain(cells::shapes())
        .filter(chosen)
        .collect();
    let table = Transcript::default().measured(cells, plan);
    write(table, names.is_empty())
}

/// What was printed so far, and what it is about.
#[derive(Default)]
struct Transcript {
    text: String,
    outcomes: Vec<Outcome>,
}

impl Transcript {
    fn say(&mut self, text: &str) {
        println!("{text}");
        self.text += text;
        self.text.push('\n');
    }

    /// The table, line by line as the cells are measured, and what follows from it.
    fn measured(mut self, cells: Vec<Cell>, plan: Plan) -> Self {
        self.say(&format!(
            "{}: the loop's time, and the others' as ratios to it\n",
            machine::describe()
        ));
        self.say(&report::head());
        for cell in cells {
            let outcome = cell.measure(plan);
            self.say(&report::row(&outcome));
            self.outcomes.push(outcome);
        }
        self.say(&format!("\n{}", report::regrets(&self.outcomes)));
        self.say(&report::furthest_behind(&self.outcomes));
        if let Some(text) = report::python(&self.outcomes) {
            self.say(&text);
        }
        self
    }
}

/// Keeps the table, and the picture if it is whole.
fn write(table: Transcript, whole: bool) -> io::Result<()> {
    let folder = machine::target();
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("peers.txt"), table.text)?;
    if whole {
        fs::write(folder.join("peers.svg"), picture::draw(&table.outcomes))?;
    }
    Ok(())
}
