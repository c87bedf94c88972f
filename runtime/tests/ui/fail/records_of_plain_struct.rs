//! Records of a struct without the attribute, which only the result names.

use weda::Row;
use weda::prelude::*;

struct Plain {
    _name: String,
}

async fn run(client: &Client) -> weda::Result<()> {
    let _: Vec<Plain> = Row::query(client).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
