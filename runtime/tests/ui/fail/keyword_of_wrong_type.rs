//! A field whose name is a keyword has a wrong type.

use weda::prelude::*;

#[weda_model("words")]
struct Words {
    r#match: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Words::query(&client).filter(Words::MATCH.eq(true));
}
