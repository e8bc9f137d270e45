//! A picture of the Mandelbrot set, on standard output: the same bytes with the threads of one machine,
//! under `mpirun -n 4`, and in shards. `mandelbrot WIDTH` makes it so wide, and not 600.
//!
//! ```text
//! mandelbrot > picture.pgm
//! mpirun -n 4 mandelbrot > picture.pgm
//! for i in 0 1 2; do ABREAST_SHARDS=3 ABREAST_SHARD=$i mandelbrot; done
//! ABREAST_SHARDS=3 mandelbrot > picture.pgm
//! ```

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use abreast::prelude::*;
use abreast_mpi::World;

fn main() -> ExitCode {
    match picture() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("mandelbrot: {error}");
            ExitCode::FAILURE
        }
    }
}

fn picture() -> Result<(), Box<dyn Error>> {
    let width: usize = match std::env::args().nth(1) {
        Some(width) => width.parse()?,
        None => 600,
    };
    let height = width * 2 / 3;
    let rows = || (0..height).par_map(|y| row(y, width, height));
    let rows = if std::env::var_os("ABREAST_SHARDS").is_some() {
        abreast_shards::collect_vec("mandelbrot", &width, rows)?
    } else {
        World::start().par(rows).collect_vec_at_root()
    };
    // Another rank prints, or another run.
    let Some(rows) = rows else { return Ok(()) };
    let mut out = std::io::stdout().lock();
    writeln!(out, "P5 {width} {height} 255")?;
    out.write_all(&rows.concat())?;
    Ok(())
}

fn row(y: usize, width: usize, height: usize) -> Vec<u8> {
    let im = y as f64 / height as f64 * 2.4 - 1.2;
    (0..width)
        .map(|x| brightness(x as f64 / width as f64 * 3.6 - 2.4, im))
        .collect()
}

/// How long the point stays near.
fn brightness(re: f64, im: f64) -> u8 {
    let (mut x, mut y) = (0.0, 0.0);
    for n in 0..=u8::MAX {
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
        if x * x + y * y > 4.0 {
            return n;
        }
    }
    0
}
