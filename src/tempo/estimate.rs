//! What something costs, as far as it was measured.

use super::constants::FASTER;

/// Nanoseconds, once there was a measurement.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(crate) struct Estimate(f32);

impl Estimate {
    /// Of nanoseconds; of 0 if nothing is known.
    #[inline]
    pub(crate) fn of(nanos: f32) -> Estimate {
        Estimate(nanos)
    }

    /// 0 if nothing is known.
    #[inline]
    pub(crate) fn or_zero(self) -> f32 {
        self.0
    }

    #[inline]
    pub(crate) fn get(self) -> Option<f32> {
        (self.0 > 0.0).then_some(self.0)
    }

    /// Takes a measurement in. What disturbs one makes it longer: a lower one is believed at once, and a
    /// higher one by half.
    pub(crate) fn learn(&mut self, nanos: f32) {
        self.learn_by(0.5, nanos);
    }

    /// The same, but believes a higher one by such a part.
    pub(crate) fn learn_by(&mut self, part: f32, nanos: f32) {
        self.0 = match self.get() {
            Some(known) if known < nanos => known + part * (nanos - known),
            _ => nanos,
        };
    }
}

/// Whether sharing paid, if an item took so long alone and together; or any one way of doing things over
/// another.
pub(crate) fn pays(alone: f32, together: f32) -> bool {
    together < FASTER * alone
}

#[cfg(all(test, not(any(loom, shuttle))))]
mod tests {
    use super::*;

    #[test]
    fn a_disturbed_measurement_is_believed_in_part() {
        let mut cost = Estimate::default();
        assert_eq!(cost.get(), None);
        for (measured, known) in [(100.0, 100.0), (200.0, 150.0), (150.0, 150.0), (30.0, 30.0)] {
            cost.learn(measured);
            assert_eq!(cost.get(), Some(known), "after {measured}");
        }
        cost.learn_by(0.25, 70.0);
        assert_eq!(cost, Estimate::of(40.0));
        assert_eq!(Estimate::of(0.0).get(), None);
    }

    #[test]
    fn a_few_per_cent_are_no_gain() {
        for (alone, together, paid) in [
            (100.0, 94.0, true),
            (100.0, 95.0, false),
            (100.0, 100.0, false),
            (100.0, 150.0, false),
        ] {
            assert_eq!(pays(alone, together), paid, "{alone}, {together}");
        }
    }
}
