//! Random records and filters.

use std::ops::Bound;

use proptest::prelude::*;

use super::oracle::Operator::{Eq, Ge, Gt, Le, Lt, Ne};
use super::oracle::{Ask, Expr, Leaf, Record};

/// Short texts of special characters, so that parts of one occur in another.
fn text() -> BoxedStrategy<String> {
    let character = prop::sample::select(vec![
        'a', 'A', '\'', '%', '_', '"', '\\', ' ', '(', ',', '&', '+', '#', '/', '李', '四', '😀', '0', '\n', ')', '=',
        'é',
    ]);
    let any = prop::collection::vec(character, 0..4).prop_map(String::from_iter);
    // The name of a field is ordinary text.
    prop_oneof![9 => any, 1 => Just("备注".to_owned())].boxed()
}

fn quarters() -> BoxedStrategy<i128> {
    let large = [i64::MAX, i64::MIN, i64::MAX - 1, (1 << 53) + 1, 1 << 53, -(1 << 53) - 1, 1_646_034_692_306];
    prop_oneof![5 => -9_i128..9, 1 => prop::sample::select(large.map(|whole| i128::from(whole) * 4).to_vec())].boxed()
}

fn whole() -> BoxedStrategy<i64> {
    prop_oneof![5 => -3_i64..4, 1 => prop::sample::select(vec![i64::MAX, i64::MIN, (1 << 53) + 1, 1 << 53])].boxed()
}

/// Times around midnight in China, before and after 1970 and during summer time.
fn moment() -> BoxedStrategy<i64> {
    let midnight =
        prop::sample::select(vec![1_725_120_000_000, 1_725_206_400_000, -28_800_000, -115_200_000, 581_094_000_000]);
    (midnight, prop::sample::select(vec![-1, 0, 1, 36_000_000, 86_399_999]))
        .prop_map(|(midnight, after)| midnight + after)
        .boxed()
}

fn time() -> BoxedStrategy<i64> {
    prop::sample::select(vec![0, 1, 28_800_000, 86_399_999]).boxed()
}

fn genre() -> BoxedStrategy<String> {
    prop::sample::select(vec!["小说", "诗歌", "工具书"]).prop_map(str::to_owned).boxed()
}

/// Ids of relations; an empty text is not a relation.
fn id() -> BoxedStrategy<String> {
    text().prop_map(|text| format!("a{text}")).boxed()
}

/// Generates records with ascending ids.
pub fn records(number: usize) -> impl Strategy<Value = Vec<Record>> {
    let maybe = prop::option::of::<BoxedStrategy<i64>>;
    let first = (text(), prop::option::of(text()), prop::option::of(quarters()), maybe(whole()), any::<Option<bool>>());
    let second = (
        maybe(moment()),
        maybe(moment()),
        maybe(time()),
        prop::option::of(genre()),
        prop::option::of(id()),
        prop::option::of(id()),
    );
    let record = (first, second).prop_map(
        |((title, note, price, pages, in_print), (added_at, published, opens, genre, shelf, author))| Record {
            id: String::new(),
            title,
            note,
            price,
            pages,
            in_print,
            added_at,
            published,
            opens,
            genre,
            shelf,
            author,
        },
    );
    prop::collection::vec(record, number).prop_map(|mut records| {
        for (at, record) in records.iter_mut().enumerate() {
            record.id = format!("r{at:02}");
        }
        records
    })
}

type Asked<T> = BoxedStrategy<Ask<T>>;

fn equal<T: Clone + std::fmt::Debug + 'static>(value: &BoxedStrategy<T>) -> Asked<T> {
    let operator = prop::sample::select(vec![Eq, Ne]);
    prop_oneof![
        2 => (operator, value.clone()).prop_map(|(operator, value)| Ask::Compare(operator, value)),
        1 => prop::collection::vec(value.clone(), 0..4).prop_map(Ask::OneOf),
    ]
    .boxed()
}

