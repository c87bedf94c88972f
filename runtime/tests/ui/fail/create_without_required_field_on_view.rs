//! A new record of a view lacks a required field.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Name::create(&client, NewName { name: "李四".into() });
}
