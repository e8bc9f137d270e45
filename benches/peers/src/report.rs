//! The table, the regrets, and where abreast is furthest behind.

use crate::cells::TUTORIAL;
use crate::machine;
use crate::measure::{Outcome, Who};

/// What calling for help may cost in the ideal, in seconds.
const WAKE_UP: f64 = 10e-6;

/// A contestant is behind another if it takes longer by more than this share and by more than these seconds.
const CLOSE: (f64, f64) = (0.10, 0.1e-6);

/// How many cells the list of those furthest behind has at least, if there are so many.
const LISTED: usize = 12;

/// Time over the ideal: the loop, or the loop on all cores after one wake-up, whichever is shorter.
pub fn regret(outcome: &Outcome, who: Who) -> Option<f64> {
    let plain = outcome.plain();
    let ideal = plain.min(plain / machine::cores() as f64 + WAKE_UP);
    Some(outcome.time(who)? / ideal)
}

/// A time to three digits, with its unit.
fn seconds(time: f64) -> String {
    let (number, unit) = match time.abs() {
        t if t < 1e-6 => (time * 1e9, "ns"),
        t if t < 1e-3 => (time * 1e6, "µs"),
        _ => (time * 1e3, "ms"),
    };
    let digits = if number.abs() < 9.995 {
        2
    } else {
        usize::from(number.abs() < 99.95)
    };
    format!("{number:.digits$} {unit}")
}

/// A ratio to three digits.
fn ratio(ratio: f64) -> String {
    let digits = if ratio < 9.995 {
        2
    } else {
        usize::from(ratio < 99.95)
    };
    format!("{ratio:.digits$}")
}

/// The table's first line.
pub fn head() -> String {
    let names = Who::ALL.map(|who| format!("{:>13}", who.name()));
    format!("{:44}{}", "cell", names.concat())
}

/// A cell's line: what the loop took, then the others' ratios to it.
pub fn row(outcome: &Outcome) -> String {
    let ratios = Who::ALL[1..].iter().map(|who| {
        let over_loop = outcome.time(*who).map(|time| ratio(time / outcome.plain()));
        format!("{:>13}", over_loop.unwrap_or_default())
    });
    let ratios: String = ratios.collect();
    format!(
        "{:44}{:>13}{}",
        outcome.name,
        seconds(outcome.plain()),
        ratios
    )
    .trim_end()
    .to_string()
}

/// The geometric mean of a contestant's regrets, and of how many cells.
pub fn mean_regret<'a>(outcomes: impl Iterator<Item = &'a Outcome>, who: Who) -> (f64, usize) {
    let logs: Vec<f64> = outcomes
        .filter_map(|outcome| regret(outcome, who))
        .map(f64::ln)
        .collect();
    (
        (logs.iter().sum::<f64>() / logs.len() as f64).exp(),
        logs.len(),
    )
}

/// Each contestant's regret over the grid, over the shapes, and over both, with the number of cells.
pub fn regrets(outcomes: &[Outcome]) -> String {
    let mut text = String::from(
        "regret: time / min(loop, loop / cores + 10 µs), geometric mean (over how many cells)\n",
    );
    text += &format!("{:14}{:>16}{:>16}{:>16}\n", "", "grid", "shapes", "both");
    for who in Who::ALL {
        let column = |in_grid: &[bool]| {
            let chosen = outcomes
                .iter()
                .filter(|one| in_grid.contains(&one.place.is_some()));
            match mean_regret(chosen, who) {
                (_, 0) => "-".to_string(),
                (mean, n) => format!("{mean:.3} ({n})"),
            }
        };
        let (grid, shapes, both) = (column(&[true]), column(&[false]), column(&[true, false]));
        text += &format!("{:14}{grid:>16}{shapes:>16}{both:>16}\n", who.name());
    }
    text
}

/// abreast beside the best other contestant of a cell. The control is none.
struct Behind<'a> {
    outcome: &'a Outcome,
    abreast: f64,
    best: (Who, f64),
}

impl Behind<'_> {
    fn of(outcome: &Outcome) -> Option<Behind<'_>> {
        let abreast = outcome.time(Who::Abreast)?;
        let others = Who::ALL
            .into_iter()
            .filter(|who| !matches!(who, Who::Abreast | Who::Control));
        let times = others.filter_map(|who| Some((who, outcome.time(who)?)));
        let best = times.min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Behind {
            outcome,
            abreast,
            best,
        })
    }

    fn ratio(&self) -> f64 {
        self.abreast / self.best.1
    }

    fn is_far(&self) -> bool {
        self.abreast > self.best.1 * (1.0 + CLOSE.0) + CLOSE.1
    }

    fn line(&self) -> String {
        let mark = if self.is_far() { "*" } else { " " };
        let (who, best) = (self.best.0.name(), self.best.1);
        let (over, more) = (self.ratio(), seconds(self.abreast - best));
        let (abreast, best) = (seconds(self.abreast), seconds(best));
        format!(
            "{mark} {:44}{abreast:>10}{best:>12} {who:14}{over:>6.2}{more:>12}\n",
            self.outcome.name
        )
    }
}

/// The cells where abreast is furthest behind the best other: all that are far behind, and the next few.
pub fn furthest_behind(outcomes: &[Outcome]) -> String {
    let mut cells: Vec<Behind<'_>> = outcomes.iter().filter_map(Behind::of).collect();
    cells.sort_by(|a, b| {
        (b.is_far(), b.ratio())
            .partial_cmp(&(a.is_far(), a.ratio()))
            .expect("no NaN")
    });
    let far = cells.iter().filter(|cell| cell.is_far()).count();
    let mut text = format!(
        "furthest behind the best other, the loop included (* more than 10 % + 0.1 µs: {far} of {} cells)\n  {:44}{:>10}{:>12} {:14}{:>6}{:>12}\n",
        cells.len(),
        "cell",
        "abreast",
        "best other",
        "",
        "ratio",
        "behind by"
    );
    cells
        .iter()
        .take(far.max(LISTED))
        .for_each(|cell| text += &cell.line());
    text
}

/// The tutorial's line in Python, beside abreast's: if that was measured, and if there is a python3.
pub fn python(outcomes: &[Outcome]) -> Option<String> {
    let tutorial = outcomes.iter().find(|outcome| outcome.name == TUTORIAL)?;
    let abreast = tutorial.time(Who::Abreast)?;
    let python = machine::python()?;
    Some(format!(
        "the tutorial's line in Python: Pool(4).map {}, a list comprehension {}; Pool / abreast = {:.0}\n",
        seconds(python.pool),
        seconds(python.list),
        python.pool / abreast
    ))
}
