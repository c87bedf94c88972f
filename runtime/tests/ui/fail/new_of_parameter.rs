//! A new record of a type parameter that may require values.

use school::models::Course;
use weda::prelude::*;
use weda::write::Creatable;
use weda::Row;

async fn run<T: Row + Creatable>(client: &Client) -> weda::Result<T> {
    T::create(client, T::new()).await
}

fn main() {
    let _ = run::<Course>;
}
