//! Results of a chain that yields as many items as it likes: a buffer for each run, joined by position.

mod buffers;

use std::ops::Range;

use super::{Run, Sink, sort_by_start};
use crate::drive::Place;
use crate::sync::Mutex;
pub(crate) use buffers::{Buffer, Pair, Sides};

/// All parts that the seats have handed over.
pub(crate) struct Gathered<B> {
    parts: Mutex<Vec<Part<B>>>,
    /// How much room the first part has, which others are appended to, and how much each thread's first one.
    room: (usize, usize),
}

/// What neighbouring pieces have yielded.
pub(super) struct Part<B> {
    pub(super) start: usize,
    /// Where the next piece would have to begin.
    end: usize,
    pub(super) buffer: B,
}

impl<B> Gathered<B> {
    pub(crate) fn new() -> Self {
        Gathered::with_room(0, 0)
    }

    /// With room for so many items in the first part, which others are appended to, and in each thread's
    /// first one.
    pub(crate) fn with_room(first: usize, others: usize) -> Self {
        Gathered {
            parts: Mutex::default(),
            room: (first, others),
        }
    }

    /// How much room a thread's first part should have, if it begins here.
    fn room(&self, start: usize) -> usize {
        match start {
            0 => self.room.0,
            _ => self.room.1,
        }
    }

    /// What was gathered, in order.
    pub(crate) fn into_buffers(self) -> impl ExactSizeIterator<Item = B> {
        self.into_parts().map(|part| part.buffer)
    }

    pub(super) fn into_parts(self) -> impl ExactSizeIterator<Item = Part<B>> {
        let parts = self.parts.into_inner();
        let starts = parts.iter().map(|part| part.start).enumerate();
        let mut order: Vec<_> = starts.map(|(index, start)| (start, index)).collect();
        sort_by_start(&mut order);
        let mut parts: Vec<_> = parts.into_iter().map(Some).collect();
        order
            .into_iter()
            .map(move |(_, index)| parts[index].take().expect("each index once"))
    }
}

impl<T> Gathered<Vec<T>> {
    /// Appends what was gathered to `items`, in order: compiled once for all chains of such items.
    #[inline(never)]
    pub(crate) fn append_to(self, items: &mut Vec<T>) {
        append_all(items, self.into_buffers());
    }

    /// What was gathered of an exact chain, in order, up to the first item that is missing.
    pub(super) fn up_to_a_gap(self) -> impl Iterator<Item = T> {
        let mut end = 0;
        let follows = move |part: &Part<Vec<T>>| {
            let follows = part.start == end;
            end = part.start + part.buffer.len();
            follows
        };
        self.into_parts()
            .take_while(follows)
            .flat_map(|part| part.buffer)
    }
}

/// Appends buffers to `items`. Where that has no memory yet, it takes over that of the first buffer, or of
/// the one that holds more than half of all items, which are not copied then.
fn append_all<T>(items: &mut Vec<T>, buffers: impl IntoIterator<Item = Vec<T>>) {
    let mut buffers: Vec<Vec<T>> = buffers.into_iter().collect();
    buffers.retain(|buffer| !buffer.is_empty());
    let all: usize = buffers.iter().map(Vec::len).sum();
    if items.capacity() == 0 {
        let most = buffers.iter().position(|buffer| buffer.len() > all / 2);
        let behind = buffers.split_off(buffers.len().min(most.unwrap_or(0) + 1));
        *items = buffers.pop().unwrap_or_default();
        items.reserve(all - items.len());
        let mut before = Vec::new();
        append(&mut before, buffers);
        items.splice(..0, before);
        buffers = behind;
    } else {
        items.reserve(all);
    }
    append(items, buffers);
}

fn append<T>(items: &mut Vec<T>, buffers: Vec<Vec<T>>) {
    for mut buffer in buffers {
        items.append(&mut buffer);
    }
}

/// Joins buffers, side by side.
pub(crate) fn join_pairs<B: Pair>(
    buffers: impl IntoIterator<Item = B>,
) -> (Vec<B::Left>, Vec<B::Right>) {
    let (lefts, rights): (Vec<_>, Vec<_>) = buffers.into_iter().map(B::into_pair).unzip();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    append_all(&mut left, lefts);
    append_all(&mut right, rights);
    (left, right)
}

impl<T, B: Buffer<T> + Send> Sink<T> for Gathered<B> {
    type Run<'s>
        = GatheredRun<'s, B>
    where
        B: 's;

    fn run(&self) -> GatheredRun<'_, B> {
        GatheredRun {
            sink: self,
            parts: Vec::new(),
        }
    }
}

pub(crate) struct GatheredRun<'s, B> {
    sink: &'s Gathered<B>,
    parts: Vec<Part<B>>,
}

impl<B: Default> GatheredRun<'_, B> {
    /// Whether all that comes before the piece at `start` was gathered here.
    pub(super) fn has_all_before(&self, start: usize) -> bool {
        match &self.parts[..] {
            [] => start == 0,
            [part] => part.start == 0 && part.end == start,
            _ => false,
        }
    }

    /// That, if it is not nothing.
    pub(super) fn take_back(&mut self) -> Option<B> {
        self.parts.pop().map(|part| part.buffer)
    }
}

impl<B> GatheredRun<'_, B> {
    /// The buffer that a piece is to be added to: of its own, unless the piece continues the last one. It is
    /// there before the items are: if one panics, those before it are handed over, and dropped, all the
    /// same.
    #[inline(never)]
    fn buffer_at<T>(&mut self, range: Range<usize>) -> &mut B
    where
        B: Buffer<T>,
    {
        let continued = self
            .parts
            .last()
            .is_some_and(|part| part.end == range.start);
        if !continued {
            let buffer = match self.parts[..] {
                [] => B::with_room(self.sink.room(range.start)),
                // The last one had room for all that was to be expected.
                _ => B::default(),
            };
            self.parts.push(Part {
                start: range.start,
                end: range.start,
                buffer,
            });
        }
        let part = self.parts.last_mut().expect("there, or just pushed");
        part.end = range.end;
        &mut part.buffer
    }
}

impl<T, B: Buffer<T>> Run<T> for GatheredRun<'_, B> {
    #[inline(always)]
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>) {
        self.buffer_at(place.range()).take_in(piece);
    }
}

impl<B> Drop for GatheredRun<'_, B> {
    /// Compiled once for all chains of such buffers.
    #[inline(never)]
    fn drop(&mut self) {
        self.sink.parts.lock().append(&mut self.parts);
    }
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_has_room_for_the_others() {
        let gathered = Gathered::<Vec<u8>>::with_room(10, 3);
        assert_eq!((gathered.room(0), gathered.room(1)), (10, 3));
    }
}
