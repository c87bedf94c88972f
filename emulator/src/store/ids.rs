//! The ids of new records.

use uuid::{Builder, Uuid};
use weda_definition::hash::{fnv_64, fnv_64_more};

use crate::profile::Ids;
use crate::stage::Stage;

/// Random ids. System randomness is requested once per call, since it costs as much as storing a record. From there on
/// the ids ascend in steps of one random width and wrap around: inserting neighbours into an index is much faster.
#[derive(Default)]
pub(crate) struct IdGenerator {
    /// The latest id and the step to the next.
    latest: Option<(u128, u128)>,
}

impl IdGenerator {
    /// An unused id of this form. Only short ids can collide; those of 128 bits are not checked.
    pub(crate) fn free<E>(&mut self, ids: Ids, mut is_taken: impl FnMut(&str) -> Result<bool, E>) -> Result<String, E> {
        loop {
            let id = self.id(ids);
            if ids != Ids::Short || !is_taken(&id)? {
                return Ok(id);
            }
        }
    }

    fn id(&mut self, ids: Ids) -> String {
        let (latest, step) = self.latest.get_or_insert_with(|| {
            let [first, chance] = [(); 2].map(|()| Uuid::new_v4().as_u128());
            // A step beyond the UUID's version bits, small enough for millions of ids.
            (first, ((chance >> 64) | 1 << 63) << 40)
        });
        *latest = latest.wrapping_add(*step);
        format_id(ids, *latest)
    }
}

/// A random id of this form.
pub(crate) fn random_id(ids: Ids) -> String {
    IdGenerator::default().id(ids)
}

/// The id of a record without one in its file: the same for the same number, in every emulator.
pub(crate) fn derived_id(ids: Ids, stage: Stage, model: &str, number: u64) -> String {
    if ids == Ids::Counted {
        return format!("{number:032}");
    }
    // The standard library's hasher may change between releases.
    let hash = |seed: u64| {
        let words = [stage.name().as_bytes(), b"/", model.as_bytes(), &number.to_be_bytes()];
        u128::from(finalize(fnv_64_more(seed, &words.concat())))
    };
    format_id(ids, (hash(fnv_64(b"")) << 64) | hash(0x8422_2325_cbf2_9ce4))
}

/// Formats bits as an id.
fn format_id(ids: Ids, bits: u128) -> String {
    let id = Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().simple();
    let id = id.encode_lower(&mut Uuid::encode_buffer()).to_owned();
    match ids {
        Ids::Short => id.to_uppercase()[..10].to_owned(),
        Ids::Hex | Ids::Counted => id,
    }
}

/// The finisher of SplitMix64: each bit of the result depends on all bits of the number.
fn finalize(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn random_ids_differ_in_and_between_calls() {
        let (mut first, mut second) = (IdGenerator::default(), IdGenerator::default());
        let ids: BTreeSet<String> = (0..1000).flat_map(|_| [first.id(Ids::Hex), second.id(Ids::Hex)]).collect();
        assert_eq!(ids.len(), 2000);
        assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| b"0123456789abcdef".contains(&byte))));
        let short: BTreeSet<String> = (0..1000).map(|_| first.id(Ids::Short)).collect();
        assert!(short.len() == 1000 && short.iter().all(|id| id.len() == 10 && *id == id.to_uppercase()));
    }

    /// A short id that another record had was issued again, and the call failed because its id was taken.
    /// Ten characters are too few for large models.
    /// Another one is drawn now.
    #[test]
    fn a_short_id_that_is_taken_is_not_given() {
        let mut seen = Vec::new();
        let free = IdGenerator::default().free(Ids::Short, |id| {
            seen.push(id.to_owned());
            Ok::<_, ()>(seen.len() < 4)
        });
        assert_eq!((seen.len(), free.as_ref().ok()), (4, seen.last()));
    }
}
