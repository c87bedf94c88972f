//! A typed version of the vendor's sample: a small server that answers `GET /` with the users of the environment.
//!
//! It uses an embedded emulator or, with `--live` and built with `--features tls`, the real environment of the `WEDA_*`
//! variables, where it reads `prod/sys_user`. `--once` answers one request and exits, for scripts.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use weda::prelude::*;
use weda_emulator::Emulator;

/// The view that this program has of the model `sys_user`: four of its fields.
#[weda_model("sys_user")]
#[derive(Debug, Serialize)]
struct Contact {
    id: Id<Contact>,
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

#[derive(Clone)]
struct Server {
    client: Client,
    answered: Arc<Notify>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let is_given = |flag: &str| std::env::args().any(|argument| argument == flag);
    let emulator = if is_given("--live") { None } else { Some(Emulator::builder().start()?) };
    let client = match &emulator {
        Some(emulator) => Client::for_emulator(emulator.address()),
        None => Client::from_env()?,
    };

    let server = Server { client: client.with_env_type(EnvType::Prod), answered: Arc::default() };
    let once = is_given("--once").then(|| Arc::clone(&server.answered));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("contacts of {}: curl http://{}/", client.env_id(), listener.local_addr()?);
    let app = Router::new().route("/", get(contacts)).with_state(server);
    let stop = async move {
        match once {
            Some(answered) => answered.notified().await,
            None => std::future::pending().await,
        }
    };
    axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    Ok(())
}

/// Users of type 0 are the platform's own; the constant exists although the view does not load the field.
async fn contacts(State(server): State<Server>) -> Result<Json<Vec<Contact>>, (StatusCode, String)> {
    let contacts = Contact::query(&server.client).filter(Contact::TYPE.eq(0)).order_by(Contact::NAME.asc()).await;
    server.answered.notify_one();
    contacts.map(Json).map_err(|error| (StatusCode::BAD_GATEWAY, error.to_string()))
}
