use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Client, RequestBuilder};

#[derive(serde::Deserialize)]
pub struct Book {
    #[serde(rename = "_id")]
    pub id: String,
    pub title: String,
    pub price: Option<f64>,
}
pub struct Bare {
    pub http: Client,
    pub token: HeaderValue,
}
impl Bare {
    fn headers(&self, call: RequestBuilder) -> RequestBuilder {
        let call = call.header(ACCEPT, "application/json").header("x-request-id", "0123456789abcdef0123456789abcdef");
        call.header(AUTHORIZATION, &self.token)
    }
    pub async fn update(&self, url: &str, body: &'static str) {
        let call = self.headers(self.http.patch(url)).header(CONTENT_TYPE, "application/json").body(body);
        call.send().await.unwrap().error_for_status().unwrap();
    }
    pub async fn get<T: serde::de::DeserializeOwned>(&self, url: &str) -> T {
        serde_json::from_slice(&self.headers(self.http.get(url)).send().await.unwrap().bytes().await.unwrap()).unwrap()
    }
}
