//! A view whose name is a keyword holds a number as a text.

#![allow(non_camel_case_types)]

use weda::prelude::*;

#[weda_model("student")]
struct r#type {
    id: Id<r#type>,
    name: String,
    score: Option<String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let new = Newtype { name: "李四".into(), course: "体育".into() };
    let _ = r#type::create(&client, new.set(r#type::SCORE, 89));
}
