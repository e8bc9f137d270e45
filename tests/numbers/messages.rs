//! What is said where there are more items than can be: how many, and where the program asked for them.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

use abreast::prelude::*;

use crate::support::in_own_process;

/// The message of the panic that `f` ends in, and the line that it is said to be in.
fn panic_of<R>(f: impl FnOnce() -> R) -> (String, u32) {
    let said = Arc::new(Mutex::new(None));
    let hears = Arc::clone(&said);
    panic::set_hook(Box::new(move |panic| {
        let place = panic
            .location()
            .map(|place| (place.file().to_string(), place.line()));
        let message = panic.payload().downcast_ref::<String>().cloned();
        *hears.lock().unwrap() = message.zip(place);
    }));
    let ended = panic::catch_unwind(AssertUnwindSafe(f));
    let _ = panic::take_hook();
    assert!(ended.is_err(), "no panic");
    let (message, (file, line)) = said.lock().unwrap().take().expect("a message with numbers");
    assert_eq!(file, file!(), "{message}");
    (message, line)
}

/// In a process of its own, since there is one panic hook.
#[test]
fn how_many_there_are_and_where_that_was_asked() {
    let name = "messages::how_many_there_are_and_where_that_was_asked";
    in_own_process(name, &[], how_many_and_where);
}

fn how_many_and_where() {
    macro_rules! check {
        ($($call:expr => [$($part:expr),*];)*) => {
            // Where this is used; each call is a line.
            let mut line = line!();
            $(
            line += 1;
            let (message, at) = panic_of(|| $call);
            for part in [$($part),*] {
                assert!(message.contains(part), "{part} is not in: {message}");
            }
            assert_eq!(at, line, "{message}");
            )*
        };
    }
    let mut v = vec![1];
    check! {
        (0..usize::MAX).par_map(|x| x).collect_vec() => ["capacity overflow", "18446744073709551615 items of 8 bytes"];
        (0..=u64::MAX).par_map(|x| x as u8).collect_vec() => ["18446744073709551616 items of 1 byte"];
        (0..=u64::MAX).par_map(|x| x).collect::<Vec<_>>() => ["18446744073709551616 items"];
        (0..u128::MAX).par().collect::<Box<[u128]>>() => ["340282366920938463463374607431768211455 items of 16 bytes"];
        (0..=u64::MAX).par().step_by(2).map(|_| ()).chain([()]).map(|()| 0_u16).collect_vec() => ["9223372036854775809 items of 2 bytes"];
        (0..usize::MAX).par_map(|_| 0).collect_into(&mut v).len() => ["18446744073709551615 items"];
        (0..usize::MAX).par_map(|x| x).into_iter() => ["18446744073709551615 items"];
        (0..=u64::MAX).par_map(|x| (x, 0_u8)).unzip::<_, _, Vec<_>, Vec<_>>() => ["18446744073709551616 items of 8 bytes"];
        (0..=u64::MAX).par_map(Some).collect::<Option<Vec<_>>>() => ["18446744073709551616 items"];
        (0..=u64::MAX).par().rev().count() => ["18446744073709551615", "18446744073709551616"];
        (0..=u64::MAX).par().len() => ["18446744073709551615 items", "18446744073709551616"];
        (0..=u128::MAX).par().chunks(1).len() => ["18446744073709551615 items", "even more"];
        (0..9).par().zip_eq(0..=u64::MAX).count() => ["9 items", "18446744073709551616"];
        [1].par().filter(|_| true).collect_vec().par().zip_eq([1, 2]).count() => ["1 items", "and 2"];
        (0..=u64::MAX).par().skip(usize::MAX - 2).take(3).count() => ["18446744073709551615 items", "number 3"];
    }
    assert_eq!(v, [1]);
}
