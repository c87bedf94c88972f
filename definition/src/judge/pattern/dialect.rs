/// The two dialects of JavaScript's regular expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// With the flag `u`: characters are code points, and escapes are strict.
    Unicode,
    /// Without it: characters are UTF-16 code units, and what is not an escape stands for itself.
    Legacy,
}
