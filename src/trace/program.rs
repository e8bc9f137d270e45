//! The recording of a whole program: `ABREAST_TRACE=FILE`.
//!
//! The file is written when the program ends, by `main` that returns or by `std::process::exit`: a function
//! that C's `atexit` calls then. A program that is killed or aborts leaves none.

use std::ffi::OsString;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::recorder::{Recorder, one_less};

/// The variable with the file's name.
const VARIABLE: &str = "ABREAST_TRACE";

struct Program {
    file: OsString,
    recorder: Arc<Recorder>,
}

static PROGRAM: OnceLock<Option<Program>> = OnceLock::new();

/// Whether the environment asks for it: looks once.
pub(super) fn ask() -> Option<&'static Arc<Recorder>> {
    let begin = || {
        let program = std::env::var_os(VARIABLE)
            .filter(|file| !file.is_empty())
            .map(|file| Program {
                file,
                recorder: Arc::new(Recorder::new(None)),
            });
        match program {
            Some(_) => at_exit::call(),
            None => one_less(),
        }
        program
    };
    PROGRAM
        .get_or_init(begin)
        .as_ref()
        .map(|program| &program.recorder)
}

pub(super) fn recorder() -> Option<Arc<Recorder>> {
    ask().map(Arc::clone)
}

/// Writes the file, or says in one line why not. The program has ended as it did, whatever comes of this.
fn write() {
    let Some(Some(Program { file, recorder })) = PROGRAM.get() else {
        return;
    };
    let trace = recorder.end();
    let path = Path::new(file);
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::new(file);
        match path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("svg"))
        {
            true => trace.write_svg(&mut out)?,
            false => trace.write_json(&mut out)?,
        }
        out.flush()
    });
    if let Err(error) = written {
        let _ = writeln!(
            std::io::stderr(),
            "abreast: {VARIABLE}={}: {error}",
            path.display()
        );
    }
}

#[allow(
    unsafe_code,
    reason = "C's `atexit` is the one thing that is called at the end of a program on every system"
)]
mod at_exit {
    use std::ffi::c_int;

    // This is how C has it, and every system's C library; the standard library is linked with that.
    unsafe extern "C" {
        safe fn atexit(f: extern "C" fn()) -> c_int;
    }

    pub(super) fn call() {
        // If there is no room for one more, no file is written.
        let _ = atexit(at_exit);
    }

    extern "C" fn at_exit() {
        let _ = super::catch_unwind(super::write);
    }
}
