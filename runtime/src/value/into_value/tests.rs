use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{IntoValue, Operand};
use crate::model::presence::Nullable;
use crate::model::{Bool, Choice, Integer, List, Number, Required, Text};
use crate::value::{UnsendableNumber, WireValue};
use crate::{AreaCode, DateTime, FileRef, Json, Location};

fn as_value<K>(value: impl IntoValue<K, Required>) -> WireValue {
    value.into_value().0
}

fn text(text: &str) -> WireValue {
    WireValue::Text(text.to_owned())
}

#[test]
fn all_string_types_are_accepted() {
    fn accepts<K>(expected: &WireValue)
    where
        String: IntoValue<K>,
        for<'t> &'t String: IntoValue<K>,
        for<'t> &'t str: IntoValue<K>,
        for<'t> &'t &'t str: IntoValue<K>,
        for<'t> Cow<'t, str>: IntoValue<K>,
        for<'t> &'t Cow<'t, str>: IntoValue<K>,
        Box<str>: IntoValue<K>,
        Arc<str>: IntoValue<K>,
        Rc<str>: IntoValue<K>,
        for<'t> &'t Box<str>: IntoValue<K>,
        for<'t> &'t Arc<str>: IntoValue<K>,
        for<'t> &'t Rc<str>: IntoValue<K>,
    {
        let (owned, boxed, cow) = ("李四".to_owned(), Box::<str>::from("李四"), Cow::Borrowed("李四"));
        let (shared, local) = (Arc::<str>::from("李四"), Rc::<str>::from("李四"));
        let values = [
            as_value::<K>(&owned),
            as_value::<K>("李四"),
            as_value::<K>(&"李四"),
            as_value::<K>(&cow),
            as_value::<K>(&boxed),
            as_value::<K>(&shared),
            as_value::<K>(&local),
            as_value::<K>(owned.clone()),
            as_value::<K>(cow.clone()),
            as_value::<K>(boxed.clone()),
            as_value::<K>(shared.clone()),
            as_value::<K>(local.clone()),
        ];
        assert!(values.iter().all(|value| value == expected));
    }
    accepts::<Text>(&text("李四"));
    accepts::<FileRef>(&text("李四"));
    accepts::<AreaCode>(&text("李四"));
    accepts::<Choice<()>>(&text("李四"));
    assert!(as_value::<Text>('李') == text("李") && as_value::<Text>(&'李') == text("李"));
}

#[test]
fn integers_keep_their_digits_or_are_rejected() {
    macro_rules! whole {
        ($($ty:ident)*) => {$(
            for value in [as_value::<Integer>(7 as $ty), as_value::<Integer>(&(7 as $ty)), as_value::<Number>(7 as $ty)] {
                assert!(value == WireValue::Int(7), stringify!($ty));
            }
            let fits = i64::try_from($ty::MAX).is_ok();
            assert!(as_value::<Integer>($ty::MAX) == as_value::<Number>(&$ty::MAX));
            assert_eq!(as_value::<Integer>($ty::MAX) == WireValue::Unsendable(UnsendableNumber::TooLarge), !fits, stringify!($ty));
            assert_eq!(
                as_value::<Integer>($ty::MIN) == WireValue::Unsendable(UnsendableNumber::TooLarge),
                i64::try_from($ty::MIN).is_err(),
            );
        )*};
    }
    whole!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
    assert!(as_value::<Integer>(i64::MAX as u64) == WireValue::Int(i64::MAX));
    assert!(as_value::<Integer>(i64::MAX as u64 + 1) == WireValue::Unsendable(UnsendableNumber::TooLarge));
    assert!(as_value::<Integer>(i128::from(i64::MIN) - 1) == WireValue::Unsendable(UnsendableNumber::TooLarge));
}

#[test]
fn copy_types_are_accepted_by_reference() {
    assert!(as_value::<Number>(&0.1_f32) == WireValue::Float(0.1));
    assert!(as_value::<Number>(&f64::NAN) == WireValue::Unsendable(UnsendableNumber::NotFinite));
    assert!(as_value::<Bool>(&true) == WireValue::Bool(true));
    let clock = SystemTime::UNIX_EPOCH + Duration::from_micros(1_500);
    assert!(as_value::<DateTime>(&clock) == WireValue::Int(1) && as_value::<DateTime>(clock) == WireValue::Int(1));
    assert!(as_value::<DateTime>(&DateTime::from_millis(5)) == WireValue::Int(5));
    let json = serde_json::json!([1]);
    assert!(as_value::<Json>(&Json(json.clone())) == WireValue::Json("[1]".into()));
    assert!(as_value::<Json>(&json) == as_value::<Json>(json.clone()));
    let place = Location::default();
    assert!(as_value::<Location>(&place) == as_value::<Location>(place.clone()));
}

/// A number that cannot be sent is found within a list, too.
#[test]
fn lists_are_accepted_owned_and_borrowed() {
    let (expected, items) = (WireValue::Json(r#"["a","b"]"#.into()), vec!["a".to_owned(), "b".to_owned()]);
    for value in [
        as_value::<List<Text>>(["a", "b"]),
        as_value::<List<Text>>(&["a", "b"]),
        as_value::<List<Text>>(&items),
        as_value::<List<Text>>(&items[..]),
        as_value::<List<Text>>(items.clone()),
    ] {
        assert!(value == expected);
    }
    assert!(as_value::<List<List<Number>>>(&[vec![1, 2], vec![]]) == WireValue::Json("[[1,2],[]]".into()));
    assert!(as_value::<List<Integer>>([u64::MAX]) == WireValue::Unsendable(UnsendableNumber::TooLarge));
    assert!(as_value::<List<Number>>([f64::NAN]) == WireValue::Unsendable(UnsendableNumber::NotFinite));
}

#[test]
fn an_option_is_a_value_or_null() {
    let value = |value: &Option<String>| IntoValue::<Text, Nullable>::into_value(value).0;
    assert!(value(&None) == WireValue::Null && value(&Some("a".to_owned())) == text("a"));
    assert!(Operand::<Text>::into_operand("a").0 == text("a"));
}

#[cfg(feature = "jiff02")]
#[test]
fn times_of_jiff_are_accepted() {
    use crate::{Date, TimeOfDay};
    let moment: jiff::Timestamp = "2022-02-28T07:51:32.306Z".parse().unwrap();
    let (day, time) = (jiff::civil::date(1988, 6, 1), jiff::civil::time(8, 30, 0, 0));
    let zoned = moment.to_zoned(jiff::tz::TimeZone::UTC);
    for value in [
        as_value::<DateTime>(moment),
        as_value::<DateTime>(&moment),
        as_value::<DateTime>(&zoned),
        as_value::<DateTime>(zoned.clone()),
    ] {
        assert!(value == WireValue::Int(1_646_034_692_306));
    }
    for value in [as_value::<Date>(day), as_value::<Date>(&day)] {
        assert!(value == WireValue::Day(Date::from_millis(581_094_000_000)));
    }
    for value in [as_value::<TimeOfDay>(time), as_value::<TimeOfDay>(&time)] {
        assert!(value == WireValue::Int(30_600_000));
    }
}
