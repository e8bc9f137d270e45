//! Where the time goes: what is recorded of calls, and what that says (feature `trace`).
//!
//! [`record`] runs a closure and returns a [`Trace`] of its calls besides. Printed, that is a line for each
//! place in the source that made calls, with advice; [`Trace::write_svg`] draws it as a timeline, and
//! [`Trace::write_json`] writes it for Perfetto and its kin. `ABREAST_TRACE=FILE` in the environment of a
//! program that was built with the feature records all of it, and writes the file when `main` returns, or
//! at `std::process::exit`: a picture if its name ends in `.svg`, else Chrome's trace events. A file that
//! cannot be written is a line on standard error and nothing else.
//!
//! ```
//! use abreast::prelude::*;
//!
//! let (squares, trace) = abreast::record(|| (0..1000).par_map(|x: u64| x * x).collect_vec());
//! assert_eq!(squares[3], 9);
//! let call = &trace.calls()[0];
//! assert_eq!((call.consumer(), call.items(), call.file()), ("collect_vec", 1000, file!()));
//! ```

mod advice;
mod call;
mod consumer;
mod json;
mod live;
mod log;
mod program;
mod recorder;
mod svg;
mod table;
mod thread;

use std::io::{self, Write};

pub use call::{Begun, Call, For, Piece, Seat};
pub(crate) use consumer::{consumer, drops_rest, enter_here, here};
pub(crate) use live::{Part, Traced};
pub(crate) use recorder::any;
pub use recorder::record;
pub(crate) use thread::inherited;

/// What [`record`] has recorded.
#[derive(Clone, Debug)]
pub struct Trace {
    calls: Vec<Call>,
    nanos: u64,
    left_out: usize,
}

impl Trace {
    /// The calls of consumers that have ended, in the order in which they began.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// How many nanoseconds the recording took.
    pub fn nanos(&self) -> u64 {
        self.nanos
    }

    /// How many calls are not in it, because there were more than a recording keeps.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Draws a timeline: a row for each thread, a bar for each piece, coloured by the place in the source
    /// of its call.
    ///
    /// Pieces that are too small to be seen are drawn together, and paler where there is more time between
    /// them.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_svg(&self, out: impl Write) -> io::Result<()> {
        svg::write(self, out)
    }

    /// Writes Chrome's trace events, as JSON, which Perfetto and `chrome://tracing` open.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write_json(&self, out: impl Write) -> io::Result<()> {
        json::write(self, out)
    }
}
