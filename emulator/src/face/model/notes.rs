//! Notes for the log about what a call ignored or corrected.

use crate::log::truncated_to;

/// The maximum number of sentences; further ones are counted.
const MAX_SENTENCES: usize = 3;

/// The maximum length of a sentence, in bytes: names in it are those of the caller.
const MAX_BYTES: usize = 300;

/// The notes of a call. They never contain values of records.
#[derive(Debug, Default)]
pub(super) struct Notes {
    sentences: Vec<String>,
    more: usize,
}

impl Notes {
    pub(super) fn push(&mut self, sentence: String) {
        if self.sentences.len() < MAX_SENTENCES {
            self.sentences.push(truncated_to(&sentence, MAX_BYTES));
        } else {
            self.more += 1;
        }
    }

    /// The note for the log; `None` if there is nothing to say.
    pub(super) fn text(self) -> Option<String> {
        let Self { mut sentences, more } = self;
        if more > 0 {
            sentences.push(format!("and {more} more"));
        }
        (!sentences.is_empty()).then(|| sentences.join("; "))
    }
}
