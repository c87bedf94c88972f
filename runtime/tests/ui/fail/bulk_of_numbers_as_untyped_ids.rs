//! Numbers are handed to an untyped `get_many`.

use weda::prelude::*;

fn bulk(client: &Client) {
    let _ = client.model("student").get_many([1, 2]);
}

fn main() {
    let _ = bulk;
}
