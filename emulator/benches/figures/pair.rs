//! Alternating measurements of emulator and baseline.

use std::time::Duration;

/// The number of measurements, of which the median is taken.
const RUNS: usize = 21;

/// The median times.
pub struct Times {
    pub emulator: Duration,
    pub baseline: Duration,
    /// The speed of the emulator relative to the baseline. The median of the ratios, not the ratio of the medians,
    /// since load on the machine affects both of a pair.
    ratio: f64,
}

/// Measures both alternately, after a warm-up.
pub fn pair(mut emulator: impl FnMut() -> Duration, mut baseline: impl FnMut() -> Duration) -> Times {
    emulator();
    baseline();
    let runs: Vec<(Duration, Duration)> = (0..RUNS).map(|_| (emulator(), baseline())).collect();
    let median = |of: fn(&(Duration, Duration)) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[RUNS / 2]
    };
    let of_emulator = Duration::from_secs_f64(median(|(emulator, _)| emulator.as_secs_f64()));
    let of_baseline = Duration::from_secs_f64(median(|(_, baseline)| baseline.as_secs_f64()));
    let ratio = median(|(emulator, baseline)| baseline.as_secs_f64() / emulator.as_secs_f64().max(1e-9));
    Times { emulator: of_emulator, baseline: of_baseline, ratio }
}

impl Times {
    pub fn row(&self, name: &str, goal: &str) {
        let Self { emulator, baseline, ratio } = self;
        println!("| {name} | {emulator:.2?} | {baseline:.2?} | {ratio:.3} | {goal} |");
    }
}
