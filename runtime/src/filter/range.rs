//! Ranges of values, as Rust writes them.

use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};

use crate::model::sealed::Sealed;

/// A range that a filter can ask for: `60..90`, `60..=90`, `60..`, `..90`, `..=90`, or two [`Bound`]s.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a range of values",
    label = "expected a range like `60..90` or `60..=90`",
    note = "for a single value there are `eq`, `gt`, `ge`, `lt` and `le`"
)]
pub trait FilterRange: Sealed {
    /// What it is a range of.
    type Value;
    /// Where it begins and where it ends.
    fn ends(self) -> (Bound<Self::Value>, Bound<Self::Value>);
}

macro_rules! interval {
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

interval! {
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
