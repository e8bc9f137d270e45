//! The numbers that decisions go by. Times are in nanoseconds, if nothing else is said. In brackets: the
//! cells of the benchmark (`benches/peers`) or the test that show what a number is for.

use std::time::Duration;

// How long a piece lasts.

/// A piece that any thread can take: long against the few dozen that dealing it costs, short against a
/// call. (Grid: 200,000 items of 0.5 to 100.)
pub(super) const PIECE: f32 = 10_000.0;

/// A piece of items that are made by one thread at a time: the iterator and its lock go from processor to
/// processor, and of many threads none is to find the others in its way. (Any iterator: 100,000 items.)
pub(super) const PIECE_OF_MADE_ITEMS: f32 = 40_000.0;

/// A piece where those just done cost far less than the loop's items usually do: the dear ones are still to
/// come, maybe side by side. (Heavy items first, and last.)
pub(super) const PIECE_OF_UNEVEN_ITEMS: f32 = 4_000.0;

/// The same of many threads, each with a range of its own: a piece is longer in comparison the more threads
/// share the rest, and none waits for another to be dealt to. (Heavy items last, 16 threads.)
pub(super) const LEAST_PIECE_OF_UNEVEN_ITEMS: f32 = 1_000.0;

/// How many times as many items as the last piece the next one may have: one quick item says little about
/// the next thousand. (Items of two costs.)
pub(super) const LARGER_PIECE: usize = 8;

/// How much of what was measured before counts beside the next piece: a part. (Items of two costs.)
pub(super) const FADING: f32 = 0.75;

// How few items nobody else can take any more.

/// All threads together take so many items of a loop that was never seen, or is uneven, and none takes more
/// than the other number: where all of them turn out heavy, the call takes that much longer. (Uneven.)
pub(super) const GRAIN: usize = 32;
pub(super) const MOST_GRAIN: usize = 16;

/// So many nanoseconds' worth of items, and at most so many.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct ShortGrain {
    pub(super) nanos: f32,
    pub(super) items: usize,
}

impl ShortGrain {
    pub(super) const NONE: ShortGrain = ShortGrain {
        nanos: 0.0,
        items: 0,
    };
}

/// Of a loop that was never seen a thread takes so many nanoseconds' worth, if that is more, and at most so
/// many items: to deal fewer costs as much as what is done with them. (Grid: items of 0.5 to 5, the first
/// call.)
pub(super) const SHORT_GRAIN: ShortGrain = ShortGrain {
    nanos: 64.0,
    items: 64,
};

/// The same where items may wait, and nothing is known of them: what is dealt by one costs some dozens each.
/// (Even, of many threads, the first call.)
pub(super) const SHORT_GRAIN_OF_WAITING: ShortGrain = ShortGrain {
    nanos: 200.0,
    items: 4,
};

/// The same where former calls were even. (Grid: 10 to 1,000 items.)
pub(super) const SHORT_GRAIN_OF_EVEN: ShortGrain = ShortGrain {
    nanos: 256.0,
    items: 128,
};

/// The same where items may wait, but did not in former calls: dealing is some per cent of the time that those
/// of some dozens of nanoseconds take, and so many may come to wait side by side. (Even, of many threads.
/// Uneven, behind even calls.)
pub(super) const EVEN_GRAIN_OF_WAITING: ShortGrain = ShortGrain {
    nanos: 400.0,
    items: 128,
};

/// From then on a thread takes more at a time, twice as many for four times as long: what a long call loses
/// by heavy items is to be small beside what it has taken. (Grid: 5 million items, the first call.)
pub(super) const STEADY: f32 = 4_000_000.0;

/// Behind many light items in a row a thread takes one for so many of those, and at most the other number: a
/// million of them one at a time cost many times what is done with them, and four heavy ones in one hand are
/// a small loss. (`hundreds_of_thousands_of_light_results`, which a disturbance made take 20 times as long.)
pub(super) const ROW: usize = 1_024;
pub(super) const MOST_OF_ROW: usize = 4;

/// A piece that took at least so long, and so many times what was expected, is a surprise: more than what a
/// cold cache costs. (Uneven.)
pub(crate) const SURPRISE: f32 = 100_000.0;
pub(super) const TIMES_EXPECTED: f32 = 16.0;

/// How many small pieces a thread does between two looks at the clock, which cost as much as to deal one.
/// What it has not begun, others can take meanwhile. (Even items of many threads.)
pub(crate) const PIECES_A_LOOK: u32 = 8;

/// Of which part of a call one piece that is a surprise is a doubt whether the loop is even. (Heavy items
/// last, reduced by blocks.)
pub(super) const LARGE_PART: f32 = 4.0;

/// But no shorter one: the system may take hundreds of microseconds to make a page of memory. (Collect:
/// `Result` of 1,000,000.)
pub(super) const LEAST_DOUBT: f32 = 2_000_000.0;

