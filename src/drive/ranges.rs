//! The indices of a source, dealt from the front to a thread that is alone; or put into hands, which seats
//! play from, and steal from.

mod dealer;
mod hands;
mod meeting;
mod table;

use std::ops::Range;

pub(super) use meeting::{Meeting, Side};
use table::Laid;

/// Long pieces end at multiples of this, as results of any size that are written side by side do where a
/// cache line ends: what is written across lines takes a quarter longer. (No shorter ones, or there would
/// be too few.)
const LINE: usize = 64;

/// The indices `0..len`, being dealt.
pub struct Ranges {
    /// What is not in the hands yet.
    undealt: Range<usize>,
    end: usize,
    min_len: usize,
    /// Every split lies at a multiple of this; `usize::MAX` where it may lie anywhere.
    block: usize,
    /// Whether it may lie anywhere, if that is laid out so.
    may_split: bool,
    /// How long blocks are that may be split: long hands are split between them all the same.
    whole: usize,
    /// No block is to have more indices than this.
    longest_block: usize,
    /// Where the first of them begins.
    first_block: usize,
    /// About how many indices come to an item.
    indices_each: usize,
    /// Whether the source has more items than a `usize` can number.
    cut_short: bool,
    /// Where there are several seats to deal to. On the heap, as most calls need none.
    table: Laid,
}

impl Ranges {
    #[inline]
    pub(crate) fn new(len: usize) -> Ranges {
        Ranges {
            undealt: 0..len,
            end: len,
            min_len: 1,
            block: usize::MAX,
            may_split: false,
            whole: usize::MAX,
            longest_block: usize::MAX,
            first_block: 0,
            indices_each: 1,
            cut_short: false,
            table: Laid::NOT_YET,
        }
    }

    /// The indices of a source of so many items, or of the first of them if a `usize` does not hold their
    /// number.
    #[inline]
    pub(crate) fn of(len: Option<usize>) -> Ranges {
        Ranges {
            cut_short: len.is_none(),
            ..Ranges::new(len.unwrap_or(usize::MAX))
        }
    }

    /// Of a source of which about so many indices come to an item.
    pub(crate) fn each_of(self, indices_each: usize) -> Ranges {
        Ranges {
            indices_each,
            ..self
        }
    }

    pub(super) fn indices_each(&self) -> usize {
        self.indices_each
    }

    /// The indices `0..len` in front of a source whose own count on from there.
    pub(crate) fn ahead(len: usize) -> Ranges {
        Ranges {
            end: 0,
            ..Ranges::new(len)
        }
    }

    /// As if there were more items behind these, and none of them could be numbered.
    #[cfg(test)]
    pub(super) fn cut_short(len: usize) -> Ranges {
        Ranges {
            cut_short: true,
            ..Ranges::new(len)
        }
    }

    #[inline]
    pub(super) fn is_cut_short(&self) -> bool {
        self.cut_short
    }

    #[inline]
    pub(super) fn set_min_len(&mut self, min_len: usize) {
        // The last block may be shorter than others, and is a piece of its own unless somebody asks for
        // longer ones.
        self.min_len = match min_len {
            0 | 1 => 1,
            n => self.whole(n),
        };
    }

    /// From now on splits nothing but between blocks of so many indices. Answers with those it deals.
    pub(super) fn set_blocks(&mut self, block: usize, may_split: bool) -> Range<usize> {
        self.block = block;
        self.may_split = may_split;
        self.first_block = self.undealt.start;
        self.undealt.clone()
    }

    pub(super) fn limit_blocks(&mut self, most: usize) {
        self.longest_block = self.longest_block.min(most);
    }

    pub(super) fn longest_block(&self) -> usize {
        self.longest_block
    }

    pub(super) fn may_split(&self) -> bool {
        self.may_split
    }

    /// From now on splits anywhere.
    pub(super) fn split_blocks(&mut self) {
        self.whole = std::mem::replace(&mut self.block, usize::MAX);
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.undealt.len()
    }

    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// All indices that are not in the hands yet.
    #[inline]
    pub(super) fn take_all(&mut self) -> Range<usize> {
        std::mem::take(&mut self.undealt)
    }

    /// The next indices for a thread that is alone: `want`, as long as there are so many.
    #[inline]
    pub(super) fn take_alone(&mut self, want: usize) -> Option<Range<usize>> {
        if want < self.undealt.len() {
            let n = self.split(self.undealt.start, want.max(1));
            return split_front(&mut self.undealt, n, self.min_len);
        }
        // What is behind the last line is not left to a piece of its own.
        let end = self.undealt.end;
        let rest = std::mem::replace(&mut self.undealt, end..end);
        (!rest.is_empty()).then_some(rest)
    }

    /// The next `n` indices, if it has more than those.
    pub(super) fn pass_over(&mut self, n: usize) -> Option<Range<usize>> {
        match n < self.undealt.len() {
            true => split_front(&mut self.undealt, n, 1),
            false => None,
        }
    }

    /// How many indices a piece from `start` on should have if `n` are wanted: whole blocks; or else whole
    /// lines. (The last line before `usize::MAX` is none.)
    #[inline]
    fn split(&self, start: usize, n: usize) -> usize {
        match self.block {
            usize::MAX if n >= 2 * LINE => {
                let end = start.saturating_add(n) / LINE * LINE;
                end.saturating_sub(start)
            }
            _ => self.whole(n),
        }
    }

    /// How many indices a hand keeps half of which are stolen.
    fn half(&self, hand: &Range<usize>) -> usize {
        let half = hand.len() / 2;
        if half >= self.whole {
            // A block that several threads are at is put together more slowly.
            let begun = hand.start - self.first_block;
            return (begun + half) / self.whole * self.whole - begun;
        }
        match self.block {
            usize::MAX => self.split(hand.start, half),
            block => half / block * block,
        }
    }

    /// `n`, or so many more that it is a number of whole blocks.
    #[inline]
    fn whole(&self, n: usize) -> usize {
        match self.block {
            1 | usize::MAX => n,
            block => n.div_ceil(block).saturating_mul(block),
        }
    }
}

/// Takes about `n` indices off the front, at least `min_len`, and leaves none or at least `min_len`.
#[inline]
fn split_front(hand: &mut Range<usize>, n: usize, min_len: usize) -> Option<Range<usize>> {
    let n = n.max(min_len);
    let n = if hand.len().saturating_sub(n) < min_len {
        hand.len()
    } else {
        n
    };
    let front = hand.start..hand.start + n;
    hand.start += n;
    (!front.is_empty()).then_some(front)
}