fn ordered<T: Clone + std::fmt::Debug + 'static>(value: &BoxedStrategy<T>) -> Asked<T> {
    let operator = prop::sample::select(vec![Gt, Ge, Lt, Le]);
    let end = || {
        (0..3, value.clone()).prop_map(|(end, value)| match end {
            0 => Bound::Included(value),
            1 => Bound::Excluded(value),
            _ => Bound::Unbounded,
        })
    };
    prop_oneof![
        2 => (operator, value.clone()).prop_map(|(operator, value)| Ask::Compare(operator, value)),
        1 => (end(), end(), value.clone()).prop_map(|(from, to, value)| match (from, to) {
            // A range without bounds is neutral.
            (Bound::Unbounded, Bound::Unbounded) => Ask::Range(Bound::Included(value), Bound::Unbounded),
            (from, to) => Ask::Range(from, to),
        }),
    ]
    .boxed()
}

fn null<T: Clone + std::fmt::Debug + 'static>() -> Asked<T> {
    any::<bool>().prop_map(Ask::Null).boxed()
}

fn searched() -> Asked<String> {
    prop_oneof![text().prop_map(Ask::Contains), text().prop_map(Ask::StartsWith), text().prop_map(Ask::EndsWith),]
        .boxed()
}

/// Conditions on a nullable field of a kind without an order.
fn equal_or_null<T: Clone + std::fmt::Debug + 'static>(value: &BoxedStrategy<T>) -> Asked<T> {
    prop_oneof![4 => equal(value), 1 => null()].boxed()
}

/// Conditions on a nullable field of a kind with an order.
fn any_question<T: Clone + std::fmt::Debug + 'static>(value: &BoxedStrategy<T>) -> Asked<T> {
    prop_oneof![4 => equal(value), 4 => ordered(value), 1 => null()].boxed()
}

fn leaf() -> impl Strategy<Value = Leaf> {
    let record_id = (0..45).prop_map(|at| format!("r{at:02}")).boxed();
    prop_oneof![
        1 => equal_or_null(&record_id).prop_map(Leaf::Id),
        3 => prop_oneof![equal(&text()), ordered(&text()), searched()].prop_map(Leaf::Title),
        3 => prop_oneof![2 => any_question(&text()), 1 => searched()].prop_map(Leaf::Note),
        2 => any_question(&quarters()).prop_map(Leaf::Price),
        1 => any_question(&whole()).prop_map(Leaf::Pages),
        1 => equal_or_null(&any::<bool>().boxed()).prop_map(Leaf::InPrint),
        1 => any_question(&moment()).prop_map(Leaf::AddedAt),
        2 => any_question(&moment()).prop_map(Leaf::Published),
        1 => any_question(&time()).prop_map(Leaf::Opens),
        1 => equal_or_null(&genre()).prop_map(Leaf::Genre),
        1 => equal_or_null(&id()).prop_map(Leaf::Shelf),
        1 => equal_or_null(&id()).prop_map(Leaf::Author),
        1 => text().prop_map(Leaf::Raw),
    ]
}

pub fn expr() -> impl Strategy<Value = Expr> {
    leaf().prop_map(Expr::Leaf).prop_recursive(5, 16, 3, |inner| {
        let pair = || (inner.clone(), inner.clone()).prop_map(|(a, b)| (Box::new(a), Box::new(b)));
        let some = || prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            4 => pair().prop_map(|(a, b)| Expr::And(a, b)),
            4 => pair().prop_map(|(a, b)| Expr::Or(a, b)),
            2 => inner.clone().prop_map(|inner| Expr::Not(Box::new(inner))),
            1 => some().prop_map(Expr::All),
            1 => some().prop_map(Expr::Any),
            1 => (any::<bool>(), inner.clone()).prop_map(|(condition, inner)| Expr::When(condition, Box::new(inner))),
        ]
    })
}
