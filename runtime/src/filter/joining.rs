//! Operators on filters.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not};

use super::{Expr, Filter, IntoFilter};
use crate::Model;
use crate::model::SameModel;

/// Combines two optional expressions with `and` if `all` is true, and otherwise with `or`; `None` is neutral.
pub(crate) fn join(one: Option<Expr>, other: Option<Expr>, all: bool) -> Option<Expr> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.joined(other, all)),
        (one, other) => one.or(other),
    }
}

impl<A: Model, F: IntoFilter<A>> BitAnd<F> for Filter<A> {
    type Output = Filter<A>;
    fn bitand(self, other: F) -> Filter<A> {
        Filter::new(join(self.expr, other.into_filter().expr, true))
    }
}

impl<A: Model, F: IntoFilter<A>> BitOr<F> for Filter<A> {
    type Output = Filter<A>;
    fn bitor(self, other: F) -> Filter<A> {
        Filter::new(join(self.expr, other.into_filter().expr, false))
    }
}

impl<A: Model, B: SameModel<A>> BitAnd<Filter<B>> for Option<Filter<A>> {
    type Output = Filter<A>;
    fn bitand(self, other: Filter<B>) -> Filter<A> {
        self.unwrap_or_default() & other
    }
}

impl<A: Model, B: SameModel<A>> BitOr<Filter<B>> for Option<Filter<A>> {
    type Output = Filter<A>;
    fn bitor(self, other: Filter<B>) -> Filter<A> {
        self.unwrap_or_default() | other
    }
}

impl<A: Model, F: IntoFilter<A>> BitAndAssign<F> for Filter<A> {
    fn bitand_assign(&mut self, other: F) {
        self.expr = join(self.expr.take(), other.into_filter().expr, true);
    }
}

impl<A: Model, F: IntoFilter<A>> BitOrAssign<F> for Filter<A> {
    fn bitor_assign(&mut self, other: F) {
        self.expr = join(self.expr.take(), other.into_filter().expr, false);
    }
}

/// Negates by replacing each comparison with its opposite, since WeDa documents no `not`: `!` before `gt` is `le`, and
/// before `eq` it is `ne`.
///
/// Therefore a record without a value matches neither a comparison nor its opposite, with one exception: it matches
/// `ne`, also as `!` before `eq`, unless the field is a date, for which `ne` is a range.
///
/// `contains`, `starts_with`, `ends_with` and [`raw_unchecked`](Filter::raw_unchecked) have no opposite: `!` before
/// them requires [`Dialect::not`](crate::Dialect::not).
impl<M> Not for Filter<M> {
    type Output = Self;
    fn not(self) -> Self {
        Self::new(self.expr.map(Expr::negated))
    }
}

/// Combines the filters as [`Filter::all`] does.
impl<M> FromIterator<Filter<M>> for Filter<M> {
    fn from_iter<I: IntoIterator<Item = Filter<M>>>(filters: I) -> Self {
        Self::all(filters)
    }
}

/// Combines the filters as [`Filter::all`] does, ignoring `None`.
impl<M> FromIterator<Option<Filter<M>>> for Filter<M> {
    fn from_iter<I: IntoIterator<Item = Option<Filter<M>>>>(filters: I) -> Self {
        Self::all(filters.into_iter().flatten())
    }
}

/// Adds the filters with `&=`.
impl<A: Model, F: IntoFilter<A>> Extend<F> for Filter<A> {
    fn extend<I: IntoIterator<Item = F>>(&mut self, filters: I) {
        *self &= Filter::all(filters.into_iter().map(F::into_filter));
    }
}

#[cfg(test)]
mod tests {
    use crate::dynamic::field;
    use crate::filter::{Expr, Filter};
    use crate::{ErrorKind, Record};

    fn score() -> Filter<Record> {
        field("score").gt(60)
    }

    fn name() -> Filter<Record> {
        field("name").eq("李四")
    }

    #[test]
    fn assigning_operators_combine() {
        let (mut all, mut any) = (score(), score());
        all &= name();
        any |= name();
        assert_eq!(all.expr, (score() & name()).expr);
        assert_eq!(any.expr, (score() | name()).expr);
        assert_ne!(all.expr, any.expr);
    }

    /// `None` is neutral on either side.
    #[test]
    fn missing_filters_are_neutral() {
        let nothing = || None::<Filter<Record>>;
        assert_eq!(Filter::<Record>::default().expr, None);
        for filter in [
            score() & nothing(),
            score() | nothing(),
            nothing() & score(),
            nothing() | score(),
            Some(score()) & Filter::<Record>::default(),
            score() & Some(None::<Filter<Record>>),
        ] {
            assert_eq!(filter.expr, score().expr);
        }
        assert_eq!((Some(name()) & score()).expr, (name() & score()).expr);
        assert_eq!((name() | Some(score())).expr, (name() | score()).expr);
        let mut filter = Filter::<Record>::default();
        filter &= nothing();
        filter |= nothing();
        assert_eq!(filter.expr, None);
        filter &= Some(score());
        assert_eq!(filter.expr, score().expr);
    }

    #[test]
    fn collecting_filters_requires_all_of_them() {
        let both = (score() & name()).expr;
        assert_eq!([score(), name()].into_iter().collect::<Filter<Record>>().expr, both);
        assert_eq!([Some(score()), None, Some(name())].into_iter().collect::<Filter<Record>>().expr, both);
        assert_eq!(std::iter::empty::<Filter<Record>>().collect::<Filter<_>>().expr, None);
        let mut filter = score() | name();
        filter.extend([score(), name()]);
        assert_eq!(filter.expr, ((score() | name()) & score() & name()).expr);
        filter.extend(None::<Filter<Record>>);
        assert_eq!(filter.expr, ((score() | name()) & score() & name()).expr);
    }

    /// An expression that is simplified to every record is not an explicit `everything`.
    #[test]
    fn only_everything_alone_is_explicit() {
        let everything = Filter::<Record>::everything;
        assert_eq!(everything().expr, Some(Expr::Everything));
        assert_eq!((!everything()).expr, Some(Expr::Constant(false)));
        assert_eq!((everything() & score()).expr, score().expr);
        assert_eq!((everything() | score()).expr, Some(Expr::Constant(true)));
        assert_eq!((everything() & everything()).expr, Some(Expr::Constant(true)));
        assert_eq!(Filter::all([everything(), everything()]).expr, Some(Expr::Constant(true)));
        assert_eq!(Filter::all([everything(), score()]).expr, score().expr);
        assert_eq!((everything() & None::<Filter<Record>>).expr, Some(Expr::Everything));
        assert_eq!((!Filter::<Record>::any([])).expr, Some(Expr::Constant(true)));
    }

    #[test]
    fn a_number_that_is_too_large_is_rejected_with_its_field() {
        let client = crate::Client::for_emulator("127.0.0.1:1");
        let query = client.model("student").query().filter(field("score").gt(u64::MAX));
        let error = query.preview().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
        assert_eq!(
            error.to_string(),
            "the value that field `score` is compared with: it does not fit an `i64`; compare with another"
        );
    }
}
