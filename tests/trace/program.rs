//! The trace of a whole program. (This one, with one of its tests.)

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs};

use abreast::prelude::*;

/// What is traced below.
#[test]
fn a_program() {
    let threads = std::thread::spawn(|| (0..33).par_map(|x| x).sum::<i32>());
    assert_eq!((0..55).par_map(|x| x + 1).collect_vec().len(), 55);
    assert_eq!(threads.join().unwrap(), 528);
    let (_, trace) = abreast::record(|| (0..5).par().count());
    assert_eq!(trace.calls().len(), 1);
}

fn traced(file: &PathBuf) -> Output {
    let mut program = Command::new(env::current_exe().unwrap());
    program.args(["--exact", "program::a_program", "--nocapture"]);
    program.env("ABREAST_TRACE", file).output().unwrap()
}

fn file(name: &str) -> PathBuf {
    env::temp_dir().join(format!("abreast-{}-{name}", std::process::id()))
}

#[test]
fn is_written_when_it_ends() {
    let path = file("trace.json");
    let output = traced(&path);
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    let text = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let events = json["traceEvents"].as_array().unwrap();
    let names = events.iter().map(|event| event["name"].as_str().unwrap());
    let names: Vec<_> = names.collect();
    for consumer in ["sum ", "collect_vec ", "count "] {
        assert!(
            names.iter().any(|name| name.starts_with(consumer)),
            "{names:?}"
        );
    }

    let path = file("trace.svg");
    assert!(traced(&path).status.success());
    let text = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(
        text.starts_with("<svg ") && text.contains("collect_vec"),
        "{text}"
    );
}

#[test]
fn a_file_that_cannot_be_written_is_a_line_on_standard_error() {
    let path = file("missing").join("trace.json");
    let output = traced(&path);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    assert!(
        errors.contains("ABREAST_TRACE") && errors.contains("missing"),
        "{errors}"
    );
}
