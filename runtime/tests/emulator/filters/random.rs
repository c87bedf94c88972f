//! Random records and filters.

use proptest::prelude::*;

use super::oracle::Operator::{Eq, Ge, Gt, Le, Lt, Ne};
use super::oracle::{Expr, Leaf, Record};

/// Short texts of characters that mean something somewhere, so that parts of one occur in another.
fn text() -> impl Strategy<Value = String> {
    let character = prop::sample::select(vec![
        'a', 'A', '\'', '%', '_', '"', '\\', ' ', '(', ',', '&', '+', '#', '/', '李', '四', '😀', '0', '\n',
    ]);
    prop::collection::vec(character, 0..4).prop_map(String::from_iter)
}

fn quarters() -> impl Strategy<Value = i128> {
    let large = [i64::MAX, i64::MIN, i64::MAX - 1, (1 << 53) + 1, 1 << 53, -(1 << 53) - 1, 1_646_034_692_306];
    prop_oneof![5 => -9_i128..9, 1 => prop::sample::select(large.map(|whole| i128::from(whole) * 4).to_vec())]
}

fn whole() -> impl Strategy<Value = i64> {
    prop_oneof![5 => -3_i64..4, 1 => prop::sample::select(vec![i64::MAX, i64::MIN, (1 << 53) + 1, 1 << 53])]
}

/// Moments around midnight in Beijing, on both sides of 1970.
fn moment() -> impl Strategy<Value = i64> {
    let midnight = prop::sample::select(vec![1_725_120_000_000, 1_725_206_400_000, -28_800_000, -115_200_000]);
    (midnight, prop::sample::select(vec![-1, 0, 1, 36_000_000, 86_399_999]))
        .prop_map(|(midnight, after)| midnight + after)
}

fn time() -> impl Strategy<Value = i64> {
    prop::sample::select(vec![0, 1, 28_800_000, 86_399_999])
}

fn genre() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["小说", "诗歌", "工具书"])
}

pub fn record() -> impl Strategy<Value = Record> {
    let maybe = prop::option::of::<prop::strategy::BoxedStrategy<i64>>;
    let first =
        (text(), prop::option::of(text()), prop::option::of(quarters()), maybe(whole().boxed()), any::<Option<bool>>());
    let second = (
        maybe(moment().boxed()),
        maybe(moment().boxed()),
        maybe(time().boxed()),
        prop::option::of(genre()),
        prop::option::of(text()),
    );
    (first, second).prop_map(|((title, note, price, pages, in_print), (added_at, published, opens, genre, shelf))| {
        Record { title, note, price, pages, in_print, added_at, published, opens, genre, shelf }
    })
}

fn leaf() -> impl Strategy<Value = Leaf> {
    let operator = || prop::sample::select(vec![Eq, Ne, Gt, Ge, Lt, Le]);
    prop_oneof![
        (operator(), text()).prop_map(|(operator, text)| Leaf::Title(operator, text)),
        text().prop_map(Leaf::TitleContains),
        (operator(), text()).prop_map(|(operator, text)| Leaf::Note(operator, text)),
        text().prop_map(Leaf::NoteContains),
        prop::collection::vec(text(), 0..4).prop_map(Leaf::NoteOneOf),
        (operator(), quarters()).prop_map(|(operator, quarters)| Leaf::Price(operator, quarters)),
        prop::collection::vec(-9_i128..9, 0..4).prop_map(Leaf::PriceOneOf),
        (operator(), whole()).prop_map(|(operator, whole)| Leaf::Pages(operator, whole)),
        any::<(bool, bool)>().prop_map(|(equal, flag)| Leaf::InPrint(equal, flag)),
        (operator(), moment()).prop_map(|(operator, moment)| Leaf::AddedAt(operator, moment)),
        (operator(), moment()).prop_map(|(operator, moment)| Leaf::Published(operator, moment)),
        (operator(), time()).prop_map(|(operator, time)| Leaf::Opens(operator, time)),
        (any::<bool>(), genre()).prop_map(|(equal, key)| Leaf::Genre(equal, key)),
        (any::<bool>(), text()).prop_map(|(equal, id)| Leaf::Shelf(equal, id)),
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
