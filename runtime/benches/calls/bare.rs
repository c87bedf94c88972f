use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, Method, Response};

#[derive(serde::Deserialize)]
pub struct Book {
    #[serde(rename = "_id")]
    pub id: String,
    pub title: String,
    pub price: Option<f64>,
}
#[derive(serde::Deserialize)]
pub struct Sku {
    #[serde(rename = "_id")]
    pub id: String,
    pub title: Option<String>,
    #[serde(rename = "spuId")]
    pub spu: Option<Spu>,
}
#[derive(serde::Deserialize)]
pub struct Spu {
    #[serde(rename = "_id")]
    pub id: String,
    pub title: Option<String>,
}
#[derive(serde::Deserialize)]
pub struct One<T> {
    pub record: T,
}
#[derive(serde::Deserialize)]
pub struct Count {
    pub count: u64,
}
pub struct Call {
    pub method: Method,
    pub url: String,
    pub body: Option<Bytes>,
}
pub struct Bare {
    pub http: Client,
    pub token: HeaderValue,
}
impl Bare {
    pub async fn send(&self, call: &Call) -> Response {
        let mut request = self.http.request(call.method.clone(), &call.url).header(ACCEPT, "application/json");
        request = request.header("x-request-id", "0123456789abcdef0123456789abcdef").header(AUTHORIZATION, &self.token);
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        request.send().await.unwrap().error_for_status().unwrap()
    }
    pub async fn read<T: serde::de::DeserializeOwned>(&self, call: &Call) -> T {
        serde_json::from_slice(&self.send(call).await.bytes().await.unwrap()).unwrap()
    }
}
