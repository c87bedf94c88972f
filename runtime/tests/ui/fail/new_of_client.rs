//! `new` on a type that has no `new` and is not a model.

use weda::prelude::*;

fn main() {
    let _ = Client::new("lowcode-2gay8jgh25");
}
