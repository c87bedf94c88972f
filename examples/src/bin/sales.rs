//! Runs the service of [`weda_examples::sales`] on port 8080 of this machine.
//!
//! It uses the environment of `WEDA_ENV_ID` and keys, or the emulator at `WEDA_EMULATOR_HOST`, or else an embedded
//! emulator with records in memory.

use weda::Client;
use weda_emulator::Emulator;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_configured = ["WEDA_ENV_ID", "WEDA_EMULATOR_HOST"].iter().any(|name| std::env::var_os(name).is_some());
    let emulator = match is_configured {
        true => None,
        false => Some(Emulator::builder().definitions(weda_examples::definitions()).start()?),
    };
    let client = match &emulator {
        Some(emulator) => Client::for_emulator(emulator.address()),
        None => Client::from_env()?,
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    println!("http://{}/sales", listener.local_addr()?);
    axum::serve(listener, weda_examples::sales::router(client)).await?;
    Ok(())
}
