//! A struct without the attribute where a model is expected.

use weda::Model;

struct Plain {
    _name: String,
}

fn identifier<M: Model>() -> &'static str {
    M::IDENTIFIER
}

fn main() {
    let _ = identifier::<Plain>();
}
