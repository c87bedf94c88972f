//! A struct without the attribute where a row type is expected.

use weda::Row;
use weda::prelude::*;

struct Plain {
    _name: String,
}

fn first<R: Row>(client: &Client) {
    let _ = R::query(client).first();
}

fn main() {
    first::<Plain>(&Client::for_emulator("127.0.0.1:4010"));
}
