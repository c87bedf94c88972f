//! The calls that only read.

/// The calls that change nothing in the source. Any other may have been carried out if its answer is lost. The page is told
/// them by `about`.
pub(crate) const READS: [&str; 24] = [
    "about", "changes", "code", "diagram", "effects", "export", "fault", "filter", "find", "group", "log", "logged",
    "models", "names", "page", "plan", "preview", "record", "rejects", "sql", "state", "switches", "toml", "why",
];

/// True if the call may have been carried out though no answer came.
pub(crate) fn is_in_doubt(name: &str) -> bool {
    !READS.contains(&name)
}
