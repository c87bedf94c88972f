/// Which fields a record needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Level {
    /// What `required` lists: what the emulator enforces unless its profile asks for more.
    Enforced,
    /// The union of `required` and `x-required`: what creating a record needs.
    Creating,
}
