//! Related records within a record, in place and by id.

use std::sync::Arc;

use super::super::{Linked, Probe, ReadRow, Unfit as _};
use super::Student;
use crate::Id;
use crate::codec::{DecodeError, Found, Reader, RecordLayout, read_cells};
use crate::model::presence::Nullable;
use crate::model::{Model, Tag, tag_of};
use crate::protocol::operation::Related;

static SPU: RecordLayout = RecordLayout { model: "spu", names: &["title"], required: &[0] };
static SKU: RecordLayout = RecordLayout { model: "sku", names: &["_id", "spuId"], required: &[0] };

#[derive(Debug, PartialEq)]
struct Spu {
    title: String,
}

impl Model for Spu {
    type Tag = Tag<{ tag_of("spu") }>;
    const IDENTIFIER: &'static str = "spu";
}

impl ReadRow for Spu {
    fn read(reader: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let mut title = String::new();
        read_cells(&SPU, &mut [&mut title], reader)?;
        Ok(Self { title })
    }
}

/// A decoded relation: the record, the id beside it, and the id that pages compare.
type Decoded = (Option<Spu>, Option<Id<Spu>>, String);

fn decode(text: &str, found: Option<Found>) -> Result<Decoded, String> {
    let mut reader = Reader::of_one_record(text);
    reader.state.found = found.map(Arc::new);
    let mut read = || -> Result<_, DecodeError> {
        let (mut own, mut id) = (Id::<Student>::new(""), None::<Id<Spu>>);
        let mut spu = Linked::<Option<Spu>>::new::<Id<Spu>, Nullable>("spuId");
        read_cells(&SKU, &mut [&mut own, &mut spu], &mut reader)?;
        spu.id_into(&mut id)?;
        Ok((spu.done()?, id))
    };
    let (spu, id) = read().map_err(|error| error.to_string())?;
    let at = reader.state.id.unwrap();
    Ok((spu, id, text[at.start as usize..at.end as usize].to_owned()))
}

fn found(records: &[(&str, &str)]) -> Found {
    let records = records.iter().map(|(id, text)| ((*id).to_owned(), Arc::from(*text)));
    Found([("spuId", records.collect())].into())
}

fn spu(title: &str) -> Option<Spu> {
    Some(Spu { title: title.to_owned() })
}

#[test]
fn a_record_in_place_keeps_the_id_of_the_record_around_it() {
    let a1 = Some(Id::new("a1"));
    for text in [
        r#"{"_id":"r","spuId":{"_id":"a1","title":"茶杯"}}"#,
        r#"{"_id":"r","spuId": { "title" : "茶杯", "_id" : "a1" } }"#,
        r#"{"spuId":{"title":"茶杯","_id":"a1"},"_id":"r"}"#,
    ] {
        assert_eq!(decode(text, None), Ok((spu("茶杯"), a1.clone(), r#""r""#.to_owned())), "{text}");
    }
    for none in ["null", r#""""#] {
        let text = format!(r#"{{"_id":"r","spuId":{none}}}"#);
        assert_eq!(decode(&text, None), Ok((None, None, r#""r""#.to_owned())), "{text}");
    }
    assert_eq!(decode(r#"{"_id":"r"}"#, None), Ok((None, None, r#""r""#.to_owned())));
}

#[test]
fn a_record_by_id_is_read_from_its_own_text() {
    let records = || found(&[("a1", r#"{"_id":"a1","title":"茶杯"}"#)]);
    for value in [r#""a1""#, r#"{"_id":"a1"}"#, r#""{\"_id\":\"a1\"}""#] {
        let text = format!(r#"{{"_id":"r","spuId":{value}}}"#);
        let read = decode(&text, Some(records())).unwrap();
        assert_eq!(read, (spu("茶杯"), Some(Id::new("a1")), r#""r""#.to_owned()));
    }
    let gone = decode(r#"{"_id":"r","spuId":"b2"}"#, Some(records())).unwrap();
    assert_eq!(gone, (None, Some(Id::new("b2")), r#""r""#.to_owned()), "the id tells that a record is gone");
}

#[test]
fn errors_name_the_field_within() {
    let error = decode(r#"{"_id":"r","spuId":{"_id":"a1","title":7}}"#, None).unwrap_err();
    assert!(error.starts_with("field `spuId.title`: expected a text"), "{error}");
    let error = decode(r#"{"_id":"r","spuId":"a1"}"#, Some(found(&[("a1", "{}")]))).unwrap_err();
    assert!(error.starts_with("field `spuId.title`: it is missing"), "{error}");
    let error = decode(r#"{"_id":"r","spuId":"a1"}"#, None).unwrap_err();
    assert_eq!(error, "field `spuId`: expected the related record, found its id alone");
}

#[test]
fn facts_are_known_of_views_only() {
    let facts: [Related; 4] = [
        <Probe<Option<Spu>>>::RELATED,
        <Probe<Vec<Spu>>>::RELATED,
        <Probe<Spu>>::RELATED,
        <Probe<Option<String>>>::RELATED,
    ];
    assert_eq!(
        facts.map(|facts| (facts.model, facts.many)),
        [("spu", false), ("spu", true), ("spu", false), ("", false)]
    );
}
