//! `all` on a query, which is awaited as it is.

use school::models::Student;
use weda::prelude::*;

async fn run(client: &Client) {
    let _ = Student::query(client).all().await;
}

fn main() {
    let _ = run;
}