/// No thread loses its processor for longer, as a rule. (The same.)
pub(super) const DISTURBANCE: f32 = 25_000_000.0;

/// For how many calls a loop is taken for uneven that was so once. (Uneven.)
pub(super) const UNEVEN_FOR: u8 = 8;

// How a call begins.

/// How many times as many items as the last the calling thread does alone before it looks at the clock
/// again. (Grid: 10 to 1,000 items.)
pub(super) const LARGER_STEP: usize = 16;

/// How many it does without a look where those so far cost far less than usual: the dear ones are still to
/// come, and may lie side by side. (Heavy items last, 2 threads, later calls.)
pub(super) const FEW_BEFORE_DEAR: usize = 8;

/// How long it does without a look at the clock, at most. (Grid: 200,000 items.)
pub(super) const LOOK: f32 = 5_000.0;

/// How long a loop that is shared is begun alone, at most, to have something to compare that to. The first
/// few thousand nanoseconds can be ten times as dear as the rest: caches, and an allocator, are cold.
/// (Grid: 1,000 items of 100.)
pub(super) const SURE: f32 = 100_000.0;

/// So few are too few to go by: looking at the clock takes some dozens itself, and cold caches more. (Grid:
/// 10 items.)
pub(super) const BRIEF: f32 = 250.0;

/// A call that usually takes less is not worth more than a few looks at the clock, let alone a wake-up.
/// (Grid: 2 to 1,000 items.)
pub(super) const QUICK: f32 = 5_000.0;

/// One that usually takes longer than this, and less than the other, is done in two where a helper stands by:
/// to hand half of it over takes some hundred. Several helpers together are faster at longer ones. (Steps.)
pub(super) const LEAST_IN_TWO: f32 = 1_500.0;
pub(super) const MOST_IN_TWO: f32 = 10_000.0;

/// The same where there is only one helper to be had. What is longer than that does not notice what it costs
/// to open a region. (Steps, of 2 threads.)
pub(super) const MOST_OF_TWO: f32 = 200_000.0;

/// By how much what was done of a quick call may take longer than twice what is usual: caches are cold.
/// (Grid: 10 items.)
pub(super) const COLD: f32 = 500.0;

/// How many times as many items a quick call has done when it looks again: the first may be quick, and the
/// others not. So its pieces begin where cache lines do. (Grid: 100 and 1,000 items.)
pub(super) const FURTHER: usize = 8;

// Who is called.

/// A helper that has not come by then waits for a processor itself: so long, or so many times what one
/// costs. (Two programs at once.)
pub(super) const LATE: f32 = 100_000.0;
pub(super) const TIMES_LATE: f32 = 4.0;

/// How many times as long as that a call is to take, if another helper is to be called. (Two programs at
/// once.)
pub(super) const LONG: f32 = 3.0;

/// Items that have to be made, and cost less with all that is done with them, are not worth sharing: they are
/// made one at a time, and the iterator goes from processor to processor. In a debug build, everything costs
/// more. (Any iterator: items of 0 to 200.)
pub(super) const LIGHT: f32 = if cfg!(debug_assertions) {
    10_000.0
} else {
    1_000.0
};

/// So many in a row a thread has seen before it is sure of that, where items may wait, since heavy ones may
/// be among them. (`tests/it/reductions.rs`.)
pub(super) const SURE_OF_LIGHT: usize = 64;

/// So many once heavy ones have come behind them; and each time that it is surprised, so many times as many,
/// but no more than some: to share a thousand light ones costs about as much as one heavy one that nobody
/// shares. ("uneven: one in 100 of 10_000 sleeps, pulled, 8 threads".)
pub(super) const SURE_AGAIN: usize = 256;
pub(super) const SURER: usize = 4;
pub(super) const SURE_AT_LAST: usize = 1_024;

/// How long a thread that waits for others' items, for a calling thread that is alone or before an end by
/// position, sleeps before it looks whether there is a call inside an item to help with; and at last, twice as
/// long each time. (`of_map_init_around_a_call_inside_an_item`,
/// `an_item_before_an_end_has_the_threads_of_its_calls`.)
pub(crate) const LOOK_INSIDE: Duration = Duration::from_millis(1);
pub(crate) const LOOK_INSIDE_AT_LAST: Duration = Duration::from_millis(16);

/// What costs more than that, in nanoseconds, was worth a thread of its own. (The same cell.)
pub(super) const HEAVY: f32 = 10.0 * LIGHT;

/// How many items of a stream's piece are done between two looks at what they took: at first, and at most, if
/// nothing is known of the loop, and if former calls were even. A look costs some nanoseconds, and keeps the
/// compiler from making one loop of it all. (Quick items, then heavy ones, 2 threads, as ordered; streams:
/// items of 0.5.)
pub(super) const SHORT_PORTION: usize = 4;
pub(super) const PORTION: usize = 16;
pub(super) const PORTION_OF_EVEN: usize = 4_096;

