//! Code for rows with ids gets a view that does not load it.

use weda::Identified;
use weda::prelude::*;

#[weda_model("student")]
struct Name {
    name: String,
}

fn print<R: Identified>(row: &R) {
    println!("{}", row.id());
}

fn main() {
    print(&Name { name: "李四".into() });
    let _ = Name { name: String::new() }.name;
}
