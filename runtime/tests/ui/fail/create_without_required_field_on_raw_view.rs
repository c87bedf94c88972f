//! A new record of a view whose name is a keyword lacks a field.

#![allow(non_camel_case_types)]

use weda::prelude::*;

#[weda_model("student")]
struct r#match {
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = r#match::create(&client, Newmatch { name: "李四".into() });
    let _ = |student: r#match| student.name;
}
