//! A field of the answer of a call that nobody awaits.

use school::models::{NewStudent, Student};
use weda::prelude::*;

async fn run(client: &Client, new: NewStudent) {
    let _ = Student::create(client, new).id;
}

fn main() {
    let _ = run;
}
