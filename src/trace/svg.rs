//! The timeline: a row for each thread, a bar for each piece, a colour for each place in the source.
//!
//! Bars that are narrower than [`NARROW`] are drawn together: each row is cut into columns of that width,
//! and a column is as dark as the part of it that is covered. So there are at most as many bars as columns,
//! whatever was recorded.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufWriter, Write};

use super::advice::Time;
use super::table::place;
use super::{Call, Piece, Trace};

/// The width of the picture, and of a column, in pixels.
const WIDTH: f64 = 1000.0;
const NARROW: f64 = 1.0;

/// The left margin, with the threads' names.
const LEFT: f64 = 130.0;

/// The height of a row, and of what is between them.
const ROW: f64 = 22.0;
const GAP: f64 = 4.0;

/// By how much the bars of a nested call are lower than those around them, and how often.
const NESTED: f64 = 4.0;
const MOST_NESTED: u32 = 3;

/// How many rows and places in the source are drawn; a screen shows no more.
const MOST_ROWS: usize = 128;
const MOST_SITES: usize = 12;

/// How many shades a column has.
const SHADES: f64 = 4.0;

/// Colours that are told apart, also by those who see few.
const COLOURS: [&str; 8] = [
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8a7a00", "#666666",
];

/// A text as XML has it.
struct Text<'t>(&'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                // XML has no way to write most of these.
                c if c.is_control() => f.write_str("\u{fffd}")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}

/// A bar, in pixels from the left.
#[derive(Clone, Copy)]
struct Bar {
    from: f64,
    to: f64,
    colour: &'static str,
    depth: u32,
    /// How much of it is covered, in parts of [`SHADES`].
    shade: u32,
}

/// A row: bars that are wide enough, and how much of each column the others cover, by depth and colour.
#[derive(Default)]
struct Row {
    wide: Vec<Bar>,
    narrow: BTreeMap<(u32, &'static str, usize), f64>,
}

impl Row {
    fn add(&mut self, piece: &Piece, scale: f64, colour: &'static str, depth: u32) {
        let (from, to) = (piece.from as f64 * scale, piece.to as f64 * scale);
        if to - from >= NARROW {
            let shade = SHADES as u32;
            self.wide.push(Bar {
                from,
                to,
                colour,
                depth,
                shade,
            });
            return;
        }
        let column = (from / NARROW) as usize;
        // What reaches into the next column is less than what the eye sees.
        *self.narrow.entry((depth, colour, column)).or_default() += (to - from) / NARROW;
    }

