/// A sequence of random numbers for decisions; when it is used up, all further numbers are 0, the smallest choice.
///
/// A proptest strategy for each part would be equivalent, but takes some 20 ms per set.
pub struct Dice(std::vec::IntoIter<u16>);

impl Dice {
    pub fn new(numbers: Vec<u16>) -> Self {
        Self(numbers.into_iter())
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) * limit / (usize::from(u16::MAX) + 1)
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// Any character.
    pub fn char(&mut self) -> char {
        let plane = if self.chance(30) { self.below(17) as u32 } else { 0 };
        char::from_u32(plane << 16 | self.below(0x10000) as u32).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}
