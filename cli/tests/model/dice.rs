//! Random choices, by a seed.

use fastrand::Rng;

pub struct Dice(Rng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        // Neighbouring seeds give unlike numbers only after some mixing.
        Self(Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d))
    }

    /// A number from 0 below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0.u64(0..end)
    }

    pub fn within(&mut self, first: u64, last: u64) -> u64 {
        self.0.u64(first..=last)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.usize(0..of.len())]
    }
}
