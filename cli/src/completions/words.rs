//! The command line as it was typed so far.

/// The words after the name of the command.
pub(super) struct Words {
    /// The words before the one that is completed.
    pub before: Vec<String>,
    /// The word that is completed, up to the cursor.
    pub current: String,
}

impl Words {
    /// The value of a flag that was typed already, as `--dir defs` or `--dir=defs`.
    pub(super) fn value_of(&self, names: &[&str]) -> Option<&str> {
        let mut words = self.before.iter();
        while let Some(word) = words.next() {
            for name in names {
                if word == name {
                    return words.next().map(|value| unquoted(value));
                }
                if let Some(value) = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
                    return Some(unquoted(value));
                }
            }
        }
        None
    }
}

/// A word without the quotes around it.
fn unquoted(word: &str) -> &str {
    let inner = |quote: char| word.strip_prefix(quote).map(|word| word.strip_suffix(quote).unwrap_or(word));
    inner('\'').or_else(|| inner('"')).unwrap_or(word)
}
