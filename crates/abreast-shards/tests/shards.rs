//! A program that is started many times, as a scheduler does: it is this one, which starts itself.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use abreast::prelude::*;

/// Tells a process that it is the program, and what its input is.
const INPUT: &str = "ABREAST_SHARDS_TEST";

/// What the program prints of a length.
fn lines(len: usize) -> String {
    (0..len).map(|x| format!("> {}\n", x * x)).collect()
}

/// Not a test, but the program, where the variable is there: its input is a length, and a number at which an
/// item ends the whole process.
#[test]
fn program() {
    let Ok(input) = env::var(INPUT) else { return };
    let (len, kill) = input.split_once(' ').expect("two numbers");
    let (len, kill): (usize, usize) = (
        len.parse().expect("a number"),
        kill.parse().expect("a number"),
    );
    let square = |x: usize| {
        if x == kill {
            std::process::abort();
        }
        x * x
    };
    match abreast_shards::collect_vec("squares", &len, || (0..len).par_map(square)) {
        Ok(Some(squares)) => squares.iter().for_each(|x| println!("> {x}")),
        Ok(None) => println!("a share"),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(3);
        }
    }
}

/// A folder of its own for each test, which is gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Folder {
        let path = env::temp_dir().join(format!("abreast-shards-{test}-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder can be made");
        Folder(path)
    }

    fn run_as(&self, program: &Path, input: &str, variables: &[(&str, String)]) -> Output {
        let mut command = Command::new(program);
        command.args(["--exact", "program", "--nocapture"]);
        for variable in [
            "ABREAST_SHARD",
            "ABREAST_SHARDS",
            "SLURM_ARRAY_TASK_ID",
            "HQ_TASK_ID",
        ] {
            command.env_remove(variable);
        }
        command
            .env(INPUT, input)
            .env("ABREAST_SHARDS_DIR", self.0.join("shards"));
        command
            .envs(variables.iter().cloned())
            .output()
            .expect("the program starts")
    }

    fn run(&self, input: &str, variables: &[(&str, String)]) -> Output {
        self.run_as(&env::current_exe().expect("its own path"), input, variables)
    }

    fn share(&self, input: &str, shard: usize, shards: usize) -> Output {
        let variables = [
            ("ABREAST_SHARDS", shards.to_string()),
            ("HQ_TASK_ID", shard.to_string()),
        ];
        self.run(input, &variables)
    }

    fn merge(&self, input: &str, shards: usize) -> Output {
        self.run(input, &[("ABREAST_SHARDS", shards.to_string())])
    }

    fn file(&self, shard: usize, shards: usize) -> PathBuf {
        self.0
            .join(format!("shards/squares-{shard}-of-{shards}.shard"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder is there");
    }
}

/// The lines that the program has printed.
fn printed(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter(|line| line.starts_with('>'))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[track_caller]
fn assert_refused(output: &Output, why: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.code() == Some(3) && error.contains(why),
        "{output:?}"
    );
    assert_eq!(printed(output), "");
}

const NEVER: usize = usize::MAX;

#[test]
fn shards_in_any_order_come_to_the_same() {
    let folder = Folder::new("order");
    for (len, shards) in [(0, 1), (0, 3), (2, 5), (1000, 1), (1000, 7)] {
        let input = format!("{len} {NEVER}");
        assert_eq!(printed(&folder.run(&input, &[])), lines(len));
        for shard in (0..shards).rev() {
            let output = folder.share(&input, shard, shards);
            assert!(
                output.status.success() && printed(&output).is_empty(),
                "{output:?}"
            );
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                told.contains(&format!("shard {shard} of {shards} of squares: ")),
                "{told}"
            );
        }
        assert_eq!(
            printed(&folder.merge(&input, shards)),
            lines(len),
            "{len} in {shards}"
        );
        let files = fs::read_dir(folder.0.join("shards")).expect("the folder is there");
        assert_eq!(files.count(), shards);
        fs::remove_dir_all(folder.0.join("shards")).expect("the folder is there");
    }
}

#[test]
fn what_was_killed_is_missing_until_it_is_done_again() {
    let folder = Folder::new("killed");
    let input = format!("100 {NEVER}");
    for shard in 0..10 {
        let kill = if shard % 4 == 3 {
            shard * 10 + 5
        } else {
            NEVER
        };
        let output = folder.share(&format!("100 {kill}"), shard, 10);
        assert_eq!(output.status.success(), kill == NEVER);
    }
    assert_refused(
        &folder.merge(&input, 10),
        "of the 10 shards of squares, these are missing in",
    );
    assert_refused(&folder.merge(&input, 10), ": 3,7\n");
    for shard in [3, 7, 7] {
        assert!(folder.share(&input, shard, 10).status.success());
    }
    assert_eq!(printed(&folder.merge(&input, 10)), lines(100));
}

#[test]
fn shards_of_something_else_are_refused() {
    let folder = Folder::new("else");
    let input = format!("100 {NEVER}");
    for shard in 0..2 {
        assert!(folder.share(&input, shard, 2).status.success());
    }
    assert_refused(
        &folder.merge(&format!("101 {NEVER}"), 2),
        "it is of another input",
    );
    assert_refused(&folder.merge(&input, 3), "these are missing");

    // The same program but for a byte at its end, which nobody reads.
    let other = folder.0.join("another");
    let mut bytes = fs::read(env::current_exe().expect("its own path")).expect("a file");
    bytes.push(0);
    fs::copy(env::current_exe().expect("its own path"), &other).expect("it can be copied");
    fs::write(&other, bytes).expect("it can be written");
    let merged = folder.run_as(&other, &input, &[("ABREAST_SHARDS", "2".to_string())]);
    assert_refused(&merged, "another version of the program has written it");

    let whole = fs::read(folder.file(1, 2)).expect("it was written");
    fs::copy(folder.file(0, 2), folder.file(1, 2)).expect("it can be copied");
    assert_refused(
        &folder.merge(&input, 2),
        "this is shard 0 of 2 of squares, under another's name",
    );
    for broken in [&whole[..whole.len() - 1], &whole[..3], b""] {
        fs::write(folder.file(1, 2), broken).expect("it can be written");
        assert_refused(&folder.merge(&input, 2), "it is not a shard, or broken");
    }
    fs::write(folder.file(1, 2), whole).expect("it can be written");
    assert_eq!(printed(&folder.merge(&input, 2)), lines(100));
}

#[test]
fn what_cannot_be_done_is_told() {
    let folder = Folder::new("told");
    let input = format!("100 {NEVER}");
    assert_refused(
        &folder.share(&input, 10, 10),
        "HQ_TASK_ID is \"10\", and with ABREAST_SHARDS=10",
    );
    fs::write(folder.0.join("shards"), "not a folder").expect("it can be written");
    assert_refused(&folder.share(&input, 1, 10), "shards: ");
}

#[test]
#[should_panic(expected = "and \"../x\" is not")]
fn a_name_is_no_path() {
    _ = abreast_shards::collect_vec("../x", "", || (0..9).par());
}
