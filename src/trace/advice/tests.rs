//! What each program is told, by its numbers.

use super::*;

const GOOD_ONE: Numbers = Numbers {
    allowed: 4,
    threads: 4,
    items: 1000,
    nanos: 2.6e6,
    busy: 1e7,
    shared: true,
    alone_each: 10_000.0,
    shared_each: 10_000.0,
    longest: 50_000.0,
    longest_items: 5,
    late: 20_000.0,
    source: 0.0,
    window: 0.0,
    helpers: 30_000.0,
};

/// Programs of which it is known why they are not faster, and how that begins which they are told.
#[test]
fn each_program_hears_what_is_the_matter_with_it() {
    let good = GOOD_ONE;
    let table = [
        ("even and good", good, "good: "),
        (
            "too cheap",
            Numbers {
                nanos: 42_000.0,
                busy: 40_000.0,
                threads: 1,
                shared: false,
                longest: 10_000.0,
                longest_items: 250,
                alone_each: 40.0,
                shared_each: 0.0,
                late: 0.0,
                helpers: 0.0,
                ..good
            },
            "40 ns an item: a plain loop would be as fast",
        ),
        (
            "one heavy item",
            Numbers {
                nanos: 1e7,
                busy: 1.5e7,
                longest: 6e6,
                longest_items: 1,
                helpers: 5e6,
                ..good
            },
            "one item took 60 % of the call: split it",
        ),
        (
            "a piece with a heavy item",
            Numbers {
                nanos: 1e7,
                busy: 1.5e7,
                longest: 6e6,
                longest_items: 4,
                helpers: 5e6,
                ..good
            },
            "one piece of 4 items took 60 % of the call",
        ),
        (
            "slow source",
            Numbers {
                nanos: 1e7,
                busy: 4e6,
                source: 1.6e7,
                ..good
            },
            "the source took 80 % of the time: items come from one iterator",
        ),
        (
            "a lock held by all",
            Numbers {
                nanos: 1e7,
                busy: 3.9e7,
                shared_each: 39_000.0,
                ..good
            },
            "an item took 3.9 times as long with others at work as alone: do the items take the same lock",
        ),
        (
            "too few items",
            Numbers {
                allowed: 16,
                items: 3,
                threads: 3,
                nanos: 4e6,
                busy: 9e6,
                longest: 3.1e6,
                longest_items: 1,
                alone_each: 0.0,
                shared_each: 3e6,
                ..good
            },
            "3 items for 16 threads: ",
        ),
        (
            "helpers late",
            Numbers {
                nanos: 100_000.0,
                busy: 120_000.0,
                items: 100,
                late: 50_000.0,
                alone_each: 1_200.0,
                shared_each: 1_200.0,
                longest: 8_000.0,
                longest_items: 7,
                ..good
            },
            "helpers came 50 µs late: the call is too short to share",
        ),
        (
            "short, of heavier items",
            Numbers {
                nanos: 30_000.0,
                busy: 30_000.0,
                items: 10,
                threads: 1,
                shared: false,
                alone_each: 3_000.0,
                shared_each: 0.0,
                longest: 4_000.0,
                longest_items: 1,
                late: 0.0,
                helpers: 0.0,
                ..good
            },
            "over after 30 µs: too short to be shared",
        ),
        (
            "a slow taker of a stream",
            Numbers {
                nanos: 1e7,
                busy: 8e6,
                window: 2.4e7,
                ..good
            },
            "helpers left, since the window was full",
        ),
        (
            "heavier at the end",
            Numbers {
                nanos: 1e7,
                busy: 2e7,
                helpers: 5e6,
                longest: 6e5,
                ..good
            },
            "the calling thread waited 50 % of the call for the others",
        ),
        (
            "one thread",
            Numbers {
                allowed: 1,
                threads: 1,
                ..good
            },
            "one thread was allowed",
        ),
        (
            "no items",
            Numbers {
                items: 0,
                threads: 0,
                busy: 0.0,
                ..good
            },
            "no item",
        ),
        (
            "nothing stands out",
            Numbers { nanos: 5e6, ..good },
            "2.0 threads were at work on average",
        ),
    ];
    for (name, numbers, says) in table {
        let said = advice(&numbers).to_string();
        assert!(said.starts_with(says), "{name}: {said}");
    }
}

#[test]
fn times_are_easily_read() {
    let table = [
        (0.0, "0 ns"),
        (999.0, "999 ns"),
        (1_500.0, "1.5 µs"),
        (12_345.0, "12 µs"),
        (9_960.0, "10 µs"),
        (2.5e6, "2.5 ms"),
        (3.21e9, "3.2 s"),
    ];
    for (nanos, text) in table {
        assert_eq!(Time(nanos).to_string(), text);
    }
}
