//! All operators of the fields of each kind.

use std::ops::Bound;

use weda::field::{Comparable, Ordered, Sortable};
use weda::prelude::*;
use weda::value::Operand;
use weda::{AreaCode, Field, FileRef, Filter, Order, TimeOfDay};

use super::{Cases, widest};
use crate::models::{Kinds, Shelf};

type Filters = Vec<(String, Filter<Kinds>)>;

fn compared<K: Comparable, A, V: Operand<K::Operand> + Clone>(field: Field<Kinds, K, A>, values: [V; 2]) -> Filters {
    let name = field.name();
    let [one, other] = values.clone();
    vec![
        (format!("{name} eq"), field.eq(one.clone())),
        (format!("{name} ne"), field.ne(one)),
        (format!("{name} one_of"), field.one_of(values)),
        (format!("{name} not eq"), !field.eq(other)),
        (format!("{name} is_null"), field.is_null()),
        (format!("{name} is_not_null"), field.is_not_null()),
        (format!("{name} not is_null"), !field.is_null()),
    ]
}

fn ordered<K: Ordered, A, V: Operand<K::Operand> + Clone>(field: Field<Kinds, K, A>, [from, to]: [V; 2]) -> Filters {
    let name = field.name();
    let between = (Bound::Excluded(from.clone()), Bound::Included(to.clone()));
    vec![
        (format!("{name} gt"), field.gt(from.clone())),
        (format!("{name} ge"), field.ge(from.clone())),
        (format!("{name} lt"), field.lt(from.clone())),
        (format!("{name} le"), field.le(from.clone())),
        (format!("{name} not gt"), !field.gt(from.clone())),
        (format!("{name} not le"), !field.le(from.clone())),
        (format!("{name} in from..to"), field.in_range(from.clone()..to.clone())),
        (format!("{name} in from..=to"), field.in_range(from.clone()..=to.clone())),
        (format!("{name} in from.."), field.in_range(from..)),
        (format!("{name} in ..to"), field.in_range(..to.clone())),
        (format!("{name} in ..=to"), field.in_range(..=to)),
        (format!("{name} in bounds"), field.in_range(between)),
    ]
}

/// A macro, since the trait bound for texts may be written in different ways.
macro_rules! searched {
    ($field:expr, $part:expr) => {{
        let (field, name) = ($field, $field.name());
        let filters: Filters = vec![
            (format!("{name} contains"), field.contains($part)),
            (format!("{name} starts_with"), field.starts_with($part)),
            (format!("{name} ends_with"), field.ends_with($part)),
            (format!("{name} not contains"), !field.contains($part)),
            (format!("{name} not starts_with"), !field.starts_with($part)),
            (format!("{name} not ends_with"), !field.ends_with($part)),
        ];
        filters
    }};
}

fn sorted<K: Sortable, A>(cases: &mut Cases, field: Field<Kinds, K, A>) {
    let mut order = |name: &str, order: Order<Kinds>| {
        cases.call(name, {
            let order = order.clone();
            move |client| Kinds::query(client).order_by(order).first()
        });
        cases.call_in(&format!("{name}, all switches"), widest(), move |client| {
            Kinds::query(client).order_by(order).first()
        });
    };
    order(&format!("{} asc", field.name()), field.asc());
    order(&format!("{} desc", field.name()), field.desc());
}

macro_rules! texts {
    ($cases:ident: $($constant:ident)*) => {$(
        $cases.filters(compared(Kinds::$constant, ["李四", "it's & (more)"]));
        $cases.filters(ordered(Kinds::$constant, ["a", "红"]));
        $cases.filters(searched!(Kinds::$constant, "红'"));
        sorted(&mut $cases, Kinds::$constant);
    )*};
}

macro_rules! numbers {
    ($cases:ident: $($constant:ident $values:expr;)*) => {$(
        $cases.filters(compared(Kinds::$constant, $values));
        $cases.filters(ordered(Kinds::$constant, $values));
        sorted(&mut $cases, Kinds::$constant);
    )*};
}

macro_rules! equals {
    ($cases:ident: $($constant:ident $values:expr;)*) => {$(
        $cases.filters(compared(Kinds::$constant, $values));
        sorted(&mut $cases, Kinds::$constant);
    )*};
}

pub fn cases() -> Cases {
    let mut cases = Cases::of("kind");
    texts! { cases: TEXT LONG_TEXT UNKNOWN_OPTIONS AUTO_NUMBER }
    // The other kinds are texts to the client; one operator of each shows that.
    for field in [Kinds::RICH_TEXT, Kinds::EMAIL, Kinds::PHONE, Kinds::LANDLINE, Kinds::ADDRESS, Kinds::PERSON_NAME] {
        cases.filters([(format!("{} contains", field.name()), field.contains("李") & field.lt("z"))]);
    }
    cases.filters([("unknownFormat contains".to_owned(), Kinds::UNKNOWN_FORMAT.contains("李"))]);
    numbers! { cases:
        NUMBER [39.5, 1e21];
        INTEGER [9_007_199_254_740_993_i64, -7];
        AGE [20, 30];
        DATE_TIME [DateTime::from_millis(1_646_034_692_306), DateTime::from_millis(-1)];
        DATE [Date::from_millis(1_725_120_000_000), "2024-10-01".parse().unwrap()];
        TIME [TimeOfDay::from_millis(28_800_000), "23:59:59".parse().unwrap()];
    }
    equals! { cases:
        BOOLEAN [true, false];
        IMAGE [FileRef::new("cloud://env/照片.png"), FileRef::new("cloud://env/b'.png")];
        FILE ["cloud://env/合同.pdf", ""];
        REGION [AreaCode::new("陕西省,西安市,雁塔区"), AreaCode::new("")];
        CHOICE ["红", "没有的"];
        RELATION [Id::<Shelf>::new("9G5C0WQN26"), Id::new("b'c")];
        DETAIL [Id::<Shelf>::new("9G5C0WQN26"), Id::new("b'c")];
        NEW_RELATION [Id::<Shelf>::new("9G5C0WQN26"), Id::new("b'c")];
    }
    cases.filters(searched!(Kinds::REGION, "西安"));
    cases
}
