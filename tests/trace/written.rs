//! What is written: a table, a picture, trace events.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use abreast::prelude::*;
use abreast::{Trace, record};
use serde_json::Value;

/// Of a thread whose name has all that is to be escaped.
fn from_a_thread_with_an_odd_name() -> Trace {
    let run = || {
        let nested = |x: u64| (0..x).par_map(|y| y).sum::<u64>();
        let calls = || {
            // Of this one, the thread does everything; of the next one, others may.
            with_threads(1, || (0..200).par_map(nested).collect_vec());
            with_threads(3, || (0..200).par_map(nested).collect_vec())
        };
        record(calls).1
    };
    let named = thread::Builder::new().name("<odd> & \"so\\\u{1}ö".to_owned());
    named.spawn(run).unwrap().join().unwrap()
}

fn json(trace: &Trace) -> Value {
    let mut out = Vec::new();
    trace.write_json(&mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn svg(trace: &Trace) -> String {
    let mut out = Vec::new();
    trace.write_svg(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_events_keep_to_the_format() {
    let trace = from_a_thread_with_an_odd_name();
    let json = json(&trace);
    let events = json["traceEvents"].as_array().unwrap();
    let (mut names, mut calls) = (HashMap::new(), 0);
    let mut by_thread = HashMap::<u64, Vec<(f64, f64)>>::new();
    for event in events {
        assert_eq!(event["pid"], 1);
        let tid = event["tid"].as_u64().unwrap();
        let name = event["name"].as_str().unwrap();
        match event["ph"].as_str().unwrap() {
            "M" => {
                assert!(["process_name", "thread_name"].contains(&name));
                names.insert(tid, event["args"]["name"].as_str().unwrap());
            }
            "X" => {
                let (ts, dur) = (
                    event["ts"].as_f64().unwrap(),
                    event["dur"].as_f64().unwrap(),
                );
                assert!(ts >= 0.0 && dur >= 0.0);
                assert!(event["args"]["items"].as_u64().is_some());
                calls += usize::from(event["args"]["advice"].is_string());
                by_thread.entry(tid).or_default().push((ts, ts + dur));
            }
            other => panic!("an event of kind {other}"),
        }
    }
    assert_eq!(calls, trace.calls().len());
    assert!(
        by_thread.keys().all(|tid| names.contains_key(tid)),
        "a thread without a name"
    );
    assert!(
        names.values().any(|name| *name == "<odd> & \"so\\\u{1}ö"),
        "{names:?}"
    );
    // Those of a thread lie one behind the other, or one in the other.
    for spans in by_thread.values_mut() {
        spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.total_cmp(&a.1)));
        let mut open = Vec::<f64>::new();
        for (from, to) in spans {
            while open.last().is_some_and(|end| end <= from) {
                open.pop();
            }
            assert!(
                open.last().is_none_or(|end| *to <= *end + 0.0005),
                "two overlap"
            );
            open.push(*to);
        }
    }
}

#[test]
fn names_are_escaped_in_the_picture() {
    let trace = from_a_thread_with_an_odd_name();
    let svg = svg(&trace);
    assert!(
        svg.contains("&lt;odd&gt; &amp; &quot;so\\\u{fffd}ö"),
        "{svg}"
    );
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    // As many elements are closed as were opened.
    let count = |what: &str| svg.matches(what).count();
    assert_eq!(count("<text"), count("</text>"));
    let colours: BTreeSet<_> = svg
        .split("fill=\"")
        .skip(1)
        .map(|rest| &rest[..7])
        .collect();
    assert!(colours.len() >= 3, "{colours:?}");
}

#[test]
fn a_picture_of_many_pieces_is_no_larger_than_the_screen() {
    let spin = |x: usize| {
        let began = Instant::now();
        while began.elapsed() < Duration::from_nanos(500) {}
        x
    };
    // A piece for each item.
    let run = |n| record(|| with_threads(2, || (0..n).par_map(spin).max_len(1).collect_vec())).1;
    let (few, many) = (run(10), run(100_000));
    let pieces = |trace: &Trace| -> usize {
        let seats = trace.calls().iter().flat_map(|call| call.seats());
        seats.map(|seat| seat.pieces().len()).sum()
    };
    assert!(pieces(&few) <= 10 && pieces(&many) <= 2 << 14);
    assert_eq!(many.calls()[0].items(), 100_000);
    assert!(svg(&few).len() < 5_000);
    assert!(svg(&many).len() < 300_000, "{}", svg(&many).len());
}

#[test]
fn nothing_is_written_as_well() {
    let (_, trace) = record(|| ());
    assert!(svg(&trace).ends_with("</svg>\n"));
    assert_eq!(json(&trace)["traceEvents"].as_array().unwrap().len(), 1);
    assert_eq!(trace.to_string().lines().count(), 1);
}

#[test]
fn a_place_is_one_line_with_advice() {
    let (_, trace) = record(|| {
        for _ in 0..3 {
            (0..10).par_map(|x| x).collect_vec();
        }
    });
    let text = trace.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 3, "{text}");
    let place = format!("{}:", file!());
    assert!(
        lines[1].starts_with(&place) && lines[1].contains("collect_vec"),
        "{text}"
    );
    let words: Vec<_> = lines[1].split_whitespace().collect();
    assert_eq!(words[2..4], ["3", "30"], "{text}");
    assert!(lines[2].starts_with("    "), "{text}");
}

#[test]
fn who_cannot_write_is_told() {
    struct Full;
    impl io::Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::other("full"))
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let (_, trace) = record(|| (0..10).par().count());
    assert!(trace.write_svg(Full).is_err());
    assert!(trace.write_json(Full).is_err());
}
