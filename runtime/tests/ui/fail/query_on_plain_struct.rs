//! A query that begins with a struct without the attribute.

use weda::prelude::*;

struct Plain {
    _name: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Plain::query(&client);
}
