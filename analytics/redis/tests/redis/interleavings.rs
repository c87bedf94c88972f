//! Random interleavings of the scripts against a plain account of what they should do, with lost data, late holders and clocks
//! that jump.

mod rates;
mod tokens;

use super::Tests;

pub const TESTS: Tests = &[
    ("interleavings::of_tokens_match_the_account", tokens::match_the_account),
    ("interleavings::of_rates_match_the_account", rates::match_the_account),
];

/// The number of histories, and the first seed: `WEDA_CASES` and `WEDA_SEED`.
fn cases(usual: u64) -> std::ops::Range<u64> {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    match number("WEDA_SEED") {
        Some(seed) => seed..seed + number("WEDA_CASES").unwrap_or(1),
        None => 0..number("WEDA_CASES").unwrap_or(usual),
    }
}
