//! What a chain is run with: items, numbers, and closures of which some panic at some items.

use std::collections::VecDeque;
use std::panic::resume_unwind;

use crate::random::scrambled;

#[derive(Debug)]
pub(super) struct Case {
    len: usize,
    /// Which shape, and which of its consumers.
    pub(super) shape: (usize, usize),
    salt: u64,
    /// One in so many items panics, and ends a search or is an error; none if this is 0.
    panics: u64,
    ends: u64,
    pub(super) n: usize,
    pub(super) k: usize,
    pub(super) step: usize,
    pub(super) min_len: usize,
    inputs: Inputs,
}

pub(super) struct Inputs {
    pub(super) ints: Vec<i64>,
    pub(super) words: Vec<String>,
    /// Lines of all lengths, some empty, with spaces and characters of one to four bytes.
    pub(super) text: String,
    /// In two slices.
    pub(super) deque: VecDeque<i64>,
}

/// They follow from the length and the salt.
impl std::fmt::Debug for Inputs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("..")
    }
}

fn text(salt: u64, ints: &[i64]) -> String {
    const PARTS: [&str; 12] = [
        "\n", "\r\n", " ", "\u{2003}", "ß", "漢字", "🦀", "\t", ",", "\r", "", "\n\n",
    ];
    let mut text = String::new();
    for x in ints {
        let n = scrambled(salt ^ !*x as u64) as usize;
        text += PARTS[n % PARTS.len()];
        if n % 3 > 0 {
            text += &x.to_string();
        }
    }
    text
}

impl std::ops::Deref for Case {
    type Target = Inputs;

    fn deref(&self) -> &Inputs {
        &self.inputs
    }
}

impl Case {
    pub(super) fn new(
        len: usize,
        shape: (usize, usize),
        salt: u64,
        (panics, ends): (u64, u64),
        (n, k, step, min_len): (usize, usize, usize, usize),
    ) -> Case {
        // All different, so that a panic and an error say which item they come from.
        let int = |i: usize| 8 * i as i64 + (scrambled(salt ^ i as u64) % 8) as i64;
        let ints: Vec<i64> = (0..len).map(int).collect();
        let (back, front) = ints.split_at(len / 3);
        let mut deque = VecDeque::from_iter(back.iter().copied());
        front.iter().for_each(|x| deque.push_front(*x));
        let inputs = Inputs {
            words: ints.iter().map(i64::to_string).collect(),
            deque,
            text: text(salt, &ints),
            ints,
        };
        Case {
            len,
            shape,
            salt,
            panics,
            ends,
            n,
            k,
            step,
            min_len,
            inputs,
        }
    }

    pub(super) fn int(&self) -> i64 {
        self.len as i64
    }

    /// The boxed items, owned.
    #[allow(clippy::vec_box, reason = "what is dropped twice is freed twice")]
    pub(super) fn boxes(&self) -> Vec<Box<i64>> {
        self.ints.iter().copied().map(Box::new).collect()
    }

    fn one_in(&self, every: u64, x: i64) -> bool {
        every > 0 && scrambled(x as u64 ^ self.salt.rotate_left(7)) % every == 0
    }

    pub(super) fn panics(&self) -> bool {
        self.panics > 0
    }

    /// Panics at some items, with the item as its payload, and without a message for each of thousands.
    pub(super) fn f(&self, x: i64) -> i64 {
        if self.one_in(self.panics, x) {
            resume_unwind(Box::new(x));
        }
        x ^ 3
    }

    /// Never panics.
    pub(super) fn g(&self, x: i64) -> i64 {
        x.wrapping_mul(5) ^ 1
    }

    /// With a buffer that is full of what was there before.
    pub(super) fn in_buffer(&self, buffer: &mut Vec<i64>, x: i64) -> i64 {
        buffer.push(x);
        self.f(*buffer.last().unwrap())
    }

    /// Some items.
    pub(super) fn keeps(&self, x: i64) -> bool {
        scrambled(x as u64) % 3 != 0
    }

    pub(super) fn maybe(&self, x: i64) -> Option<i64> {
        self.keeps(x).then(|| self.f(x))
    }

    pub(super) fn several(&self, x: i64) -> impl Iterator<Item = i64> + use<> {
        (0..x.rem_euclid(4)).map(move |i| x.wrapping_mul(4) + i)
    }

    /// Places of items that come below this one in a tree: `k` below each, so that all come once.
    pub(super) fn below(&self, i: usize) -> impl Iterator<Item = usize> + use<> {
        (self.k * i + 1..=self.k * (i + 1)).take_while({
            let len = self.len;
            move |i| *i < len
        })
    }

    /// The same, where to look for them may panic.
    pub(super) fn below_or_panic(&self, i: usize) -> impl Iterator<Item = usize> + use<> {
        self.f(!(i as i64));
        self.below(i)
    }

    pub(super) fn ends(&self, x: i64) -> bool {
        self.one_in(self.ends, !x)
    }
}
