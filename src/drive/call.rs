//! One call: begun by the calling thread, shared if that is worth a wake-up, ended when all that is to be
//! done is done.

mod beginning;
mod light;
#[cfg(all(test, loom))]
mod model;
mod seat;
mod solo;

use super::horizon::go_on_with_first;
use super::job::Job;
use super::{Clock, Ends, Horizon, Loop, Options, Plan};
use crate::panic::Payload;
use crate::pool::{helpers_awake, price_of_help, region};
use crate::sync::{AtomicUsize, Mutex, Ordering};
use crate::tempo::{self, Costs, Doubt, Grain, Helpers, SharedCall};
use crate::trace::Traced;
use solo::Solo;

/// What the seats of one call share.
pub(super) struct Call<'c> {
    /// Where a stage of the chain says that the sequence ends early.
    stated: Option<&'c Horizon>,
    /// Of those who state none, only panics come early.
    own: Horizon,
    panics: Ends<Payload>,
    plan: Plan,
    /// The most items to deal at a time, by what the caller said, and by what is known of them.
    max_len: usize,
    grain: Grain,
    /// About how many indices come to an item.
    indices_each: usize,
    /// Pieces need not be whole blocks.
    split: bool,
    /// Former calls were even, and so this one was so far; and items are there, and do not wait.
    even: bool,
    /// The calling thread was surprised by what items cost when it was alone.
    surprised: bool,
    /// Whether items have to be made, and whether they may be lent.
    makes: bool,
    lends: bool,
    /// Since when the call is at work.
    clock: Clock,
    /// What a call for help costs, in nanoseconds.
    price: f32,
    /// What an item usually costs, as far as that is known.
    usual: Option<f32>,
    /// From how many ranges the seats are dealt to at once.
    ranges: usize,
    /// How many items the calling thread has done alone, and how many nanoseconds one took.
    tried: (usize, f32),
    /// After how many nanoseconds alone the calling thread calls one more helper.
    patience: f32,
    /// Whether threads have something of their own that is made once on each.
    keeps: bool,
    solo: Solo,
    /// After how many light items in a row it does, where items may be lent.
    sure: AtomicUsize,
    /// The end of the last item that was heavy.
    heavy_end: AtomicUsize,
    done: Mutex<Done>,
    traced: &'c Traced,
}

/// What the seats of one call have done together.
#[derive(Default)]
struct Done {
    items: usize,
    /// How many nanoseconds their threads took for the items, once those were there.
    nanos: f32,
    /// How many nanoseconds they were there, for whatever reason.
    there: f32,
    /// How many times heavy items came side by side behind light ones.
    surprises: u32,
    /// How long the longest piece took that was a surprise, and the longest of another thread.
    longest_surprise: f32,
    second_surprise: f32,
}

impl<'c> Call<'c> {
    /// On the heap: items may make calls themselves, and the stack would hold all this once for each level.
    /// So it would the variables of what is done before or after the items, which therefore is never
    /// inlined here.
    #[inline(never)]
    pub(super) fn new(
        job: &mut dyn Job,
        options: &'c Options,
        plan: Plan,
        traced: &'c Traced,
    ) -> Box<Self> {
        let schedule = job.schedule();
        schedule.set_min_len(options.min_len());
        if let Some(known) = plan.known().filter(|known| known.is_known()) {
            schedule.expect(known.items());
        }
        Box::new(Call {
            stated: options.horizon.as_deref(),
            own: Horizon::new(false),
            panics: Ends::new(),
            plan,
            max_len: options.max_len(),
            grain: Grain::of(plan.seats, Costs::Even, plan.waiting),
            even: false,
            surprised: false,
            indices_each: schedule.indices_each(),
            split: false,
            makes: job.makes(),
            lends: job.lends(),
            clock: Clock::start(),
            price: 0.0,
            usual: None,
            ranges: 1,
            tried: (0, 0.0),
            patience: f32::INFINITY,
            keeps: job.keeps(),
            solo: Solo::default(),
            sure: AtomicUsize::new(1),
            heavy_end: AtomicUsize::new(0),
            done: Mutex::default(),
            traced,
        })
    }

    fn horizon(&self) -> &Horizon {
        self.stated.unwrap_or(&self.own)
    }

