//! A query through the trait, of a struct without the attribute.

use weda::Row;
use weda::prelude::*;

struct Plain {
    _name: String,
}

async fn run(client: &Client) {
    let _ = <Plain as Row>::query(client).await;
}

fn main() {
    let _ = run;
}
