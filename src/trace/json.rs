//! Chrome's trace events: an `X` for each call and each piece, and an `M` with each thread's name.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufWriter, Write};

use super::Trace;

/// A string as JSON has it, quotes included.
struct Text<'t>(&'t str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
                c => write!(f, "{c}")?,
            }
        }
        f.write_str("\"")
    }
}

/// Microseconds, to the nanosecond.
struct Micros(u64);

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

pub(super) fn write(trace: &Trace, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let mut threads = BTreeMap::new();
    for call in trace.calls() {
        threads.insert(call.caller.id, &*call.caller.name);
        threads.extend(
            call.seats()
                .iter()
                .map(|seat| (seat.thread.id, seat.thread())),
        );
    }
    writeln!(out, "{{\"displayTimeUnit\":\"ns\",\"traceEvents\":[")?;
    write!(
        out,
        "{{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":1,\"tid\":0,\"args\":{{\"name\":\"abreast\"}}}}"
    )?;
    for (id, name) in threads {
        let name = Text(name);
        write!(
            out,
            ",\n{{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":{id},\"args\":{{\"name\":{name}}}}}"
        )?;
    }
    let mut event = |name: &str,
                     tid: u32,
                     (from, to): (u64, u64),
                     arguments: fmt::Arguments<'_>| {
        write!(
            out,
            ",\n{{\"ph\":\"X\",\"name\":{},\"cat\":\"abreast\",\"pid\":1,\"tid\":{tid},\"ts\":{},\"dur\":{},\
             \"args\":{{{arguments}}}}}",
            Text(name),
            Micros(from),
            Micros(to - from),
        )
    };
    for call in trace.calls() {
        let name = format!("{} {}:{}", call.consumer(), call.file(), call.line());
        let begun = format!("{:?}", call.begun());
        let advice = call.advice();
        event(
            &name,
            call.caller.id,
            (call.began(), call.ended()),
            format_args!(
                "\"items\":{},\"begun\":{},\"ended_early\":{},\"panicked\":{},\"advice\":{}",
                call.items(),
                Text(&begun),
                call.ended_early(),
                call.panicked(),
                Text(&advice),
            ),
        )?;
        for seat in call.seats() {
            for piece in seat.pieces() {
                let at = (piece.from, piece.to);
                event(
                    &name,
                    seat.thread.id,
                    at,
                    format_args!("\"items\":{}", piece.items),
                )?;
            }
        }
    }
    writeln!(out, "\n]}}")?;
    out.flush()
}
