//! A field of the record that a relation leads to.

use school::models::Course;
use weda::prelude::*;

fn title(class: &Id<Course>) -> &str {
    class.title
}

fn main() {
    let _ = title;
}