/// So many of them a thread borrows at least. (Any iterator, quick items, then heavy ones.)
pub(crate) const LEAST_LOAN: usize = 4;

/// What one measurement of the price of a helper may say at most: one that came late may have lost its
/// processor to another program. (Two programs at once.)
pub(super) const DEAREST_HELPER: usize = 50_000;

/// How long a thread goes on between two looks at the clock in joins, about. (Tree sums.)
pub(super) const LOOK_OF_A_JOIN: f32 = 1_000.0;

/// How many joins are between two looks, at most. (Tree sums of 0.)
pub(crate) const MOST_JOINS: u32 = 256;

// What is believed.

/// Sharing paid if it took less than such a part of what the loop takes alone, and was a loss if it took
/// more than the other. (Grid: 1,000 items of 1 to 20.)
pub(super) const FASTER: f32 = 0.95;
pub(super) const SLOWER: f32 = 1.05;

/// A loop that is never faster for being shared is shared again every two to the power of this calls, to
/// see; and one that always is faster is begun alone as seldom. (Grid: 1,000 items of 1 to 20.)
pub(super) const SELDOM: u32 = 5;

/// How many times in a row, then: the first helper comes from sleep, and has the data in no cache. (Steps.)
pub(super) const TRIES: u32 = 4;

/// One in so many quick calls is checked for being quick still. (Grid: 2 to 100 items.)
pub(super) const CHECKED: u32 = 16;

// Streams.

/// How long the threads of a stream work in advance of what was delivered, each, if nobody says how many
/// items. (Streams.)
pub(super) const LEAD: f32 = 200_000.0;

/// How many items are in flight by default, whatever they cost: at least so many for each thread, and at
/// most so many, unless there are more threads than that. (Streams; `the_default_window_is_bounded`.)
pub(super) const LEAST_IN_FLIGHT: usize = 2;
pub(crate) const MOST_IN_FLIGHT: usize = 16_384;

/// How many threads have items in flight by default: more than a process has (on Linux some 32,000, by the
/// memory mappings that it may have), however many are asked for. The results of an endless source have to
/// fit into memory. (`scopes_of_many_threads`.)
pub(super) const MOST_THREADS: usize = 1 << 16;

/// How many results are made at a time, if there are plenty, before they are handed out: so few that they
/// stay in the nearest cache. (Streams: items of 0.5.)
pub(crate) const BATCH: usize = 2048;

/// Results that cost less may cost more to hand from thread to thread. In a debug build, everything costs
/// more. (Streams: items of 0.5 to 100.)
pub(super) const LIGHT_RESULT: f32 = if cfg!(debug_assertions) {
    2_000.0
} else {
    200.0
};

/// The same of items that have to be made, one at a time: ten times as long as what is never shared.
/// (Streams of any iterator.)
pub(super) const LIGHT_ALONE: f32 = 10.0 * LIGHT;

/// Who delivers results makes none itself that takes longer: what is ready meanwhile would wait for it.
/// (`what_is_ready_is_not_held_back`.)
pub(super) const HOLDS_UP: f32 = 500_000.0;

/// Where an item costs more, what is done with it included, a batch is next to nothing beside that. In a
/// debug build, everything costs so much more. (Streams: items of 0.5.)
pub(crate) const CHEAP: f32 = if cfg!(debug_assertions) {
    2_000.0
} else {
    20.0
};

/// So short a part of a stream says nothing of the way in which its items are made, and of so few items
/// nobody looks at the clock. (Streams: items of 0.5.)
pub(super) const SHORT_PART: f32 = 500.0;
pub(super) const FEW_TAKEN: usize = 32;

/// One in so many parts goes the other way, to see. (Streams: items of 0.5.)
pub(super) const OTHER_WAY: u32 = 32;

/// So long says how fast a stream is, shared or alone. (Streams: 200,000 items.)
pub(super) const TRIAL: f32 = 300_000.0;

/// How many trials a stream is shared before it is first tried alone, and how many it goes on in the better
/// way before the other is tried again. (Streams: 200,000 items.)
pub(super) const FIRST: f32 = 16.0;
pub(super) const LONGER: f32 = 64.0;

/// So short a stretch says nothing of how fast a stream is. (Streams: 200,000 items.)
pub(super) const SHORT_STRETCH: f32 = 10_000.0;

// Threads.

/// More threads than a system could ever start count as so many: Linux gives threads no numbers above this
/// one (`PID_MAX_LIMIT`), and other systems start fewer. So counts of them can be added up without a thought.
/// (`tests/numbers`.)
pub(crate) const THREADS_OF_A_SYSTEM: usize = 1 << 22;

