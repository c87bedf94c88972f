//! Values of each kind in the bodies of creates and updates.

use serde_json::json;
use weda::prelude::*;
use weda::{AreaCode, FileRef, GeoPoint, Json, Location, TimeOfDay};

use super::{Cases, switches};
use crate::models::{
    Kinds, NewSpecimen, Shelf, Specimen, SpecimenChoice, SpecimenInner, SpecimenInnerRooms, SpecimenInnerRoomsSize,
};

macro_rules! values {
    ($cases:ident: $($constant:ident $value:expr;)*) => {$(
        $cases.call(concat!("create with ", stringify!($constant)), |client| {
            Kinds::create(client, Kinds::new().set(Kinds::$constant, $value))
        });
        $cases.call(concat!("update with ", stringify!($constant)), |client| {
            let patch = Kinds::patch().set(Kinds::$constant, Some($value));
            Kinds::update(client, &Id::<Kinds>::new("k1"), patch)
        });
        $cases.call(concat!("clear ", stringify!($constant)), |client| {
            Kinds::update_checked(client, &Id::<Kinds>::new("k1"), Kinds::patch().clear(Kinds::$constant))
        });
    )*};
}

fn lake() -> Location {
    Location { address: "杭州市\"西湖区\"".into(), point: Some(GeoPoint { longitude: 120.13, latitude: -30.25 }) }
}

pub fn cases() -> Cases {
    let mut cases = Cases::of("value");
    values! { cases:
        TEXT "李四\"\\\n\u{1}\u{7f}😀";
        LONG_TEXT "第一行\n第二行".to_owned();
        RICH_TEXT "<p>你好</p>";
        EMAIL "li@example.com";
        PHONE "13800000000";
        LANDLINE "029-88200000";
        ADDRESS "https://example.com/李";
        PERSON_NAME "李四";
        NUMBER 39.5;
        INTEGER 9_007_199_254_740_993_i64;
        AGE 20;
        BOOLEAN true;
        DATE_TIME DateTime::from_millis(1_646_034_692_306);
        DATE Date::from_millis(1_725_120_000_000);
        TIME TimeOfDay::from_millis(28_800_000);
        IMAGE FileRef::new("cloud://env/照片.png");
        FILE "cloud://env/合同.pdf";
        IMAGES vec![FileRef::new("cloud://env/照片.png"), FileRef::new("b\"")];
        REGION AreaCode::new("陕西省,西安市,雁塔区");
        LOCATION lake();
        CHOICE "红";
        CHOICES vec!["红", "绿"];
        UNKNOWN_OPTIONS "1";
        TEXTS vec!["篮球", "a\"b\\c\nd"];
        TABLE vec![vec![1.5, -0.0, 1e300], vec![]];
        JSON Json(json!({ "颜色": ["红", null, 1.0, 9_007_199_254_740_993_i64] }));
        RELATION Id::<Shelf>::new("9G5C0WQN26");
        DETAIL Id::<Shelf>::new("9G5C0WQN26");
        NEW_RELATION Id::<Shelf>::new("9G5C0WQN26\"");
        UNKNOWN_FORMAT "李四";
        UNKNOWN_TYPE Json(json!([1, 2]));
    }
    cases.call("a place without an address", |client| {
        Kinds::create(client, Kinds::new().set(Kinds::LOCATION, Location::default()))
    });
    cases.call("a place that is nowhere", |client| {
        let nowhere = Location { point: Some(GeoPoint { longitude: f64::NAN, latitude: 0.0 }), ..Location::default() };
        Kinds::create(client, Kinds::new().set(Kinds::LOCATION, nowhere))
    });
    cases.call("free JSON that is null", |client| {
        Kinds::create(client, Kinds::new().set(Kinds::JSON, json!(null)).set(Kinds::UNKNOWN_TYPE, json!("text")))
    });
    cases.call("empty lists", |client| {
        let none = Vec::<String>::new();
        Kinds::create(client, Kinds::new().set(Kinds::TEXTS, none).set(Kinds::CHOICES, Vec::<&str>::new()))
    });
    cases.call("all kinds of numbers", |client| {
        let new = Kinds::new().set(Kinds::NUMBER, 0.1_f32).set(Kinds::INTEGER, u32::MAX).set(Kinds::AGE, i8::MIN);
        Kinds::create(client, new)
    });
    for (name, number) in
        [("1e21", 1e21), ("1e-7", 1e-7), ("-0.0", -0.0), ("1.0", 1.0), ("1e15", 1e15), ("1/3", 1.0 / 3.0)]
    {
        cases.call(&format!("the number {name}"), move |client| {
            Kinds::create(client, Kinds::new().set(Kinds::NUMBER, number))
        });
    }
    for (name, dialect) in switches() {
        cases.call_in(&format!("a newer relation, {name}"), dialect.clone(), |client| {
            Kinds::create(client, Kinds::new().set(Kinds::NEW_RELATION, Id::<Shelf>::new("9G5C0WQN26")))
        });
        cases.call_in(&format!("a newer relation in a patch, {name}"), dialect, |client| {
            let patch = Kinds::patch().set(Kinds::NEW_RELATION, Id::<Shelf>::new("a\"b")).clear(Kinds::RELATION);
            Kinds::update(client, &Id::<Kinds>::new("k1"), patch)
        });
    }
    cases.call("a generated row with nested objects", |client| {
        Specimen::create(client, NewSpecimen { inner: inner(), name: "甲".into() })
    });
    cases.call("a generated row with options", |client| {
        let new = NewSpecimen { inner: inner(), name: "甲".into() }
            .set(Specimen::CHOICE, SpecimenChoice::绿)
            .set(Specimen::RELATION, Id::<Specimen>::new("1"))
            .set(Specimen::INTEGERS, vec![1, i64::MAX])
            .set(Specimen::FILES, vec!["cloud://a", "cloud://b"])
            .set(Specimen::JSONS, vec![Json(json!({ "a": [] })), Json(json!(1))]);
        Specimen::create(client, new)
    });
    cases.call("a nested object in a patch", |client| {
        Specimen::update(client, &Id::<Specimen>::new("1"), Specimen::patch().set(Specimen::INNER, inner()))
    });
    cases
}

fn inner() -> SpecimenInner {
    let size = SpecimenInnerRoomsSize { notes: Some(vec!["大\"".into()]), width: 2.5 };
    let room = SpecimenInnerRooms { color: None, floor: 3, owner: Some(Id::new("s1")), size: Some(size) };
    SpecimenInner {
        city: "杭州".into(), open: Some(true), rooms: Some(vec![room]), since: Some(Date::from_millis(0))
    }
}
