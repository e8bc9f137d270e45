//! Programs with one known bug each: `canaries NAME`. A checker that lets one of its own pass proves
//! nothing elsewhere.
//!
//! Each bug is one that this crate could have: see the invariants that it names.

use std::mem::MaybeUninit;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    match name.as_str() {
        "none" => {}
        "race" => race(),
        "double-drop" => double_drop(),
        "leak" => leak(),
        "unwritten" => unwritten(),
        "after-return" => after_return(),
        _ => panic!("no such canary: {name}"),
    }
    println!("{name}: nothing happened");
}

/// A pointer that goes where it likes.
#[derive(Clone, Copy)]
struct Loose<T>(*mut T);

// SAFETY: none. That is what is wrong with it.
unsafe impl<T> Send for Loose<T> {}
// SAFETY: none either.
unsafe impl<T> Sync for Loose<T> {}

impl<T> Loose<T> {
    fn get(self) -> *mut T {
        self.0
    }
}

/// Two threads write to one slot ("dealt once").
fn race() {
    let mut slot = 0_u64;
    let shared = Loose(&raw mut slot);
    let begun = AtomicUsize::new(0);
    let write = |x| {
        // Both are there, which tells neither anything of what the other did.
        begun.fetch_add(1, Ordering::Relaxed);
        while begun.load(Ordering::Relaxed) < 2 {
            thread::yield_now();
        }
        // Often, for two at the very same moment go unseen.
        for _ in 0..1000 {
            // SAFETY: none.
            unsafe { shared.get().write(x) };
        }
    };
    thread::scope(|s| {
        s.spawn(|| write(1));
        write(2);
    });
    std::hint::black_box(slot);
}

/// An item is handed out and dropped by its vector as well ("handed over").
fn double_drop() {
    let items = vec![String::from("an item")];
    // SAFETY: none.
    let copy = unsafe { items.as_ptr().read() };
    std::hint::black_box(&copy);
}

/// A result that nobody drops ("written once").
fn leak() {
    std::mem::forget(std::hint::black_box(vec![String::from("a result")]));
}

/// A slot is taken for written before it is ("written once").
fn unwritten() {
    let slots: Box<[MaybeUninit<u64>]> = Box::new_uninit_slice(4);
    let slots = std::hint::black_box(slots);
    // SAFETY: none.
    let item = unsafe { slots[2].assume_init() };
    if item > 10 {
        println!("more than ten");
    }
}

/// A helper uses what its region lent when that has returned ("rundown").
fn after_return() {
    static RETURNED: AtomicUsize = AtomicUsize::new(0);

    #[inline(never)]
    fn region() -> thread::JoinHandle<u64> {
        let mut part = std::hint::black_box([7_u64; 8]);
        let lent = Loose(&raw mut part);
        let helper = thread::spawn(move || {
            while RETURNED.load(Ordering::Acquire) == 0 {
                thread::yield_now();
            }
            // SAFETY: none.
            unsafe { (*lent.get())[3] }
        });
        std::hint::black_box(&mut part);
        helper
    }

    let helper = region();
    RETURNED.store(1, Ordering::Release);
    std::hint::black_box(helper.join().unwrap());
}
