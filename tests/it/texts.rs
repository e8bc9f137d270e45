//! Texts and slices that are cut where items begin, beside `std`'s iterators.

use std::iter;
use std::sync::Barrier;

use abreast::prelude::*;

use crate::support::{THREADS, more_than_usual, of_threads, panic_of, within_a_minute};

const SEPARATORS: [char; 5] = ['\n', ',', 'ß', '字', '🦀'];

/// Everything that a text is cut into, by pieces of all sizes.
fn check(text: &str, threads: usize) {
    let name: String = text.chars().take(40).collect();
    let what = |kind: &str| {
        format!(
            "{kind} of {name:?}, {} bytes, at {threads} threads",
            text.len()
        )
    };
    macro_rules! check {
        ($par:expr, $std:expr, $kind:expr) => {
            let std = Vec::from_iter($std);
            for most in [1, 2, 3, 64, usize::MAX] {
                if most < text.len() / 40 {
                    continue;
                }
                let par = with_threads(threads, || $par.max_len(most).collect_vec());
                assert_eq!(par, std, "{}, {most}", what($kind));
            }
            assert_eq!($par.len_of_all(), std.len(), "{}", what($kind));
        };
    }
    check!(text.par_lines(), text.lines(), "lines");
    check!(
        text.par_split_whitespace(),
        text.split_whitespace(),
        "words"
    );
    check!(
        text.par_split_ascii_whitespace(),
        text.split_ascii_whitespace(),
        "words in ASCII"
    );
    check!(text.chars().par(), text.chars(), "characters");
    check!(text.char_indices().par(), text.char_indices(), "places");
    for c in SEPARATORS {
        check!(text.par_split(c), text.split(c), "parts");
    }
}

/// A count by blocks, which are cut elsewhere.
trait LenOfAll {
    fn len_of_all(self) -> usize;
}

impl<P: Pieces + Sync> LenOfAll for Par<P> {
    fn len_of_all(self) -> usize {
        self.map(|_| 1).fold(|| 0, |n, one| n + one, |n, m| n + m)
    }
}

#[test]
fn all_short_texts() {
    const LETTERS: [&str; 7] = ["a", "\n", "\r\n", " ", "字", "🦀", "\u{2003}"];
    let mut texts = vec![String::new()];
    for len in 0..3 {
        let longest: Vec<String> = texts[texts.len() - LETTERS.len().pow(len)..].to_vec();
        texts.extend(
            longest
                .iter()
                .flat_map(|text| LETTERS.map(|letter| format!("{text}{letter}"))),
        );
    }
    for text in texts {
        check(&text, 1);
        check(&text, 3);
    }
}

#[test]
fn long_texts() {
    let line = "word, word ß 漢字 🦀";
    let texts = [
        "ab\n".repeat(3_000),
        "\n".repeat(3_000),
        "a".repeat(9_000),
        " ".repeat(9_000),
        "🦀".repeat(2_000),
        "\u{2003}字".repeat(2_000),
        [line, "\r\n"].concat().repeat(300),
        [&"x".repeat(5_000), "\n", &line.repeat(200), "\n\n"].concat(),
        [&"a b\n".repeat(900), " ".repeat(6_000).as_str(), "c"].concat(),
        [" ", "a\n", &"字".repeat(2_000), ",", &"字".repeat(2_000)].concat(),
    ];
    for threads in THREADS {
        for text in &texts {
            check(text, threads);
        }
    }
}

/// A million lines of three bytes, and one line of many megabytes. All threads of them together look at each
/// byte a few times: one that began at the line's beginning for each piece would never come to an end.
#[test]
fn very_short_lines_and_very_long_ones() {
    let texts = [
        "ab\n".repeat(1_000_000),
        "a".repeat(1 << 26),
        " ".repeat(1 << 24),
    ];
    within_a_minute("very long lines", || {
        for text in &texts {
            for threads in [1, 2, 4] {
                with_threads(threads, || {
                    assert_eq!(text.par_lines().count(), text.lines().count());
                    let lens = text.par_lines().map(str::len);
                    assert_eq!(lens.sum::<usize>(), text.lines().map(str::len).sum());
                    let words = text.par_split_ascii_whitespace().max_len(4096).count();
                    assert_eq!(words, text.split_ascii_whitespace().count());
                });
            }
        }
    });
}

