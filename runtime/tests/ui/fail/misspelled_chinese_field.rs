//! A field with a Chinese name is misspelled.

use weda::prelude::*;

#[weda_model("班级")]
struct 班级 {
    id: Id<班级>,
    名子: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = 班级::query(&client).filter(班级::名称.eq("一班"));
}
