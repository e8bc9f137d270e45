//! With abreast.

use abreast::prelude::*;
use std::num::ParseIntError;

cost::forty_sites! {
    range(N, len: u64) -> Vec<u64> {
        (0..len).par_map(|x| x * x + N).collect()
    }
    floats(N, values: &[f64]) -> f64 {
        values.par_map(|x| x * N as f64).sum()
    }
    strings(N, words: &[String]) -> Vec<String> {
        words.par().filter(|word| word.len() as u64 > N).map(|word| format!("{word}{N}")).collect()
    }
    blocks(N, values: &mut [u64]) -> () {
        values.chunks_mut(64).par().enumerate().for_each(|(i, chunk)| chunk.iter_mut().for_each(|x| *x += i as u64 * N))
    }
    parsed(N, lines: &[&str]) -> Result<Vec<u64>, ParseIntError> {
        lines.par_map(|line| Ok(line.parse::<u64>()? + N)).collect()
    }
}
