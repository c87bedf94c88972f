//! The choices: everything the emulator answers although no document says what WeDa answers.
//!
//! They stand together so that each can become a switch. Where a rule needs more than a value, it is a method here.
//! Some choices are the absence of something and have no line of code: a relation may name a record that does not
//! exist; deleting a record leaves the records that refer to it as they are; unknown members of a body are ignored, and
//! so are `_id`, the other system fields and automatic numbers; a get of an unknown id answers without `_id`, a change
//! or deletion of one with 204; texts are ordered by code point, and records without a value come first.

use jiff::Timestamp;
use uuid::Uuid;

/// The answers to what is undocumented.
#[derive(Debug)]
pub(crate) struct Profile {
    /// HTTP status of the common envelope. Public clients meet it under 200.
    pub(crate) common_status: u16,
    /// HTTP status of the business envelope.
    pub(crate) business_status: u16,
    /// HTTP status of a refused token call: of the documented 200, 400 and 500 the one that fits.
    pub(crate) token_status: u16,
    /// Records of a page when `$top` is absent.
    pub(crate) default_top: u64,
    /// Records of a page at most; a larger `$top` is cut.
    pub(crate) max_top: u64,
    /// Whether `ne` matches records without a value, as document databases, the service's usual storage, have it.
    pub(crate) ne_matches_missing: bool,
    /// Whole numbers up to here print as `89.0` in answers with one record; beyond, a fraction would cost digits.
    pub(crate) fraction_up_to: u64,
    /// The user who owns, creates and changes all records; ids of users have 19 digits.
    pub(crate) user: &'static str,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            common_status: 200,
            business_status: 200,
            token_status: 400,
            default_top: 10,
            max_top: 1000,
            ne_matches_missing: true,
            fraction_up_to: 1 << 53,
            user: "1700000000000000001",
        }
    }
}

impl Profile {
    /// The id of a new record: 32 hexadecimal digits, one of the forms seen.
    pub(crate) fn new_id(&self) -> String {
        Uuid::new_v4().simple().to_string()
    }

    /// The time that goes into records and tokens.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// A relation of the newer kind as it travels: objects are JSON text, and `{"_id": ..}` is the object.
    pub(crate) fn relation(&self, id: &str) -> String {
        serde_json::json!({ "_id": id }).to_string()
    }

    /// Whether a default value counts. Designers leave `""` behind in fields that have no default at all.
    pub(crate) fn is_default(&self, value: &serde_json::Value) -> bool {
        !value.is_null() && value.as_str() != Some("")
    }
}
