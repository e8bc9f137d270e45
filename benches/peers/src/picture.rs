//! The grid as a picture: a panel for each contestant, length by cost, colour = regret.

use std::fmt::Write;

use crate::cells::{COSTS, LENS};
use crate::machine;
use crate::measure::{Outcome, Who};
use crate::report::{mean_regret, regret};
use crate::work::grouped;

/// The panels, in reading order. pariter has no cell in the grid.
const PANELS: [Who; 5] = [
    Who::Abreast,
    Who::Loop,
    Who::Rayon,
    Who::Orx,
    Who::Paralight,
];

/// Sizes in pixels: a square, a panel with its labels and the space around it, and all panels' offset from
/// the top.
const SQUARE: (f64, f64) = (46.0, 30.0);
const PANEL: (f64, f64) = (570.0, 318.0);
const TOP: f64 = 84.0;
/// Room for labels left of a panel's squares, and above them for its name.
const LABELS: (f64, f64) = (76.0, 36.0);

/// The regret from which on a square is as red as can be.
const WORST: f64 = 20.0;

/// The colours on the way from 1 to the worst: green, yellow, orange, red, dark red.
const COLOURS: [[f64; 3]; 5] = [
    [62.0, 160.0, 92.0],
    [236.0, 214.0, 92.0],
    [240.0, 150.0, 62.0],
    [208.0, 62.0, 48.0],
    [122.0, 20.0, 40.0],
];

/// How far a regret is on the way from 1 to the worst, on a logarithmic scale.
fn share(regret: f64) -> f64 {
    (regret.ln() / WORST.ln()).clamp(0.0, 1.0)
}

/// The colour at a share of the way.
fn colour(share: f64) -> String {
    let at = share * (COLOURS.len() - 1) as f64;
    let before = (at as usize).min(COLOURS.len() - 2);
    let (from, to, part) = (COLOURS[before], COLOURS[before + 1], at - before as f64);
    let [r, g, b] = [0, 1, 2].map(|i| (from[i] + (to[i] - from[i]) * part).round());
    format!("rgb({r},{g},{b})")
}

/// A regret in as few characters as tell it.
fn short(regret: f64) -> String {
    match regret {
        r if r < 9.95 => format!("{r:.1}"),
        r => format!("{r:.0}"),
    }
}

/// What is drawn so far.
struct Drawing(String);

impl Drawing {
    fn text(&mut self, (x, y): (f64, f64), style: &str, text: &str) {
        writeln!(
            self.0,
            r#"<text x="{x:.1}" y="{y:.1}" {style}>{text}</text>"#
        )
        .expect("a string takes all");
    }

    fn square(&mut self, (x, y): (f64, f64), (w, h): (f64, f64), fill: &str) {
        writeln!(
            self.0,
            r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" rx="2" fill="{fill}"/>"#
        )
        .expect("a string takes all");
    }

