//! A service in its own process that answers immediately with prepared answers.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{Method, StatusCode};

use crate::make::{Form, page};

const TOKEN: &str = r#"{"token_type":"Bearer","access_token":"token","expires_in":432000}"#;
const RECORD: &str = r##"{"@odata.context":"$metadata#book","_id":"9G5C0WQN26","title":"红楼梦","price":59.7}"##;

/// Prints its address and serves until the process ends.
pub fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        let list = Arc::new(Bytes::from(page(crate::work::RECORDS, Form::Plain)));
        axum::serve(listener, Router::new().fallback(answer).with_state(list)).await.unwrap();
    });
}

async fn answer(State(list): State<Arc<Bytes>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    // Read completely, as a service would.
    axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
    match method {
        Method::PATCH => StatusCode::NO_CONTENT.into_response(),
        Method::POST if path.starts_with("/auth/") => TOKEN.into_response(),
        Method::GET if path.ends_with(')') => RECORD.into_response(),
        Method::GET => Bytes::clone(&list).into_response(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// The process of the service, which ends when this is dropped.
pub struct Service {
    process: Child,
    pub address: String,
}

impl Service {
    pub fn start() -> Self {
        let program = std::env::current_exe().unwrap();
        let mut process = Command::new(program).arg("--serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
