//! A picture of the Mandelbrot set, on standard output: the same bytes with the threads of one machine,
//! under `mpirun -n 4`, and in shards.
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

const WIDTH: usize = 600;
const HEIGHT: usize = 400;

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
    let rows = if std::env::var_os("ABREAST_SHARDS").is_some() {
        abreast_shards::collect_vec("mandelbrot", &(WIDTH, HEIGHT), || (0..HEIGHT).par_map(row))?
    } else {
        World::start()
            .par(|| (0..HEIGHT).par_map(row))
            .collect_vec_at_root()
    };
    // Another rank prints, or another run.
    let Some(rows) = rows else { return Ok(()) };
    let mut out = std::io::stdout().lock();
    writeln!(out, "P5 {WIDTH} {HEIGHT} 255")?;
    out.write_all(&rows.concat())?;
    Ok(())
}

fn row(y: usize) -> Vec<u8> {
    let im = y as f64 / HEIGHT as f64 * 2.4 - 1.2;
    (0..WIDTH)
        .map(|x| brightness(x as f64 / WIDTH as f64 * 3.6 - 2.4, im))
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
