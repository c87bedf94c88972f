//! `update` on a type parameter that may be a system model.

use school::models::Student;
use weda::Row;
use weda::prelude::*;

async fn run<T: Row>(client: &Client, id: &Id<T>) -> weda::Result<()> {
    T::update(client, id, T::patch()).await
}

fn main() {
    let _ = run::<Student>;
}