    /// Does all the work.
    pub(super) fn run(&mut self, job: &mut dyn Job) {
        let share = self.begin(job);
        self.price = price_of_help() as f32;
        let mut again = share;
        while again {
            again = self.share(job);
        }
        job.end();
        self.learn(share);
        if !self.panics.is_empty() {
            go_on_with_first(std::mem::take(&mut self.panics), self.horizon());
        }
    }

    /// Does what is left with helpers, if they come. Says whether something is left: see
    /// [`play`](Call::play).
    fn share(&mut self, job: &mut dyn Job) -> bool {
        let called = self.lay_out(job);
        let (this, Plan { seats, waiting, .. }) = (&*self, self.plan);
        let mut again = false;
        self.traced.shared();
        job.share(&mut |mine, others| {
            region(
                seats,
                called,
                waiting,
                &mut || {
                    again = this.play(mine, 0);
                },
                &|number| {
                    let _inside = this.traced.enter();
                    others.with_seat(&mut |seat| {
                        this.play(seat, number);
                    });
                },
            );
        });
        self.traced.helpers_left();
        again
    }

    /// Prepares what is left for all seats, and says how many helpers are to be called at once.
    #[inline(never)]
    fn lay_out(&mut self, job: &mut dyn Job) -> usize {
        let Plan {
            seats,
            this,
            waiting,
            ..
        } = self.plan;
        let known = self.plan.known();
        let from_front = self.horizon().is_expected();
        self.solo = Solo::default();
        let costs = match self.surprised {
            true => Costs::Uneven,
            false => this.costs(),
        };
        self.grain = Grain::of(seats, costs, waiting);
        let sure = tempo::sure_at_first(waiting, costs);
        self.sure.fetch_max(sure, Ordering::Relaxed);
        self.usual = known.and_then(Loop::cost);
        // Where all seats are dealt to from the same range, finer pieces would have them wait for it.
        self.ranges = match self.makes || from_front {
            true => 1,
            false => seats,
        };
        let helpers = Helpers::of(seats, job.schedule().left(), self.usual, self.price);
        if known.is_some() {
            self.patience = helpers.patience;
        }
        // Items that have to be made are dealt one at a time, in any case.
        let asked = self.max_len < usize::MAX;
        let split = self.makes || waiting || asked || costs != Costs::Even;
        self.split |= split && job.schedule().may_split();
        job.schedule().lay_out(seats, from_front, self.split);
        // An even loop, where helpers are awake: each has a part of its own from the beginning on.
        self.even = costs == Costs::Even && !waiting && !self.makes;
        if self.even && !from_front {
            let hands = helpers_awake().saturating_add(1).min(seats);
            let ahead = tempo::items_in(self.price, self.usual);
            job.schedule().spread(hands, ahead);
        }
        helpers.called
    }

    /// Notes how the call went, and whether it was shared.
    #[inline(never)]
    fn learn(&mut self, shared: bool) {
        let done = self.done.get_mut();
        let this = self.plan.this;
        let (longest, second) = (done.longest_surprise, done.second_surprise);
        let doubt = tempo::doubt(longest, second, self.clock.nanos());
        let surprises = done.surprises + u32::from(doubt == Doubt::Certain);
        let news = surprises > 0 || doubt != Doubt::None || this.costs() != Costs::Even;
        if shared && done.items > 0 && news {
            this.learn(|known| known.learn_surprises(surprises, doubt == Doubt::Maybe));
        }
        let Some(known) = self.plan.known() else {
            return;
        };
        if self.plan.in_two {
            // It says nothing of the way in which those that follow are shared.
            let cost = done.nanos / done.items as f32;
            if shared && done.items > 0 {
                known.learn(|known| known.cost.learn(cost));
            }
        } else if shared && done.items > 0 {
            let call = SharedCall {
                items: done.items as f32,
                nanos: done.nanos,
                there: done.there,
                together: self.clock.nanos(),
                price: self.price,
            };
            known.learn(|known| known.learn_shared(call));
        }
        if self.makes {
            known.learn_items(done.items);
        }
    }

    fn add(&self, items: usize, nanos: f32, there: f32, surprises: u32) {
        let mut done = self.done.lock();
        done.items += items;
        done.nanos += nanos;
        done.there += there;
        done.surprises += surprises;
    }

    fn add_surprise(&self, nanos: f32) {
        let mut done = self.done.lock();
        let lesser = nanos.min(done.longest_surprise);
        done.second_surprise = done.second_surprise.max(lesser);
        done.longest_surprise = done.longest_surprise.max(nanos);
    }
}
