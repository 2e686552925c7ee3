//! How long to wait before coming back: full jitter, so that a relay that restarts is not met by everyone at once.

/// Ceiling of the first wait, in milliseconds.
pub const FIRST_MS: i64 = 500;
/// Ceiling of every wait, in milliseconds.
pub const MOST_MS: i64 = 30_000;

/// The waits of one run of failures.
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next wait in milliseconds: anything up to a ceiling that doubles with each failure.
    pub fn next(&mut self, chance: &mut Chance) -> i64 {
        let ceiling = (FIRST_MS << self.failures.min(6)).min(MOST_MS);
        self.failures = self.failures.saturating_add(1);
        chance.up_to(ceiling)
    }

    /// Begins anew, after a connection that held.
    pub fn calm(&mut self) {
        self.failures = 0;
    }

    /// Whether something has failed since the last calm.
    pub fn is_counting(&self) -> bool {
        self.failures > 0
    }
}

/// A small generator of chance (xorshift64*), seeded from outside so that tests repeat. For jitter, never for secrets.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// Any seed will do.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number from 0 to `most`, both included.
    pub fn up_to(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).cast_signed();
        if most <= 0 { 0 } else { drawn % (most + 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_stay_below_a_doubling_ceiling() {
        for seed in 0..200 {
            let mut chance = Chance::new(seed);
            let mut backoff = Backoff::default();
            for failure in 0..12 {
                let ceiling = (FIRST_MS << failure.min(20)).min(MOST_MS);
                let wait = backoff.next(&mut chance);
                assert!((0..=ceiling).contains(&wait), "wait {wait} after {failure} failures, ceiling {ceiling}");
            }
            backoff.calm();
            assert!(backoff.next(&mut chance) <= FIRST_MS);
        }
    }

    #[test]
    fn waits_are_spread_over_the_whole_range() {
        let mut chance = Chance::new(7);
        let waits: Vec<i64> = (0..400).map(|_| chance.up_to(1000)).collect();
        assert!(waits.iter().any(|wait| *wait < 100) && waits.iter().any(|wait| *wait > 900));
    }
}
