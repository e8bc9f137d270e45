//! How an owner waits for those behind its door: meanwhile it helps what was opened inside, and nothing else.

use super::door::Door;
use super::here;
use super::permit::{Refused, Scope};
use super::spin::Spin;
use crate::panic::Payload;
use crate::sync::Arc;

impl Door {
    /// Shuts the door, waits until every guest has left, and says whether one of them panicked.
    pub(super) fn run_down(self: &Arc<Door>) -> Option<Payload> {
        self.run_down_but(|| 0)
    }

    /// The same, but does not wait for so many guests. Only for what is kept: one cannot leave before that if
    /// it is in the midst of an item that ends all this.
    pub(super) fn run_down_but(self: &Arc<Door>, few: impl Fn() -> usize) -> Option<Payload> {
        self.shut();
        self.wait_while(self.scope(), |guests| guests > few());
        self.end()
    }

    /// Waits until every guest has left, or until `enough`, which a guest makes true before it calls
    /// [`stir`](Door::stir). Meanwhile the owner helps regions that were opened inside this one, and
    /// nothing else.
    pub(super) fn wait(self: &Arc<Door>, enough: impl Fn() -> bool) {
        self.wait_while(self.scope(), |guests| guests > 0 && !enough());
    }

    /// Waits until a task has ended, as a thread that is at work in the scope `already`.
    pub(super) fn wait_for_task(self: &Arc<Door>, already: Option<&Arc<Scope>>) {
        self.wait_while(already, |guests| guests > 0);
    }

    /// Waits until it is `enough`, however many guests there are.
    pub(super) fn wait_until(self: &Arc<Door>, enough: impl Fn() -> bool) {
        self.wait_while(self.scope(), |_guests| !enough());
    }

    /// Waits while that is so, given how many guests there are.
    fn wait_while(self: &Arc<Door>, already: Option<&Arc<Scope>>, is_so: impl Fn(usize) -> bool) {
        let mut spin = Spin::start();
        while is_so(self.guests()) {
            if self.has_news() {
                self.heed_news();
                // Where there is no place, it is called again at its own desk, which has this door on it.
                let desk = here::with(|here| Arc::clone(&here.desk) as Arc<dyn Refused>);
                let any = |_: &Door| true;
                while let Some(guest) = self.enter_nested(already, desk.as_ref(), any) {
                    guest.work_meanwhile(already);
                }
                spin = Spin::start();
            } else if !spin.once() {
                self.sleep_while(&is_so);
            }
        }
    }
}
