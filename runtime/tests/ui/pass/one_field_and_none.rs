//! A view may hold one field, and even none: then it counts.

use weda::prelude::*;

#[weda_model("student")]
struct Name {
    name: String,
}

#[weda_model("student")]
struct Any {}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Name::query(&client).first();
    let _ = Any::query(&client).filter(Any::ACTIVE.eq(true)).count();
}
