//! Changes without an id are handed to an untyped `update_many`.

use weda::prelude::*;

fn bulk(client: &Client) {
    let _ = client.model("student").update_many([5]);
}

fn main() {
    let _ = bulk;
}
