//! A generic struct of the user's, with a struct without the attribute.

use weda::Row;

struct Plain {
    _name: String,
}

struct Repository<R: Row> {
    _rows: Vec<R>,
}

fn read(_: Repository<Plain>) {}

fn main() {
    let _ = read;
}
