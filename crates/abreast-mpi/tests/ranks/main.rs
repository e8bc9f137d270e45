//! Starts itself again under `mpirun`, on 1, 2, 3 and 4 ranks: `laws.rs` is what holds on all of them, and
//! `ends.rs` how jobs end that go wrong. The variable `MPIRUN` names another command.

mod ends;
mod laws;

use std::env;
use std::fs::File;
use std::io::Read;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// Says to a process which scene it is in.
const SCENE: &str = "ABREAST_MPI_SCENE";

/// No job takes so long, on whichever machine.
const LIMIT: Duration = Duration::from_secs(120);

/// What a rank does; and how its job is to end: well, or with each of these texts, so many times each.
struct Scene {
    name: &'static str,
    ranks: &'static [usize],
    run: fn(),
    ends: Ends,
}

enum Ends {
    Well,
    Badly(&'static [(&'static str, usize)]),
    /// By a signal, whatever the command says of that.
    Killed,
}

fn main() -> ExitCode {
    let scenes: Vec<Scene> = laws::SCENES.into_iter().chain(ends::SCENES).collect();
    if let Ok(name) = env::var(SCENE) {
        let scene = scenes.iter().find(|scene| scene.name == name);
        (scene.expect("a scene").run)();
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<String> = env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with('-'))
        .collect();
    let (mut passed, mut failed) = (0, 0);
    for scene in &scenes {
        if !wanted.is_empty() && !wanted.iter().any(|name| scene.name.contains(name)) {
            continue;
        }
        for &ranks in scene.ranks {
            let start = Instant::now();
            let outcome = play(scene, ranks);
            let took = start.elapsed().as_secs_f32();
            match outcome {
                Ok(()) => {
                    passed += 1;
                    println!("test {}, {ranks} ranks ... ok ({took:.1} s)", scene.name);
                }
                Err(why) => {
                    failed += 1;
                    println!(
                        "test {}, {ranks} ranks ... FAILED ({took:.1} s)\n{why}",
                        scene.name
                    );
                }
            }
        }
    }
    println!("test result: {passed} passed; {failed} failed");
    if failed == 0 && passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn play(scene: &Scene, ranks: usize) -> Result<(), String> {
    // In a file: whoever reads a pipe may wait for a rank that is left behind.
    let path = env::temp_dir().join(format!("abreast-mpi-{}", std::process::id()));
    let output = File::create(&path).expect("a file for the output");
    let mut job = Command::new(env::var("MPIRUN").as_deref().unwrap_or("mpirun"))
        .args(["-n", &ranks.to_string()])
        .arg(env::current_exe().expect("the program's own path"))
        .env(SCENE, scene.name)
        // Of Open MPI: more ranks than processors, in a container as well.
        .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
        .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
        .env("OMPI_MCA_rmaps_base_oversubscribe", "1")
        .env("PRTE_MCA_rmaps_default_mapping_policy", ":oversubscribe")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("a file has two ends"))
        .stderr(output)
        .spawn()
        .map_err(|error| format!("mpirun does not start: {error}"))?;
    let start = Instant::now();
    let status = loop {
        if let Some(status) = job.try_wait().expect("the job is a child") {
            break Some(status);
        }
        if start.elapsed() > LIMIT {
            job.kill().expect("the job is there");
            job.wait().expect("the job is a child");
            break None;
        }
        std::thread::sleep(Duration::from_millis(10));
    };
    let mut bytes = Vec::new();
    let read = File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes));
    read.expect("the output can be read");
    std::fs::remove_file(&path).expect("the file is there");
    let output = String::from_utf8_lossy(&bytes);
    let status = status.ok_or_else(|| format!("it hangs:\n{output}"))?;
    let wrong = match &scene.ends {
        Ends::Well => (!status.success()).then(|| "it fails".to_string()),
        Ends::Killed => status.success().then(|| "it ends well".to_string()),
        Ends::Badly(_) if status.success() => Some("it ends well".to_string()),
        Ends::Badly(texts) => texts.iter().find_map(|(text, n)| {
            let found = output.matches(text).count();
            (found != *n).then(|| format!("\"{text}\" is there {found} times"))
        }),
    };
    wrong.map_or(Ok(()), |what| Err(format!("{what}: {status}\n{output}")))
}