    /// All bars, outer ones first; neighbouring columns of the same shade are one.
    fn bars(self) -> Vec<Bar> {
        let mut bars: Vec<Bar> = Vec::new();
        for ((depth, colour, column), covered) in self.narrow {
            let shade = (covered * SHADES).ceil().clamp(1.0, SHADES) as u32;
            let (from, to) = (column as f64 * NARROW, (column + 1) as f64 * NARROW);
            let last = bars.last_mut().filter(|bar| {
                (bar.depth, bar.colour, bar.shade) == (depth, colour, shade) && bar.to == from
            });
            match last {
                Some(last) => last.to = to,
                None => bars.push(Bar {
                    from,
                    to,
                    colour,
                    depth,
                    shade,
                }),
            }
        }
        bars.extend(self.wide);
        bars.sort_by_key(|bar| bar.depth);
        bars
    }
}

pub(super) fn write(trace: &Trace, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let sites = trace.sites();
    let colours: BTreeMap<_, _> = sites
        .iter()
        .map(|site| site.0)
        .zip(COLOURS.into_iter().cycle())
        .collect();
    let colour = |call: &Call| colours[&place(call)];
    // From the first call to the end of the last one: what is before and behind says nothing.
    let start = trace.calls().first().map_or(0, Call::began);
    let end = trace.calls().iter().map(Call::ended).max().unwrap_or(1);
    let scale = (WIDTH - LEFT) / end.saturating_sub(start).max(1) as f64;
    let mut rows = BTreeMap::<u32, (&str, Row)>::new();
    for call in trace.calls() {
        for seat in call.seats().iter().filter(|seat| !seat.pieces().is_empty()) {
            let (_, row) = rows
                .entry(seat.thread.id)
                .or_insert((seat.thread(), Row::default()));
            for piece in seat.pieces() {
                let (from, to) = (
                    piece.from.saturating_sub(start),
                    piece.to.saturating_sub(start),
                );
                row.add(
                    &Piece { from, to, ..*piece },
                    scale,
                    colour(call),
                    call.depth.min(MOST_NESTED),
                );
            }
        }
    }
    let more = rows.len().saturating_sub(MOST_ROWS);
    let top = 30.0;
    let axis = top + rows.len().min(MOST_ROWS) as f64 * (ROW + GAP);
    let lines = 2 * sites.len().min(MOST_SITES)
        + usize::from(sites.len() > MOST_SITES)
        + usize::from(more > 0);
    let height = axis + 34.0 + 18.0 * lines as f64;
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"18\">{} from the first call to the end of the last, {} threads</text>",
        Time((end.saturating_sub(start)) as f64),
        rows.len(),
    )?;
    for (number, (name, row)) in rows.into_values().take(MOST_ROWS).enumerate() {
        let y = top + number as f64 * (ROW + GAP);
        writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{LEFT}\" y=\"{y}\" width=\"{}\" height=\"{ROW}\" fill=\"#f2f2f2\"/>",
            LEFT - 8.0,
            y + 15.0,
            Text(&short(name)),
            WIDTH - LEFT,
        )?;
        for Bar {
            from,
            to,
            colour,
            depth,
            shade,
        } in row.bars()
        {
            let lower = NESTED * f64::from(depth);
            // A line of the background between two pieces, where there is room for it.
            let width = match to - from {
                width if width > 3.0 => width - 0.5,
                width => width,
            };
            write!(
                out,
                "<rect x=\"{:.1}\" y=\"{}\" width=\"{width:.1}\" height=\"{}\" fill=\"{colour}\"",
                LEFT + from,
                y + lower,
                ROW - lower,
            )?;
            if depth > 0 {
                write!(out, " stroke=\"#fff\" stroke-width=\"0.5\"")?;
            }
            match f64::from(shade) / SHADES {
                full if full < 1.0 => writeln!(out, " opacity=\"{full}\"/>")?,
                _ => writeln!(out, "/>")?,
            }
        }
    }
    ticks(&mut out, axis, end.saturating_sub(start) as f64, scale)?;
    let mut y = axis + 40.0;
    for (place, calls) in sites.iter().take(MOST_SITES) {
        let (file, line, consumer) = place;
        let longest = calls.iter().max_by_key(|call| call.nanos());
        let said = longest.map_or(String::new(), |call| call.advice());
        writeln!(
            out,
            "<rect x=\"8\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{}\"/>\
             <text x=\"24\" y=\"{y}\">{}</text>",
            y - 10.0,
            colours[place],
            Text(&format!("{file}:{line} {consumer}")),
        )?;
        y += 18.0;
        writeln!(
            out,
            "<text x=\"24\" y=\"{y}\" fill=\"#555\">{}</text>",
            Text(&said)
        )?;
        y += 18.0;
    }
    if sites.len() > MOST_SITES {
        let more = sites.len() - MOST_SITES;
        writeln!(
            out,
            "<text x=\"24\" y=\"{y}\">and {more} other places</text>"
        )?;
        y += 18.0;
    }
    if more > 0 {
        writeln!(
            out,
            "<text x=\"24\" y=\"{y}\">and {more} other threads</text>"
        )?;
    }
    writeln!(out, "</svg>")?;
    out.flush()
}

/// A name that fits into the margin.
fn short(name: &str) -> String {
    match name.char_indices().nth(17) {
        Some((end, _)) if name.chars().count() > 18 => format!("{}…", &name[..end]),
        _ => name.to_owned(),
    }
}

/// Times below the rows: 1, 2 or 5 of some unit apart.
fn ticks(out: &mut impl Write, y: f64, nanos: f64, scale: f64) -> io::Result<()> {
    let least = (nanos / 10.0).max(1.0);
    let unit = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|n| n * unit)
        .into_iter()
        .find(|step| *step >= least);
    let step = step.unwrap_or(10.0 * unit);
    for n in 0..=(nanos / step) as usize {
        let x = LEFT + n as f64 * step * scale;
        let anchor = if x > WIDTH - 20.0 { "end" } else { "middle" };
        writeln!(
            out,
            "<path d=\"M{x:.1} {y}v4\" stroke=\"#888\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"{anchor}\" fill=\"#555\">{}</text>",
            y + 18.0,
            Time(n as f64 * step),
        )?;
    }
    Ok(())
}
