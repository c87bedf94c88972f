/// The fields that a record needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// Those in `required`. The emulator enforces these by default.
    Enforced,
    /// Those in `required` or `x-required`, which a new record needs.
    Creating,
}
