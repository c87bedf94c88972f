//! What joins filters.

use std::ops::{BitAnd, BitAndAssign, BitOr, BitOrAssign, Not};

use super::{Expr, Filter, IntoFilter};
use crate::Model;
use crate::model::SameModel;

/// Both, or, unless `all`, at least one of them; what says nothing changes nothing.
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

/// The opposite of each comparison, since WeDa documents no `not`: `!` before `gt` is `le`, before `eq` it is `ne`.
///
/// So a record without a value in the field is found by neither a comparison nor its opposite, with one exception: `ne`
/// finds it, written as such or as `!` before `eq`, unless the field is a date, whose `ne` is a range.
///
/// `contains`, `starts_with`, `ends_with` and [`raw_unchecked`](Filter::raw_unchecked) have no opposite: `!` before them
/// waits for [`Dialect::not`](crate::Dialect::not).
impl<M> Not for Filter<M> {
    type Output = Self;
    fn not(self) -> Self {
        Self::new(self.expr.map(Expr::negated))
    }
}

/// All of them hold, as with [`Filter::all`].
impl<M> FromIterator<Filter<M>> for Filter<M> {
    fn from_iter<I: IntoIterator<Item = Filter<M>>>(filters: I) -> Self {
        Self::all(filters)
    }
}

/// All of those that are there hold.
impl<M> FromIterator<Option<Filter<M>>> for Filter<M> {
    fn from_iter<I: IntoIterator<Item = Option<Filter<M>>>>(filters: I) -> Self {
        Self::all(filters.into_iter().flatten())
    }
}

/// All of them hold as well, as with `&=`.
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
    fn joined_in_place_is_joined() {
        let (mut all, mut any) = (score(), score());
        all &= name();
        any |= name();
        assert_eq!(all.expr, (score() & name()).expr);
        assert_eq!(any.expr, (score() | name()).expr);
        assert_ne!(all.expr, any.expr);
    }

    /// Of what may be left out only what is there counts, on whichever side it stands.
    #[test]
    fn what_is_left_out_changes_nothing() {
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
    fn a_collection_of_filters_is_all_of_them() {
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

    /// What folds to every record is nothing that the caller has said.
    #[test]
    fn everything_is_said_alone() {
        let everything = Filter::<Record>::everything;
        assert_eq!(everything().expr, Some(Expr::Everything));
        assert_eq!((!everything()).expr, Some(Expr::Known(false)));
        assert_eq!((everything() & score()).expr, score().expr);
        assert_eq!((everything() | score()).expr, Some(Expr::Known(true)));
        assert_eq!((everything() & everything()).expr, Some(Expr::Known(true)));
        assert_eq!(Filter::all([everything(), everything()]).expr, Some(Expr::Known(true)));
        assert_eq!(Filter::all([everything(), score()]).expr, score().expr);
        assert_eq!((everything() & None::<Filter<Record>>).expr, Some(Expr::Everything));
        assert_eq!((!Filter::<Record>::any([])).expr, Some(Expr::Known(true)));
    }

    #[test]
    fn a_number_of_no_64_bits_is_refused_with_its_field() {
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
