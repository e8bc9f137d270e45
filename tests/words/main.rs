//! What the compiler says of first mistakes: words that lead on.

use std::fs::{self, DirEntry};
use std::path::PathBuf;
use std::process::Command;

use abreast::prelude::*;

/// A mistake, and the words that are said of it, by this crate or by the compiler from what this crate says.
type Mistake = (&'static str, &'static [&'static str]);

/// What stands beside a bound that is not met, which this version of the compiler shows, and 1.85 does not.
const BESIDE_A_BOUND: &str = "borrowed items go by `for_each_ordered`";
const SHOWS_BOUNDS: u32 = 95;

const MISTAKES: &[Mistake] = &[
    (
        "vec![2, 1].par_sort()",
        &["trait `ParallelSort` which provides `par_sort` is implemented but not in scope"],
    ),
    (
        "{ use abreast::prelude::*; [1, 2].par().zip(\"a b\".split(' ')).count() }",
        &[
            "`std::str::Split<'_, char>` is not something whose items can be dealt to several threads",
            "an iterator that cannot be split takes part by `into_par()`",
            "zip such an iterator before, as in `iter.zip(a).into_par()`",
        ],
    ),
    (
        "{ use abreast::prelude::*; [1, 2].par().reduce(|| 0, |x, y| x + y) }",
        &[
            "this method takes 1 argument but 2 arguments were supplied",
            "pub fn reduce<F>(self, op: F) -> Option<P::Item>",
        ],
    ),
    (
        "{ use abreast::prelude::*; let v = vec![1]; let s = v.iter().par_map(|x| x + 1).stream(); drop(s) }",
        &[BESIDE_A_BOUND],
    ),
    (
        "{ use abreast::prelude::*; println!(\"{:?}\", vec![1].par_map(|x| x + 1).collect()) }",
        &["`collect::<Vec<_>>()`, or `collect_vec()`"],
    ),
    (
        "{ use abreast::prelude::*; [1].par().find_any(|x| *x == 1) }",
        &["there is a method `find` with a similar name"],
    ),
    (
        "{ use abreast::prelude::*; [1].par().with_min_len(1).count() }",
        &["there is a method `min_len` with a similar name"],
    ),
    (
        "{ use abreast::prelude::*; vec![1].par_iter().map(|x| x + 1).count() }",
        &["`par_iter` is rayon's name: here it is `iter().par()`"],
    ),
    (
        "{ use abreast::prelude::*; vec![1].into_par_iter().map(|x| x + 1).count() }",
        &["`into_par_iter` is rayon's name: here it is `par()`"],
    ),
    (
        "{ use abreast::prelude::*; \"a b\".split(' ').par_bridge().count() }",
        &["`par_bridge` is rayon's name: here it is `into_par()`"],
    ),
];

#[test]
fn every_first_mistake_gets_words_that_lead_on() {
    let version = version();
    let is_shown = |words: &str| words != BESIDE_A_BOUND || version >= SHOWS_BOUNDS;
    let says = MISTAKES
        .par()
        .enumerate()
        .map(|(number, (mistake, words))| {
            let said = said_of(number, mistake);
            let words = words.iter().filter(|words| is_shown(words));
            let missing = words.filter(|words| !said.contains(**words));
            missing
                .map(|words| format!("`{words}` is not said of `{mistake}`, but:\n{said}"))
                .collect::<String>()
        });
    let missing = says.collect_vec().concat();
    assert!(missing.is_empty(), "{missing}");
}

/// What the compiler says of an expression. It shows lines of this crate's source, if it finds them.
fn said_of(number: usize, mistake: &str) -> String {
    let scratch = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let program = scratch.join(format!("mistake-{number}.rs"));
    let lines = format!("fn main() {{\n    abreast::cpu_count();\n    let _ = {mistake};\n}}\n");
    fs::write(&program, lines).unwrap();
    let (library, dependencies) = library();
    let compiled = compiler()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args([
            "--edition=2024",
            "--emit=metadata",
            "--color=never",
            "--extern",
        ])
        .arg(format!("abreast={}", library.display()))
        .arg("-L")
        .arg(format!("dependency={}", dependencies.display()))
        .arg("-o")
        .arg(scratch.join(format!("mistake-{number}.rmeta")))
        .arg(&program)
        .output()
        .expect("the compiler that has built this test");
    assert!(!compiled.status.success(), "{mistake} is no mistake");
    String::from_utf8_lossy(&compiled.stderr).into_owned()
}

/// The compiler that has built this test, as far as the environment says.
fn compiler() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// Which 1.x that is.
fn version() -> u32 {
    let said = compiler().arg("--version").output().unwrap().stdout;
    let said = String::from_utf8(said).unwrap();
    let minor = said.split('.').nth(1).and_then(|minor| minor.parse().ok());
    minor.unwrap_or_else(|| panic!("no version: {said}"))
}

/// This crate, as it was built for this test, and where what it depends on is.
fn library() -> (PathBuf, PathBuf) {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().to_path_buf();
    let is_library = |entry: &DirEntry| {
        let name = entry.file_name().into_string().unwrap_or_default();
        name.starts_with("libabreast-") && name.ends_with(".rlib")
    };
    let libraries = fs::read_dir(&folder)
        .unwrap()
        .map(Result::unwrap)
        .filter(is_library);
    // Others were built for other tests, or before.
    let newest = libraries.max_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
    (newest.expect("a library beside its tests").path(), folder)
}
