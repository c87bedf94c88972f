//! Real definitions, where `WEDA_SAMPLES` points to them.

use std::path::PathBuf;

use weda_definition::{Definitions, Kind};

/// The directory of samples; `None`, with a line that says so, where the variable is not set.
fn samples() -> Option<PathBuf> {
    let Some(dir) = std::env::var_os("WEDA_SAMPLES") else {
        eprintln!("skipped: WEDA_SAMPLES is not set");
        return None;
    };
    let dir = PathBuf::from(dir).join("definitions");
    assert!(dir.is_dir(), "WEDA_SAMPLES points nowhere: there is no {}", dir.display());
    Some(dir)
}

#[test]
fn every_sample_parses_and_every_line_is_the_fields_own() {
    let Some(dir) = samples() else { return };
    let definitions = Definitions::read(&dir).unwrap();
    assert!(definitions.len() >= 20, "only {} definitions in {}", definitions.len(), dir.display());
    for definition in &definitions {
        let text = std::fs::read_to_string(dir.join(format!("{}.json", definition.identifier))).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let declared = json["properties"].as_object().map_or(0, serde_json::Map::len);
        assert_eq!(definition.fields.len(), declared, "{}", definition.source);
        for field in &definition.fields {
            let line = text.lines().nth(field.line as usize - 1).unwrap();
            assert!(line.contains(&format!("\"{}\":", field.key)), "{}:{} {line}", definition.source, field.line);
        }
    }
    let sku = definitions.get("goods_sku").unwrap();
    assert!(
        matches!(&sku.field("spuId").unwrap().kind, Kind::Relation(to) if to.target.as_deref() == Some("goods_spu"))
    );
}