/// Whatever has been looked at for nothing, a heavy line can be begun by another thread: here as many lines
/// wait for each other as there are threads.
#[test]
fn each_line_can_have_a_thread() {
    let text = "a long line of many bytes\n".repeat(2) + "short\n\n" + &"x".repeat(500);
    let std = Vec::from_iter(text.lines().map(str::len));
    for threads in more_than_usual() {
        let threads = threads.max(std.len());
        within_a_minute("each_line_can_have_a_thread", || {
            with_threads(threads, || {
                let lens = of_threads(std.len(), text.par_lines().map(str::len).max_len(1));
                assert_eq!(lens.collect_vec(), std);
                let lens = of_threads(std.len(), text.par_lines().filter(|_| true).map(str::len))
                    .max_len(1);
                assert_eq!(lens.last(), std.last().copied());
            });
        });
    }
}

/// A window counts lines, not bytes: two are under way at once although each is longer than the window.
#[test]
fn a_stream_of_long_lines() {
    let text: String = iter::repeat_n("a line of some thirty bytes...\n", 50).collect();
    let name = "texts::a_stream_of_long_lines";
    within_a_minute(name, || {
        for threads in THREADS {
            let mut lens = Vec::new();
            with_threads(threads, || {
                let lines = text.par_lines().map(str::len).window(4);
                lines.for_each_ordered(|len| lens.push(len));
            });
            assert_eq!(lens, [30; 50]);
        }
        let both = Barrier::new(2);
        let meet = |line: &str| {
            both.wait();
            line.len()
        };
        for threads in more_than_usual() {
            let mut lens = Vec::new();
            with_threads(threads, || {
                let lines = text[..62].par_lines().map(meet);
                lines.for_each_ordered(|len| lens.push(len));
            });
            assert_eq!(lens, [30; 2]);
        }
    });
}

#[test]
fn parts_of_slices() {
    for len in [0, 1, 2, 3, 70, 3000] {
        let items = Vec::from_iter(0..len);
        for every in [1, 2, 3, 50, 10_000] {
            let ends = |x: &usize| (x * x + 1) % every == 0;
            let together = |x: &usize, y: &usize| (x + y) / 2 % every != 0;
            for threads in THREADS {
                for most in [1, 2, 7, usize::MAX] {
                    let what = (len, every, threads, most);
                    with_threads(threads, || {
                        let par = items.par_split(ends).max_len(most).collect_vec();
                        assert_eq!(par, Vec::from_iter(items.split(ends)), "{what:?}");
                        let par = items.par_split_inclusive(ends).max_len(most).collect_vec();
                        assert_eq!(par, Vec::from_iter(items.split_inclusive(ends)), "{what:?}");
                        let par = items.par_chunk_by(together).max_len(most).collect_vec();
                        assert_eq!(par, Vec::from_iter(items.chunk_by(together)), "{what:?}");
                    });
                }
            }
        }
    }
}

/// Of several elements at which the closure panics, the first; and none behind the answer.
#[test]
fn the_panic_is_that_of_a_loop() {
    let items = Vec::from_iter(0..1000);
    for threads in THREADS {
        for (first, second) in [(0, 1), (3, 999), (400, 401), (500, 900)] {
            let wrong = |x: &usize| {
                assert!(*x != first && *x != second, "at {x}");
                x % 97 == 96
            };
            let said = |run: &dyn Fn() -> usize| with_threads(threads, || panic_of(run));
            let expected = format!("at {first}");
            assert_eq!(said(&|| items.par_split(wrong).count()), expected);
            assert_eq!(said(&|| items.par_split_inclusive(wrong).count()), expected);
            let pairs = |x: &usize, _: &usize| !wrong(x);
            assert_eq!(said(&|| items.par_chunk_by(pairs).count()), expected);
            if first > 96 {
                let mut lens = None;
                with_threads(threads, || {
                    let parts = items.par_split(wrong).map(|part| part.len());
                    lens = parts.find(|len| *len == 96);
                });
                assert_eq!(lens, Some(96));
            }
        }
    }
}

#[test]
fn an_end_is_an_end() {
    let text = "line\n".repeat(1_000_000);
    for threads in THREADS {
        with_threads(threads, || {
            assert_eq!(text.par_lines().position(|_| true), Some(0));
            assert_eq!(text.par_split('\n').find(|line| line.is_empty()), Some(""));
            let mut first = text.par_lines().map(str::len).intersperse(0).into_iter();
            assert_eq!(first.next(), Some(4));
        });
    }
}
