//! Results of a chain that yields as many items as it likes: a vector for each run, joined by position.

use super::{Run, Sink};
use crate::drive::Place;
use crate::sync::Mutex;

/// All parts that the seats have handed over.
pub(crate) struct Gathered<T> {
    parts: Mutex<Vec<Part<T>>>,
}

/// What neighbouring pieces have yielded.
struct Part<T> {
    start: usize,
    /// Where the next piece would have to begin.
    end: usize,
    items: Vec<T>,
}

impl<T> Gathered<T> {
    pub(crate) fn new() -> Self {
        Gathered {
            parts: Mutex::default(),
        }
    }

    /// Appends everything to `items`, in order. A part that is alone, and comes first, is moved rather than copied.
    pub(crate) fn append_to(self, items: &mut Vec<T>) {
        let mut parts = self.parts.into_inner();
        parts.sort_by_key(|part| part.start);
        let all = parts.iter().map(|part| part.items.len()).sum();
        let mut parts = parts.into_iter().map(|part| part.items);
        if items.capacity() == 0 {
            *items = parts.next().unwrap_or_default();
        }
        items.reserve(all - items.len().min(all));
        parts.for_each(|mut part| items.append(&mut part));
    }
}

impl<T: Send> Sink<T> for Gathered<T> {
    type Run<'s>
        = GatheredRun<'s, T>
    where
        T: 's;

    fn run(&self) -> GatheredRun<'_, T> {
        GatheredRun {
            sink: self,
            parts: Vec::new(),
        }
    }
}

pub(crate) struct GatheredRun<'s, T> {
    sink: &'s Gathered<T>,
    parts: Vec<Part<T>>,
}

impl<T> Run<T> for GatheredRun<'_, T> {
    #[inline]
    fn take(&mut self, place: Place, piece: impl Iterator<Item = T>) {
        let range = place.range();
        match self.parts.last_mut() {
            Some(part) if part.end == range.start => {
                part.end = range.end;
                part.items.extend(piece);
            }
            _ => {
                // First the part, then its items: if one panics, those before it are handed over, and dropped, all the
                // same.
                self.parts.push(Part {
                    start: range.start,
                    end: range.end,
                    items: Vec::new(),
                });
                let part = self.parts.last_mut().expect("just pushed");
                part.items.extend(piece);
            }
        }
    }
}

impl<T> Drop for GatheredRun<'_, T> {
    fn drop(&mut self) {
        self.sink.parts.lock().append(&mut self.parts);
    }
}