    /// One square of a panel, with its number.
    fn cell(&mut self, (x, y): (f64, f64), regret: f64) {
        let share = share(regret);
        self.square((x, y), (SQUARE.0 - 2.0, SQUARE.1 - 2.0), &colour(share));
        let ink = if (0.1..0.6).contains(&share) {
            "#222"
        } else {
            "#fff"
        };
        let style = format!(r#"class="number" style="fill:{ink}""#);
        self.text(
            (x + SQUARE.0 / 2.0 - 1.0, y + SQUARE.1 / 2.0 + 3.5),
            &style,
            &short(regret),
        );
    }

    fn panel(&mut self, (x, y): (f64, f64), who: Who, outcomes: &[Outcome]) {
        self.text(
            (x + LABELS.0, y + 22.0),
            r#"class="name""#,
            &title(who, outcomes),
        );
        let corner = (x + LABELS.0, y + LABELS.1);
        let cells = outcomes
            .iter()
            .filter_map(|outcome| Some((outcome.place?, regret(outcome, who)?)));
        for (place, regret) in cells {
            let (column, row) = (place.len as f64, place.cost as f64);
            self.cell(
                (corner.0 + column * SQUARE.0, corner.1 + row * SQUARE.1),
                regret,
            );
        }
        self.axes(corner);
    }

    fn axes(&mut self, (x, y): (f64, f64)) {
        for (row, (label, _)) in COSTS.iter().enumerate() {
            let at = (x - 8.0, y + (row as f64 + 0.5) * SQUARE.1 + 3.5);
            self.text(at, r#"class="label" text-anchor="end""#, label);
        }
        let bottom = y + COSTS.len() as f64 * SQUARE.1 + 14.0;
        for (column, len) in LENS.iter().enumerate() {
            let at = (x + (column as f64 + 0.5) * SQUARE.0 - 1.0, bottom);
            self.text(at, r#"class="label" text-anchor="middle""#, &length(*len));
        }
        let middle = x + LENS.len() as f64 * SQUARE.0 / 2.0;
        self.text(
            (middle, bottom + 17.0),
            r#"class="label" text-anchor="middle""#,
            "items",
        );
    }

    /// The scale, and what it says.
    fn legend(&mut self, (x, y): (f64, f64)) {
        let (left, top, width) = (
            x + LABELS.0,
            y + LABELS.1 + 14.0,
            LENS.len() as f64 * SQUARE.0 - 2.0,
        );
        self.text((left, y + 22.0), r#"class="name""#, "How to read it");
        for step in 0..92 {
            let share = f64::from(step) / 91.0;
            self.square(
                (left + share * (width - 8.0), top),
                (8.0, 22.0),
                &colour(share),
            );
        }
        for mark in [1.0, 2.0, 5.0, 10.0, 20.0] {
            let at = (left + share(mark) * (width - 12.0) + 6.0, top + 38.0);
            let text = if mark < WORST {
                format!("{mark}")
            } else {
                format!("{mark}+")
            };
            self.text(at, r#"class="label" text-anchor="middle""#, &text);
        }
        let lines = [
            "Each square: a map of so many items (across), each of such a cost (down).",
            "Its number: regret = time / ideal. 1.0 is as good as it gets.",
            "Ideal: the plain loop, or the loop spread over all cores",
            "plus 10 µs to wake them, whichever is shorter.",
            "Loops of more than 150 ms are left out.",
        ];
        for (i, line) in lines.iter().enumerate() {
            self.text(
                (left, top + 72.0 + 19.0 * i as f64),
                r#"class="label""#,
                line,
            );
        }
    }
}

/// A length in few characters.
fn length(len: usize) -> String {
    match len {
        0..1_000 => len.to_string(),
        1_000..1_000_000 => format!("{}k", grouped(len / 1_000)),
        _ => format!("{}M", len / 1_000_000),
    }
}

/// A contestant and its mean over the panel.
fn title(who: Who, outcomes: &[Outcome]) -> String {
    let grid = outcomes.iter().filter(|outcome| outcome.place.is_some());
    let (mean, _) = mean_regret(grid, who);
    format!(
        "{} <tspan class=\"label\">mean {mean:.2}</tspan>",
        who.name()
    )
}

/// All of it, as SVG. Its style is for itself alone, since the guide has it among its own text.
pub fn draw(outcomes: &[Outcome]) -> String {
    let (width, height) = (2.0 * PANEL.0 + 10.0, TOP + 3.0 * PANEL.1);
    let mut drawing = Drawing(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" class="regret" style="max-width: 100%; height: auto">
<style>.regret text {{ font-family: Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #222 }}
.regret .title {{ font-size: 21px; font-weight: bold }} .regret .name {{ font-size: 16px; font-weight: bold }}
.regret .label {{ font-size: 12px; font-weight: normal; fill: #555 }} .regret .number {{ font-size: 12px; text-anchor: middle }}</style>
<rect width="100%" height="100%" fill="#fff"/>
"##
    ));
    drawing.text(
        (LABELS.0, 38.0),
        r#"class="title""#,
        "If I write it everywhere, will I be sorry?",
    );
    let machine = format!(
        "Time over the ideal time, by number of items and cost per item. {}",
        machine::describe()
    );
    drawing.text((LABELS.0, 62.0), r#"class="label""#, &escaped(&machine));
    let corner = |i: usize| ((i % 2) as f64 * PANEL.0, TOP + (i / 2) as f64 * PANEL.1);
    for (i, who) in PANELS.into_iter().enumerate() {
        drawing.panel(corner(i), who, outcomes);
    }
    drawing.legend(corner(PANELS.len()));
    drawing.0 + "</svg>\n"
}

/// Text that XML takes as it is.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
