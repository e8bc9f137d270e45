//! Texts, cut into lines, words and characters.

use crate::measure::{Cell, Contest, Who};
use crate::work::chain;

/// A text that lives as long as the process, and where its halves meet: behind the first line end, or space,
/// behind its middle.
fn kept(text: String) -> (&'static str, usize) {
    let text: &'static str = text.leak();
    let middle = text.len() / 2;
    let end = |byte: &u8| byte.is_ascii_whitespace();
    let behind = text.as_bytes()[middle..].iter().position(end);
    (text, behind.map_or(text.len(), |at| middle + at + 1))
}

/// Numbers in decimal, of many lengths, each followed by `end`.
fn numerals(n: usize, end: char) -> String {
    let numeral = |x| format!("{}{end}", chain(x, 3) >> (x % 48));
    (0..n).map(numeral).collect()
}

/// All cells of this page.
pub fn cells() -> Vec<Cell> {
    vec![
        lines("text: 50_000 lines parsed", numerals(50_000, '\n')),
        lines(
            "text: 1_000_000 lines of 3 bytes parsed",
            "7\r\n".repeat(1_000_000),
        ),
        words("text: 500_000 words, their lengths", numerals(500_000, ' ')),
        characters("text: 10 MB of characters, letters counted"),
    ]
}

fn lines(name: &str, text: String) -> Cell {
    let (text, middle) = kept(text);
    let parse = |line: &str| line.parse::<u64>().ok();
    Contest::new(
        name,
        move || text,
        move |text: &'static str| text.lines().map(parse).collect::<Vec<_>>(),
    )
    .with(Who::Abreast, move |text| {
        abreast::ParallelStr::par_lines(text)
            .map(parse)
            .collect_vec()
    })
    .with(Who::Rayon, move |text| {
        use rayon::prelude::*;
        text.par_lines().map(parse).collect()
    })
    .with_control(move || [&text[..middle], &text[middle..]])
}

fn words(name: &str, text: String) -> Cell {
    let (text, middle) = kept(text);
    Contest::new(
        name,
        move || text,
        |text: &'static str| {
            text.split_ascii_whitespace()
                .map(str::len)
                .collect::<Vec<_>>()
        },
    )
    .with(Who::Abreast, |text| {
        let words = abreast::ParallelStr::par_split_ascii_whitespace(text);
        words.map(str::len).collect_vec()
    })
    .with(Who::Rayon, |text| {
        use rayon::prelude::*;
        text.par_split_ascii_whitespace().map(str::len).collect()
    })
    .with_control(move || [&text[..middle], &text[middle..]])
}

fn characters(name: &str) -> Cell {
    let words = ["side ", "Straße ", "漢字 ", "42, "];
    let text: String = (0..1_500_000)
        .map(|x| words[chain(x, 2) as usize % 4])
        .collect();
    let (text, middle) = kept(text);
    Contest::new(
        name,
        move || text,
        |text: &'static str| text.chars().filter(|c| c.is_alphabetic()).count(),
    )
    .with(Who::Abreast, |text| {
        let letters = abreast::IntoParallel::par(text.chars());
        letters.filter(|c| c.is_alphabetic()).count()
    })
    .with(Who::Rayon, |text| {
        use rayon::prelude::*;
        text.par_chars().filter(|c| c.is_alphabetic()).count()
    })
    .with_control(move || [&text[..middle], &text[middle..]])
}
