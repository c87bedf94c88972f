//! An emulator with one model, and clients of it.

use std::time::Duration;

use weda::{Client, ClientBuilder};
use weda_emulator::{Definition, Emulator, EmulatorBuilder};

/// An emulator with the model `student`.
pub fn builder() -> EmulatorBuilder {
    let text = r#"{ "properties": { "name": { "type": "string", "title": "姓名" } } }"#;
    Emulator::builder().definitions(Definition::parse("student", "student.json", text).unwrap())
}

pub fn start() -> Emulator {
    builder().start().unwrap()
}

/// A client of an emulator, without anything shared.
pub fn client(address: &str) -> ClientBuilder {
    ClientBuilder::from_variables(|name| (name == "WEDA_EMULATOR_HOST").then(|| address.to_owned())).unwrap()
}

/// One call.
pub async fn call(client: &Client) -> weda::Result<u64> {
    client.model("student").query().count().await
}

/// Waits until something holds.
pub fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let until = std::time::Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(std::time::Instant::now() < until, "it did not happen in 30 seconds: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}
