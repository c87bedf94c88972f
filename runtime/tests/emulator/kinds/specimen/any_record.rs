//! Any valid record survives decoding, encoding and decoding again.

use proptest::prelude::*;
use serde_json::Value;
use weda::__private::v1::{Id, List, Nullable, Text, field};
use weda::prelude::*;
use weda::{Create, Json};
use weda_emulator::Emulator;

use super::{Shelf, Specimen, definitions, random, read, run, specimen};

/// Any form of a value is decoded as intended, and survives a round trip.
#[test]
fn what_is_read_is_what_was_meant_and_what_is_written_is_what_was_read() {
    let client = crate::fixture::connect("127.0.0.1:4010");
    run(400, &random::record(&specimen().fields, false), |(meant, sent)| {
        let row = read(&sent).map_err(|error| TestCaseError::fail(format!("{error}\n{sent}")))?;
        prop_assert_eq!(serde_json::to_value(&row).unwrap(), meant);

        let row = writable(row);
        let call = Specimen::create(&client, all(&row)).preview().unwrap().unwrap();
        let written: Value = serde_json::from_str(&call.body.unwrap()).unwrap();
        let again = read(&written).map_err(|error| TestCaseError::fail(format!("{error}\n{written}")))?;
        prop_assert_eq!(&again, &row);
        // Zeros are equal with different signs.
        prop_assert_eq!(format!("{again:?}"), format!("{row:?}"));
        Ok(())
    });
}

#[test]
fn the_emulator_gives_back_what_it_was_given() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = Emulator::builder().definitions(definitions()).start().unwrap();
    let client = crate::fixture::connect(emulator.address());
    run(60, &random::record(&specimen().fields, true), |(_, sent)| {
        let given = writable(read(&sent).map_err(|error| TestCaseError::fail(format!("{error}\n{sent}")))?);
        let created = runtime.block_on(Specimen::create(&client, settable(&given)).into_future()).unwrap();
        let found = runtime.block_on(Specimen::get(&client, &created.id).into_future()).unwrap();
        prop_assert_eq!(found.as_ref(), Some(&created));
        let made = created.clone();
        let expected = Specimen { id: made.id, auto_number: made.auto_number, ..given };
        prop_assert_eq!(created, expected);
        Ok(())
    });
}

/// The record without free JSON other than objects and lists. It is sent as JSON text, of which only objects and lists
/// are decoded: `false` may be a string.
fn writable(row: Specimen) -> Specimen {
    let nested = |json: Option<Json>| json.filter(|Json(value)| value.is_object() || value.is_array());
    Specimen { json: nested(row.json), unknown_type: nested(row.unknown_type), ..row }
}

/// A new record with all writable values.
fn settable(row: &Specimen) -> Create<Specimen> {
    super::models::NewSpecimen { name: row.name.clone(), inner: row.inner.clone() }
        .into_create()
        .set(Specimen::TEXT, row.text.clone())
        .set(Specimen::NUMBER, row.number)
        .set(Specimen::INTEGER, row.integer)
        .set(Specimen::BOOLEAN, row.boolean)
        .set(Specimen::DATE_TIME, row.date_time)
        .set(Specimen::DATE, row.date)
        .set(Specimen::TIME, row.time)
        .set(Specimen::FILE, row.file.clone())
        .set(Specimen::REGION, row.region.clone())
        .set(Specimen::LOCATION, row.location.clone())
        .set(Specimen::CHOICE, row.choice.clone())
        .set(Specimen::UNKNOWN_OPTIONS, row.unknown_options.clone())
        .set(Specimen::JSON, row.json.clone())
        .set(Specimen::UNKNOWN_TYPE, row.unknown_type.clone())
        .set(Specimen::RELATION, row.relation.clone())
        .set(Specimen::NEW_RELATION, row.new_relation.clone())
        .set(Specimen::TEXTS, row.texts.clone())
        .set(Specimen::INTEGERS, row.integers.clone())
        .set(Specimen::FILES, row.files.clone())
        .set(Specimen::CHOICES, row.choices.clone())
        .set(Specimen::JSONS, row.jsons.clone())
        .set(Specimen::TABLE, row.table.clone())
}

/// The platform's fields, too, as writable constants.
fn all(row: &Specimen) -> Create<Specimen> {
    settable(row)
        .set(field::<Specimen, Id<Specimen>, Nullable>("_id"), row.id.clone())
        .set(field::<Specimen, Text, Nullable>("autoNumber"), row.auto_number.clone())
        .set(field::<Specimen, List<Id<Shelf>>, Nullable>("reverse"), row.reverse.clone())
}
