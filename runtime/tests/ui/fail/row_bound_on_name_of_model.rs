//! The mere name of a model where a row type is expected.

use weda::Row;
use weda::prelude::*;

#[weda_model("student")]
struct Pupil;

fn first<R: Row>(client: &Client) {
    let _ = R::query(client).first();
}

fn main() {
    first::<Pupil>(&Client::for_emulator("127.0.0.1:4010"));
}
