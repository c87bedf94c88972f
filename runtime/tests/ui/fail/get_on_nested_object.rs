//! `get` on the type of a nested object.

use school::models::{Student, StudentAddress};
use weda::prelude::*;

async fn run(client: &Client, id: &Id<Student>) {
    let _ = StudentAddress::get(client, id).await;
}

fn main() {
    let _ = run;
}
