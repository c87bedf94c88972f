//! `Debug` output of generated types.

use serde_json::json;
use weda::OptionSet as _;

use super::models::{NewSpecimen, SpecimenInner, SpecimenInnerRooms, SpecimenInnerRoomsColor};
use super::{Shelf, read};

/// Generated types print like types with a derived `Debug`.
#[test]
fn debug_shows_the_names_that_rust_has() {
    let shelf = weda::__private::page::<Shelf>(br#"{"value":[{"_id":"a1","name":"\u674e"}]}"#).unwrap();
    let row = read(&json!({ "_id": "a1", "name": "b", "inner": { "city": "c" }, "choice": "x" })).unwrap();
    let room = SpecimenInnerRooms { floor: 3, ..Default::default() };
    let inner = SpecimenInner { city: "c".into(), open: None, rooms: Some(vec![room]), since: None };
    let new = NewSpecimen { inner: SpecimenInner::default(), name: "b".into() };

    assert_eq!(format!("{shelf:?}"), r#"[Shelf { id: Id("a1"), name: Some("李") }]"#);
    let words = r#"SpecimenInner { city: "c", open: None, rooms: Some([SpecimenInnerRooms { color: None, floor: 3, owner: None, size: None }]), since: None }"#;
    assert_eq!(format!("{inner:?}"), words);
    let words = r#"NewSpecimen { inner: SpecimenInner { city: "", open: None, rooms: None, since: None }, name: "b" }"#;
    assert_eq!(format!("{new:?}"), words);
    assert_eq!(format!("{:?}", SpecimenInnerRoomsColor::options()), r#"[红, 绿]"#);
    assert_eq!(format!("{:?}", row.choice), r#"Some(Other("x"))"#);
    assert!(format!("{row:?}").starts_with(r#"Specimen { id: Id("a1"), auto_number: None, "#), "{row:?}");
}