/// How long a worker beyond the pool's size at rest sleeps at first before it ends; at most, where the pool
/// needed more workers again soon after some had ended; and what is soon.
/// (`workers_are_kept_for_a_need_that_comes_back`.)
pub(super) const KEEP: Duration = Duration::from_secs(3);
pub(super) const KEEP_AT_MOST: Duration = Duration::from_secs(12);
pub(super) const SOON: Duration = Duration::from_secs(10);

/// What another thread finishes or begins within this time is not worth going to sleep for. (Calls in a row.)
pub(crate) const SPIN: Duration = Duration::from_micros(30);

/// A worker that is called again within this time, so many times in a row, stays awake for about as long as
/// that takes. (Steps.)
pub(super) const AWAKE_AT_MOST: Duration = Duration::from_micros(200);
pub(super) const TIMES_CALLED_SOON: u32 = 4;

/// Calls that begin within so many nanoseconds of each other are in a row; after so many of those a helper is
/// woken for the next ones, and so many later another time. (Steps: 1,000 items of 16.)
pub(super) const NEXT_CALL: f32 = 100_000.0;
pub(super) const CALLS_IN_A_ROW: u32 = 4;
pub(super) const CALLS_UNTIL_AGAIN: u32 = 64;

/// How long a thread that delivers waits for a helper that is on its way, before it makes an item itself that
/// may take long, or have no end: one that finds no processor is late by that, and where none is on its way
/// nobody waits. (`what_is_ready_is_not_held_back`, among other programs.)
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How often it waits for the first one in vain, before it does so no more. (The same.)
pub(crate) const TIMES_MISSED: u32 = 2;

/// How long it sleeps between two looks whether they have come. (The same.)
pub(crate) const NAP: Duration = Duration::from_micros(50);

/// How long no thread is started after the system has refused to.
/// (`threads_that_cannot_be_started_cost_speed_only`.)
pub(crate) const RESPITE: Duration = Duration::from_secs(1);

// Sorting.

/// How many times as long as a helper costs a sort takes at least, if it is to be shared, where each
/// element is compared once a level: half of that is won, a comparison looks dearer by itself than among
/// others, and parts have to be put together. (Sort: 1,000 and 10,000 elements.)
pub(super) const WORTH_SORTING_TOGETHER: f32 = 8.0;

/// How many leaves of a stable sort there are for each thread, so that all have something to do to the end.
/// (Sort: random.)
pub(super) const LEAVES: usize = 16;

/// How many leaves of an unstable sort there are, whatever the threads, and how many elements one has at
/// least: enough leaves for dozens of threads; `std` is faster at what is small. (Sort: random;
/// `unstable_sorts_do_not_go_by_time`.)
pub(super) const LEAVES_IN_PLACE: usize = 128;
pub(crate) const LEAST_LEAF_IN_PLACE: usize = 512;

/// The same of a short slice, whose leaves are no longer than the other number of elements: `std`'s way to
/// split is faster than one that stops anywhere, and a few threads are all that such a slice is worth. (Sort:
/// 10,000 and 100,000 random.)
pub(super) const FEW_LEAVES_IN_PLACE: usize = 16;
pub(super) const LEAF_IN_PLACE: usize = 8192;

/// How many leaves of a stable sort there are for each thread at least. (Sort: 10,000 elements.)
pub(super) const LEAST_LEAVES: usize = 4;

/// The fewest elements of a leaf: `std` has ways of its own for so few. (Sort: expensive comparison.)
pub(super) const LEAST_LEAF: usize = 32;

/// The bytes of the largest leaf of a stable sort. It is sorted where an allocator keeps memory at hand,
/// and by and large in the processor's own cache. (Sort: 1,000,000 and 5,000,000.)
pub(super) const LARGEST_LEAF: usize = 128 << 10;

/// The bytes of a leaf that a thread may have beside half of the slice. (`tests/memory`.)
pub(super) const SMALL_LEAF: usize = 16 << 10;

/// Into how many parts a slice is thought to be divided to say how large its left part is.
pub(super) const SHARES: usize = 64;

/// Of at most so many different values, which are as cheap to compare as numbers (in nanoseconds), `std`'s
/// stable sort puts many in order at each step. (Sort: 16 values.)
pub(super) const FEW_VALUES: usize = 32;
pub(super) const CHEAP_COMPARISON: f32 = 4.0;

/// As long as there are no more bytes than that, since it may allocate as many, and not half of them.
pub(super) const FEW_BYTES: usize = 1 << 19;

/// How many elements' middle one is taken for the middle of all, at most. (Sort: random.)
pub(super) const SAMPLES: usize = 63;

/// How many shares more there is room for than the splits of a stable sort are meant to set aside: some
/// dozens of elements do not say more exactly how many that are. (Sort: random.)
pub(super) const MARGIN: usize = 5;
