//! Our side of `../client.sh`: `write` creates and changes books, which the vendor's node-sdk then reads; `read` compares
//! the books that node-sdk wrote. The variables of `Client::from_env` select the gateway and the key.

mod read;
mod values;
mod write;

/// The models.
mod models {
    weda::include_models!();
}

use std::process::ExitCode;

use weda::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let verb = std::env::args().nth(1);
    let ran = match verb.as_deref() {
        Some("write") => run(write::all).await,
        Some("read") => run(read::all).await,
        _ => Err("expected one argument: `write` or `read`".into()),
    };
    match ran {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("  FAILED: {error}");
            ExitCode::FAILURE
        }
    }
}

type Outcome = Result<(), Box<dyn std::error::Error>>;

/// The gateway is read here too, since the two write and read different relations.
async fn run(verb: impl AsyncFnOnce(&Client, &str) -> Outcome) -> Outcome {
    let gateway = std::env::var("WEDA_GATEWAY")?;
    verb(&Client::from_env()?, &gateway).await
}
