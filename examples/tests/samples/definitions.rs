use std::fs;
use std::path::Path;

use weda_definition::{Definitions, Kind};

pub fn parse(samples: &Path) {
    let dir = samples.join("definitions");
    let definitions = Definitions::read(&dir).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(definitions.len() >= 20, "only {} definitions in {}", definitions.len(), dir.display());
    for definition in &definitions {
        let text = fs::read_to_string(dir.join(format!("{}.json", definition.identifier))).unwrap();
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let declared = json["properties"].as_object().map_or(0, serde_json::Map::len);
        assert_eq!(definition.fields.len(), declared, "{}", definition.source);
        for field in &definition.fields {
            let line = text.lines().nth(field.line as usize - 1).unwrap();
            assert!(line.contains(&format!("\"{}\":", field.key)), "{}:{} {line}", definition.source, field.line);
        }
    }
    let sku = definitions.get("goods_sku").unwrap();
    let Kind::Relation(to) = &sku.field("spuId").unwrap().kind else { panic!("spuId is not a relation") };
    assert_eq!(to.target.as_deref(), Some("goods_spu"));
}
