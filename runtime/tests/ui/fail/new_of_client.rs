//! `new` on a type that has none and is no model.

use weda::prelude::*;

fn main() {
    let _ = Client::new("lowcode-2gay8jgh25");
}
