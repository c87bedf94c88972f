//! The iterator holds what belongs to one thread.

use std::rc::Rc;

use school::models::{NewStudent, Student};
use weda::prelude::*;

fn bulk(client: &Client, rows: Vec<NewStudent>, seen: Rc<u32>) {
    let _ = Student::create_many(client, rows.into_iter().filter(move |_| *seen > 0));
}

fn main() {
    let _ = bulk;
}
