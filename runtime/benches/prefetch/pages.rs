//! A service of one model with prepared pages.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, body::Bytes};
use serde::Deserialize;

/// Number of records per page.
pub const RECORDS: usize = 200;

const TOKEN: &str = r#"{"token_type":"Bearer","access_token":"token","expires_in":432000}"#;

struct Pages {
    latency: Duration,
    odata: Vec<Bytes>,
    native: Vec<Bytes>,
}

/// The page in the body of a request to the data-model gateway.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Numbered {
    page_size: usize,
    page_number: usize,
}

/// Prints its address and serves so many pages, each after the latency, until the process ends.
pub fn serve(latency: Duration, pages: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        let all = |page: fn(usize, usize) -> Bytes| (0..pages).map(|at| page(at, pages)).collect();
        let pages = Arc::new(Pages { latency, odata: all(odata), native: all(native) });
        axum::serve(listener, Router::new().fallback(answer).with_state(pages)).await.unwrap();
    });
}

async fn answer(State(service): State<Arc<Pages>>, request: Request) -> Response {
    if request.uri().path().starts_with("/auth/") {
        return TOKEN.into_response();
    }
    tokio::time::sleep(service.latency).await;
    if request.uri().path().starts_with("/v1/model/") {
        let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
        let Numbered { page_size, page_number } = serde_json::from_slice(&body).unwrap();
        assert_eq!(page_size, RECORDS, "full pages");
        let page = service.native.get(page_number - 1).cloned();
        return page
            .unwrap_or_else(|| Bytes::from_static(br#"{"data":{"records":[]},"requestId":"r"}"#))
            .into_response();
    }
    let query = request.uri().query().unwrap_or_default();
    let skip = query.split('&').find_map(|option| option.strip_prefix("$skip=")).and_then(|skip| skip.parse().ok());
    let page = skip.and_then(|skip: usize| service.odata.get(skip / RECORDS)).cloned();
    page.unwrap_or_else(|| Bytes::from_static(br#"{"@odata.context":"c","value":[]}"#)).into_response()
}

fn records(at: usize) -> String {
    let records =
        (at * RECORDS..(at + 1) * RECORDS).map(|at| format!(r#"{{"_id":"{at:032x}","title":"红楼梦 {at}"}}"#));
    records.collect::<Vec<_>>().join(",")
}

fn native(at: usize, pages: usize) -> Bytes {
    let (count, records) = (pages * RECORDS, records(at));
    format!(r#"{{"data":{{"records":[{records}],"total":{count}}},"requestId":"r"}}"#).into()
}

fn odata(at: usize, pages: usize) -> Bytes {
    let (count, records) = (pages * RECORDS, records(at));
    format!(r##"{{"@odata.context":"$metadata#book","@odata.count":{count},"value":[{records}]}}"##).into()
}
