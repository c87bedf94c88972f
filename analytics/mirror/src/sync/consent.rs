//! The number of records that may be marked as deleted without a question.

use std::str::FromStr;

/// The number of records that a run may mark as deleted: a mistake at the service, or a key that no longer sees all records,
/// must not empty a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// A share of the copy's records, in percent.
    Percent(u8),
    /// A number of records.
    Records(u64),
}

impl Default for Consent {
    fn default() -> Self {
        Self::Percent(20)
    }
}

impl Consent {
    /// Returns the number of records that may be marked as deleted in a copy of `records` records.
    ///
    /// ```
    /// use weda_mirror::Consent;
    ///
    /// assert_eq!(Consent::default().allowed(99), 19);
    /// assert_eq!(Consent::Records(30).allowed(99), 30);
    /// ```
    #[must_use]
    pub fn allowed(self, records: u64) -> u64 {
        match self {
            Self::Percent(share) => u64::try_from(u128::from(records) * u128::from(share) / 100).unwrap_or(u64::MAX),
            Self::Records(number) => number,
        }
    }
}

/// `250`, or `35%`.
impl FromStr for Consent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fail = || "expected a number of records such as 250, or a share of 0% to 100%".to_owned();
        match text.strip_suffix('%') {
            Some(share) => share.parse().ok().filter(|share| *share <= 100).map(Self::Percent).ok_or_else(fail),
            None => text.parse().map(Self::Records).map_err(|_| fail()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Consent;

    #[test]
    fn a_number_or_a_share_is_read() {
        assert_eq!("250".parse(), Ok(Consent::Records(250)));
        assert_eq!("35%".parse(), Ok(Consent::Percent(35)));
        for text in ["", "%", "101%", "-1", "1.5%", "300%"] {
            assert!(text.parse::<Consent>().is_err(), "{text}");
        }
        assert_eq!((Consent::Percent(20).allowed(4), Consent::Percent(20).allowed(5)), (0, 1));
        assert_eq!(Consent::Percent(100).allowed(u64::MAX), u64::MAX);
    }
}
