//! Real definitions and records, which are not part of this project, in the folder of `WEDA_SAMPLES`.

use std::path::Path;

use arrow::array::Array;
use weda::Record;
use weda_arrow::{BatchBuilder, Form, schema};
use weda_definition::Definitions;

#[test]
fn every_definition_has_a_schema_and_real_records_fit() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let mut folders = vec![
        (format!("{own}/examples/database-schemas"), None),
        (format!("{own}/runtime/database-schemas"), None),
        (format!("{own}/guide/service/database-schemas"), None),
    ];
    match std::env::var("WEDA_SAMPLES") {
        Ok(samples) => folders.push((format!("{samples}/definitions"), Some(format!("{samples}/records")))),
        Err(_) => println!("left out: real definitions; WEDA_SAMPLES names no folder"),
    }
    for (folder, records) in folders {
        let definitions = Definitions::read_all(&folder).0;
        assert!(!definitions.is_empty(), "{folder}");
        for definition in definitions.iter() {
            for form in [Form::Table, Form::File] {
                let schema = schema(definition, form);
                let stored = definition.fields.iter().filter(|field| field.is_stored() && field.key != "_id").count();
                assert_eq!(schema.fields().len(), stored + 1, "{}", definition.identifier);
                let empty = BatchBuilder::new(schema).finish().unwrap();
                assert_eq!(empty.num_rows(), 0);
                assert_eq!(weda_arrow::rows(definition, &empty).unwrap().count(), 0);
            }
            let Some(records) = &records else { continue };
            let file = Path::new(records).join(format!("{}.mock.json", definition.identifier));
            let Ok(text) = std::fs::read_to_string(&file) else { continue };
            let records: Vec<serde_json::Map<String, serde_json::Value>> = serde_json::from_str(&text).unwrap();
            let mut builder = BatchBuilder::new(schema(definition, Form::File));
            for record in &records {
                let record: Record = serde_json::to_string(record).unwrap().parse().unwrap();
                builder.push(&record).unwrap_or_else(|error| panic!("{}: {error}", definition.identifier));
            }
            let batch = builder.finish().unwrap();
            assert_eq!(batch.num_rows(), records.len());
            // A value is null in the batch if and only if the record has none.
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                for (at, record) in records.iter().enumerate() {
                    let has_none = record.get(field.name()).is_none_or(|value| value.is_null() || *value == "");
                    assert!(column.is_null(at) == has_none || record[field.name()] == "", "{} {at}", field.name());
                }
            }
        }
    }
}
