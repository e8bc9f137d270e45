//! What ranks tell each other.

use std::ops::Range;
use std::panic::Location;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What a rank says when it comes to a call, or to its end.
#[derive(Serialize, Deserialize)]
pub(crate) enum Hello {
    Call(CallName),
    /// It drops its world.
    Goodbye,
}

/// Which call a rank is at.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct CallName {
    /// Which one of this world, from 1 on.
    pub number: u64,
    pub consumer: String,
    pub items: String,
    pub indices: usize,
    /// To be shown only: each rank may make the same call in a line of its own.
    pub place: String,
}

impl CallName {
    pub(crate) fn new<T>(
        number: u64,
        consumer: &str,
        indices: usize,
        place: &Location<'_>,
    ) -> CallName {
        CallName {
            number,
            consumer: consumer.to_string(),
            items: std::any::type_name::<T>().to_string(),
            indices,
            place: place.to_string(),
        }
    }

    pub(crate) fn is_same(&self, other: &CallName) -> bool {
        let CallName {
            number,
            consumer,
            items,
            indices,
            place: _,
        } = self;
        (*number, *indices) == (other.number, other.indices)
            && (consumer, items) == (&other.consumer, &other.items)
    }

    pub(crate) fn show(&self) -> String {
        let CallName {
            number,
            consumer,
            items,
            indices,
            place,
        } = self;
        format!("call {number}, {consumer} of {indices} indices that yield {items}, at {place}")
    }
}

impl Hello {
    pub(crate) fn show(&self) -> String {
        match self {
            Hello::Call(name) => name.show(),
            Hello::Goodbye => "the end of its world".to_string(),
        }
    }
}

/// Units that a rank is to do.
pub(crate) type Chunk = Range<usize>;

/// What became of a chunk; what it came to follows, in bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Done {
    pub chunk: Chunk,
    pub nanos: u64,
    pub how: How,
}

/// How a chunk, or a call, went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum How {
    ToTheEnd,
    /// What comes behind it is not wanted.
    Ended,
    /// With this text.
    Panicked {
        text: String,
        rank: usize,
    },
}

/// A message, and what follows in bytes.
pub(crate) fn encode<T: Serialize>(head: &T, body: &[u8]) -> Vec<u8> {
    let mut bytes = to_bytes(head);
    bytes.extend_from_slice(body);
    bytes
}

pub(crate) fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value)
        .unwrap_or_else(|error| panic!("cannot send a {}: {error}", std::any::type_name::<T>()))
}

/// The first value in these bytes, and the bytes behind it.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> (T, &[u8]) {
    postcard::take_from_bytes(bytes).unwrap_or_else(|error| {
        panic!(
            "cannot read a {} that was sent: {error}",
            std::any::type_name::<T>()
        )
    })
}
