//! One line when something starts, one when it is done.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::Result;

/// Does a piece of work that takes a while, saying what it is and how long it took.
pub(crate) fn step<T>(what: impl fmt::Display, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    let start = Instant::now();
    let outcome = work();
    let verdict = if outcome.is_ok() { "done" } else { "failed" };
    println!("    {verdict} in {}: {what}", Elapsed(start.elapsed()));
    outcome
}

/// A duration for reading: tenths below a minute, minutes and seconds above.
pub(crate) struct Elapsed(pub(crate) Duration);

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self.0.as_secs() {
            0..60 => format!("{:.1} s", self.0.as_secs_f64()),
            seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well_on_both_sides_of_a_minute() {
        assert_eq!(Elapsed(Duration::from_millis(1240)).to_string(), "1.2 s");
        assert_eq!(Elapsed(Duration::from_secs(245)).to_string(), "4 min 05 s");
        assert_eq!(format!("{:>8}|", Elapsed(Duration::from_secs(3))), "   3.0 s|");
    }
}
