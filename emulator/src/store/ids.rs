//! The ids of new records.

use uuid::{Builder, Uuid};
use weda_definition::hash::{fnv_64, fnv_64_more};

use crate::profile::Ids;
use crate::stage::Stage;

/// Random ids: the system is asked once for all records of a call, since that costs as much as storing one. From there
/// on the ids of the call ascend, in steps of one random width, and begin anew behind the last of all: an index takes
/// neighbours far more easily.
#[derive(Default)]
pub(crate) struct Random {
    /// The latest id, and how far it is to the next.
    latest: Option<(u128, u128)>,
}

impl Random {
    /// An id of this form that is not taken. Those of 128 bits never are; of short ones a model can have so many that one
    /// comes again.
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
            // Far beyond the bits that say which kind of id it is, and near enough for millions to be different.
            (first, ((chance >> 64) | 1 << 63) << 40)
        });
        *latest = latest.wrapping_add(*step);
        written(ids, *latest)
    }
}

/// The id of a record that has none in its file: the same for the same number, whichever emulator reads the file.
pub(crate) fn derived_id(ids: Ids, stage: Stage, model: &str, number: u64) -> String {
    if ids == Ids::Counted {
        return format!("{number:032}");
    }
    // A hasher of the standard library may change from one release to the next.
    let hash = |seed: u64| {
        let words = [stage.name().as_bytes(), b"/", model.as_bytes(), &number.to_be_bytes()];
        u128::from(mixed(fnv_64_more(seed, &words.concat())))
    };
    written(ids, (hash(fnv_64(b"")) << 64) | hash(0x8422_2325_cbf2_9ce4))
}

/// An id in one of the forms of random ones.
fn written(ids: Ids, bits: u128) -> String {
    let id = Builder::from_random_bytes(bits.to_be_bytes()).into_uuid().simple();
    let id = id.encode_lower(&mut Uuid::encode_buffer()).to_owned();
    match ids {
        Ids::Short => id.to_uppercase()[..10].to_owned(),
        Ids::Hex | Ids::Counted => id,
    }
}

/// The finisher of SplitMix64: each bit of the result depends on all bits of the number.
fn mixed(number: u64) -> u64 {
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
        let (mut first, mut second) = (Random::default(), Random::default());
        let ids: BTreeSet<String> = (0..1000).flat_map(|_| [first.id(Ids::Hex), second.id(Ids::Hex)]).collect();
        assert_eq!(ids.len(), 2000);
        assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| b"0123456789abcdef".contains(&byte))));
        let short: BTreeSet<String> = (0..1000).map(|_| first.id(Ids::Short)).collect();
        assert!(short.len() == 1000 && short.iter().all(|id| id.len() == 10 && *id == id.to_uppercase()));
    }

    /// A short id that another record had was given once more, and the call failed because its id was taken.
    /// Ten characters do not tell as many records apart as a model may have.
    /// Another one is drawn then.
    #[test]
    fn a_short_id_that_is_taken_is_not_given() {
        let mut seen = Vec::new();
        let free = Random::default().free(Ids::Short, |id| {
            seen.push(id.to_owned());
            Ok::<_, ()>(seen.len() < 4)
        });
        assert_eq!((seen.len(), free.as_ref().ok()), (4, seen.last()));
    }
}
