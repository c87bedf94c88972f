//! A pattern for the answer of a request that nobody awaits.

use weda::prelude::*;

async fn run(client: &Client) {
    if let Ok(answer) = client.request("GET", "/weda/auth/v1/prod/describeUserList") {
        println!("{answer:?}");
    }
}

fn main() {
    let _ = run;
}
