//! A service in its own process that answers immediately with prepared answers.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use http::{Method, StatusCode};

use weda::GatewayKind;

use crate::make::{Form, REQUEST_ID, page};

const TOKEN: &str = r#"{"token_type":"Bearer","access_token":"token","expires_in":432000}"#;
const RECORD: &str = r##"{"@odata.context":"$metadata#book","_id":"9G5C0WQN26","title":"红楼梦","price":59.7}"##;

const NATIVE: &str = r#"{"record":{"_id":"9G5C0WQN26","title":"红楼梦","price":59.7}}"#;

/// The lists of both gateways.
struct Lists {
    odata: Bytes,
    native: Bytes,
    nested: Bytes,
}

/// Prints its address and serves until the process ends.
pub fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        let list = |gateway| page(crate::work::RECORDS, Form::Plain, gateway).into();
        let lists = Arc::new(Lists {
            odata: list(GatewayKind::OData),
            native: list(GatewayKind::Model),
            nested: nested().into(),
        });
        axum::serve(listener, Router::new().fallback(answer).with_state(lists)).await.unwrap();
    });
}

async fn answer(State(lists): State<Arc<Lists>>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let method = request.method().clone();
    // Read completely, as a service would.
    axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
    if path.starts_with("/v1/model/") {
        return match path.rsplit('/').next() {
            Some("update") => data(r#"{"count":1}"#).into_response(),
            Some("get") => data(NATIVE).into_response(),
            Some("list") if path.contains("/goods_sku/") => Bytes::clone(&lists.nested).into_response(),
            Some("list") => Bytes::clone(&lists.native).into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
    }
    match method {
        Method::PATCH => StatusCode::NO_CONTENT.into_response(),
        Method::POST if path.starts_with("/auth/") => TOKEN.into_response(),
        Method::GET if path.ends_with(')') => RECORD.into_response(),
        Method::GET => Bytes::clone(&lists.odata).into_response(),
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// A page of records with a related record each.
fn nested() -> String {
    let record = |n: usize| {
        format!(r#"{{"_id":"K{n:031}","title":"景德镇瓷碗 {n}号","spuId":{{"_id":"S{n:031}","title":"瓷碗 {n}"}}}}"#)
    };
    let records: Vec<String> = (0..crate::work::RECORDS).map(record).collect();
    data(&format!(r#"{{"records":[{}],"total":{}}}"#, records.join(","), records.len()))
}

fn data(data: &str) -> String {
    format!(r#"{{"data":{data},"requestId":"{REQUEST_ID}"}}"#)
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
