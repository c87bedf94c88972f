use std::path::Path;

use crate::package::Package;

const BUILD: &str = "
fn main() {
    weda_codegen::build();
}
";

/// Products with category and SKUs, whose relations (one-one, many-one) are followed by id.
const MAIN: &str = r#"
mod models {
    weda::include_models!();
}

use std::collections::HashMap;
use std::path::Path;

use models::{Category1, Category2, GoodsSku, GoodsSpu};
use weda::prelude::*;
use weda_emulator::Emulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let samples = std::env::var("WEDA_SAMPLES")?;
    let samples = Path::new(&samples);
    let emulator = Emulator::builder().definitions(samples.join("definitions")).start()?;
    for model in ["category1", "category2", "goods_spu", "goods_sku", "goods_spec"] {
        let text = std::fs::read_to_string(samples.join(format!("records/{model}.mock.json")))?;
        emulator.load(model, serde_json::from_str::<Vec<_>>(&text)?)?;
    }

    let client = Client::for_emulator(emulator.address());
    let mut skus: HashMap<Id<GoodsSpu>, Vec<GoodsSku>> = HashMap::new();
    for sku in GoodsSku::query(&client).order_by(GoodsSku::PRICE.asc()).await? {
        if let Some(product) = sku.spu_id.clone() {
            skus.entry(product).or_default().push(sku);
        }
    }
    let on_sale = GoodsSpu::query(&client).filter(GoodsSpu::IS_PUT_ON_SALE.eq(true));
    for product in on_sale.order_by(GoodsSpu::SPU_ID.asc()).await? {
        let category = match &product.category_id {
            Some(id) => Category2::get(&client, id).await?,
            None => None,
        };
        let parent = match category.as_ref().and_then(|category| category.category1_id.as_ref()) {
            Some(id) => Category1::get(&client, id).await?,
            None => None,
        };
        println!(
            "{}|{}|{}|{}|{}",
            product.title,
            parent.map(|parent| parent.category1_name).unwrap_or_default(),
            category.map(|category| category.category2_name).unwrap_or_default(),
            product.images.len(),
            skus.remove(&product.id).unwrap_or_default().iter().map(|sku| {
                let value = sku.spec_values[0].spec_value_id.as_deref().unwrap_or_default();
                format!("{}x{}@{value}", sku.price, sku.stock)
            }).collect::<Vec<_>>().join(","),
        );
    }
    Ok(())
}
"#;

pub fn is_read(samples: &Path) {
    let crates = [("weda", "runtime"), ("weda-emulator", "emulator")];
    let package = Package::new("shop", "2024", MAIN, &crates, Some(BUILD));
    package.depend("serde_json = \"1\"\ntokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }\n");
    let settings = format!("models = {:?}\n", samples.join("definitions"));
    std::fs::write(package.path("weda.toml"), settings).unwrap();
    let lines = package.cargo(&["run", "--offline", "--quiet"]);
    assert_eq!(lines, expected(samples), "the program's output, then that computed from the files");
}

/// The same lines, computed from the files without this project.
fn expected(samples: &Path) -> String {
    let read = |model: &str| -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(samples.join(format!("records/{model}.mock.json"))).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let by_id = |records: &[serde_json::Value], id: &serde_json::Value| {
        records.iter().find(|record| record["_id"] == *id).cloned().unwrap_or_default()
    };
    let (parents, categories) = (read("category1"), read("category2"));
    let mut skus = read("goods_sku");
    skus.sort_by_key(|sku| sku["price"].as_i64());
    let mut products = read("goods_spu");
    products.retain(|product| product["isPutOnSale"] == true);
    products.sort_by_key(|product| product["spuId"].as_str().map(str::to_owned));
    let mut lines = String::new();
    for product in &products {
        let category = by_id(&categories, &product["categoryId"]["_id"]);
        let parent = by_id(&parents, &category["category1Id"]["_id"]);
        let skus = skus.iter().filter(|sku| sku["spuId"]["_id"] == product["_id"]).map(|sku| {
            let option = sku["specValues"][0]["specValueId"].as_str().unwrap();
            format!("{}x{}@{option}", sku["price"], sku["stock"])
        });
        lines += &format!(
            "{}|{}|{}|{}|{}\n",
            product["title"].as_str().unwrap(),
            parent["category1Name"].as_str().unwrap_or_default(),
            category["category2Name"].as_str().unwrap_or_default(),
            product["images"].as_array().unwrap().len(),
            skus.collect::<Vec<_>>().join(",")
        );
    }
    assert!(lines.lines().count() >= 3, "{lines}");
    lines
}
