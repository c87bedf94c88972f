//! Rust ranges in filters.

use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};

use crate::model::sealed::Sealed;

/// A range for filters: `60..90`, `60..=90`, `60..`, `..90`, `..=90`, or two [`Bound`]s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a range of values",
    label = "expected a range like `60..90` or `60..=90`",
    note = "to compare with a single value, use `eq`, `gt`, `ge`, `lt` or `le`"
)]
pub trait FilterRange: Sealed {
    /// The type of the bounds.
    type Value;
    /// Returns the lower and the upper bound.
    fn ends(self) -> (Bound<Self::Value>, Bound<Self::Value>);
}

macro_rules! range {
    ($($range:ty: |$of:ident| ($from:expr, $to:expr);)*) => {$(
        impl<T> Sealed for $range {}
        #[diagnostic::do_not_recommend]
        impl<T> FilterRange for $range {
            type Value = T;
            fn ends(self) -> (Bound<T>, Bound<T>) {
                let $of = self;
                ($from, $to)
            }
        }
    )*};
}

range! {
    Range<T>: |range| (Bound::Included(range.start), Bound::Excluded(range.end));
    RangeFrom<T>: |range| (Bound::Included(range.start), Bound::Unbounded);
    RangeTo<T>: |range| (Bound::Unbounded, Bound::Excluded(range.end));
    RangeToInclusive<T>: |range| (Bound::Unbounded, Bound::Included(range.end));
    (Bound<T>, Bound<T>): |bounds| (bounds.0, bounds.1);
}

impl<T> Sealed for RangeInclusive<T> {}
#[diagnostic::do_not_recommend]
impl<T> FilterRange for RangeInclusive<T> {
    type Value = T;
    fn ends(self) -> (Bound<T>, Bound<T>) {
        let (start, end) = self.into_inner();
        (Bound::Included(start), Bound::Included(end))
    }
}
