//! Times as text in the JSON of your own interfaces: `#[serde(with = "weda::rfc3339")]`.
//!
//! By default serde writes a [`DateTime`](crate::DateTime), [`Date`](crate::Date) and [`TimeOfDay`](crate::TimeOfDay)
//! in milliseconds, like WeDa. With this module they are `2024-09-01T00:30:00Z`, `2024-09-01` and `08:30:00`. For
//! fields that may be empty use [`option`].
//!
//! ```
//! use weda::prelude::*;
//!
//! #[weda_model("book")]
//! #[derive(serde::Serialize)]
//! struct Book {
//!     title: String,
//!     #[serde(with = "weda::rfc3339::option")]
//!     created_at: Option<DateTime>,
//! }
//!
//! let book = Book { title: "边城".into(), created_at: Some(DateTime::from_millis(1_725_150_600_000)) };
//! assert_eq!(serde_json::to_string(&book)?, r#"{"title":"边城","created_at":"2024-09-01T00:30:00Z"}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

use crate::model::TimeError;

/// Serializes a time as text.
///
/// # Errors
/// Returns the errors of the serializer.
pub fn serialize<T: Display, S: Serializer>(time: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(time)
}

/// Deserializes a time from text.
///
/// # Errors
/// Returns the errors of the deserializer, and an error if the text is not such a time.
pub fn deserialize<'de, T: FromStr<Err = TimeError>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    Cow::<str>::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

/// The same for `Option`s: `#[serde(default, with = "weda::rfc3339::option")]`.
pub mod option {
    use super::{Cow, Deserialize, Deserializer, Display, FromStr, Serializer, TimeError};
    use serde::de::Error as _;

    /// Serializes a time as text, or none.
    ///
    /// # Errors
    /// Returns the errors of the serializer.
    pub fn serialize<T: Display, S: Serializer>(time: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
        match time {
            Some(time) => serializer.serialize_some(&time.to_string()),
            None => serializer.serialize_none(),
        }
    }

    /// Deserializes a time from text, or none.
    ///
    /// # Errors
    /// Returns the errors of the deserializer, and an error if the text is not such a time.
    pub fn deserialize<'de, T: FromStr<Err = TimeError>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        let text = Option::<Cow<'_, str>>::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::{from_str, to_string};

    use crate::{Date, DateTime, TimeOfDay};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Times {
        #[serde(with = "super")]
        at: DateTime,
        #[serde(with = "super")]
        day: Date,
        #[serde(default, with = "super::option")]
        wakes: Option<TimeOfDay>,
    }

    #[test]
    fn times_are_text() {
        let day: Date = "2024-09-01".parse().unwrap();
        for (wakes, shown) in [(Some(TimeOfDay::from_millis(30_600_000)), r#""08:30:00""#), (None, "null")] {
            let times = Times { at: DateTime::from_millis(0), day, wakes };
            let text = format!(r#"{{"at":"1970-01-01T00:00:00Z","day":"2024-09-01","wakes":{shown}}}"#);
            assert_eq!(to_string(&times).unwrap(), text);
            assert_eq!(from_str::<Times>(&text).unwrap(), times);
        }
    }

    #[test]
    fn text_that_is_not_a_time_is_rejected() {
        let error =
            |at: &str| from_str::<Times>(&format!(r#"{{"at":{at},"day":"2024-09-01"}}"#)).unwrap_err().to_string();
        assert!(error(r#""2024-09-01""#).starts_with("`2024-09-01`: not a date-time"), "{}", error(r#""2024-09-01""#));
        assert!(error("5").starts_with("invalid type: integer `5`"), "{}", error("5"));
    }
}
