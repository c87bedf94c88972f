//! The measured work: the same calls by both sides, one after the other.

use std::hint::black_box;

use reqwest::header::HeaderValue;
use tokio::runtime::{Builder, Runtime};
use weda::call::RequestPreview;
use weda::prelude::*;
use weda::{GatewayKind, Patch};

use crate::bare::{self, Bare, Count, One};
use crate::derive::{Answer, List, NativePage, Page};
use crate::models::Repair;

/// Number of records per page.
pub const RECORDS: usize = 100;
/// Number of calls per round.
pub const CALLS: usize = 20;

#[weda_model("book")]
struct Book {
    id: Id<Book>,
    title: String,
    price: Option<f64>,
}

/// A row with a related row.
#[weda_model("goods_sku")]
struct Sku {
    id: Id<Sku>,
    title: Option<String>,
    #[weda(load = "spuId")]
    spu: Option<Spu>,
}

#[weda_model("goods_spu")]
struct Spu {
    id: Id<Spu>,
    title: Option<String>,
}

pub struct Work {
    runtime: Runtime,
    gateway: GatewayKind,
    client: Client,
    id: Id<Book>,
    bare: Bare,
    /// The requests for the other side.
    update: bare::Call,
    record: bare::Call,
    list: bare::Call,
    nested: bare::Call,
}

impl Work {
    pub fn at(address: &str, gateway: GatewayKind) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::builder("lowcode-emulator").gateway(gateway).secret("id", "key");
        let client = client.base_url(format!("http://{address}")).build().unwrap();
        let id = Id::new("9G5C0WQN26");
        // Both clients support TLS, which plain HTTP does not use.
        let user_agent = concat!("weda/", env!("CARGO_PKG_VERSION"));
        let http = reqwest::Client::builder().user_agent(user_agent).no_proxy().build().unwrap();
        let mut token = HeaderValue::from_static("Bearer token");
        token.set_sensitive(true);
        let update = call(Book::update(&client, &id, patch()).preview());
        let record = call(Book::get(&client, &id).preview());
        let list = call(Repair::query(&client).preview());
        let nested = call(Sku::query(&client).preview());
        Self { runtime, gateway, client, id, bare: Bare { http, token }, update, record, list, nested }
    }

    /// Runs a case for so many rounds.
    ///
    /// # Panics
    /// Panics if there is no such case.
    pub fn run(&self, case: &str, rounds: usize) {
        let calls = rounds * CALLS;
        match case {
            "update-weda" => self.each(calls, || self.update()),
            "update-bare" => self.each(calls, || self.bare_update()),
            "get-weda" => self.each(calls, || async { Book::get(&self.client, &self.id).await.unwrap().unwrap() }),
            "get-bare" => self.each(calls, || self.bare_get()),
            "page-weda" => self.each(calls, || async { Repair::query(&self.client).await.unwrap() }),
            "page-bare" if self.is_model() => self.each(calls, || self.bare.read::<NativePage>(&self.list)),
            "page-bare" => self.each(calls, || self.bare.read::<Page>(&self.list)),
            "nested-weda" => self.each(calls, || async { Sku::query(&self.client).await.unwrap() }),
            "nested-bare" => self.each(calls, || self.bare.read::<Answer<List<bare::Sku>>>(&self.nested)),
            other => panic!("there is no case {other}"),
        }
    }

    fn each<F: Future>(&self, calls: usize, call: impl Fn() -> F) {
        self.runtime.block_on(async {
            for _ in 0..calls {
                drop(black_box(call().await));
            }
        });
    }

    async fn update(&self) {
        Book::update(&self.client, &self.id, patch()).await.unwrap();
    }

    async fn bare_update(&self) {
        match self.is_model() {
            true => assert_eq!(self.bare.read::<Answer<Count>>(&self.update).await.data.count, 1),
            false => drop(self.bare.send(&self.update).await),
        }
    }

    async fn bare_get(&self) -> bare::Book {
        match self.is_model() {
            true => self.bare.read::<Answer<One<bare::Book>>>(&self.record).await.data.record,
            false => self.bare.read(&self.record).await,
        }
    }

    fn is_model(&self) -> bool {
        self.gateway == GatewayKind::Model
    }

    pub fn both_sides_get_the_same(&self) {
        self.runtime.block_on(async {
            let ours = Book::get(&self.client, &self.id).await.unwrap().unwrap();
            let theirs = self.bare_get().await;
            assert_eq!((ours.id.as_str(), ours.title, ours.price), (theirs.id.as_str(), theirs.title, theirs.price));
            let ours = Repair::query(&self.client).await.unwrap();
            let theirs: Vec<String> = match self.is_model() {
                true => ids(self.bare.read::<NativePage>(&self.list).await.data.records, |row| row.id),
                false => ids(self.bare.read::<Page>(&self.list).await.value, |row| row.id),
            };
            assert!(ours.len() == RECORDS && ours.iter().map(|row| row.id.as_str()).eq(&theirs));
            if self.is_model() {
                let ours = Sku::query(&self.client).await.unwrap();
                let theirs = self.bare.read::<Answer<List<bare::Sku>>>(&self.nested).await.data;
                assert!(ours.len() == RECORDS && theirs.total == Some(RECORDS as u64));
                for (ours, theirs) in ours.into_iter().zip(theirs.records) {
                    let (spu, other) = (ours.spu.unwrap(), theirs.spu.unwrap());
                    assert_eq!((ours.id.as_str(), ours.title), (theirs.id.as_str(), theirs.title));
                    assert_eq!((spu.id.as_str(), spu.title), (other.id.as_str(), other.title));
                }
            }
            self.update().await;
            self.bare_update().await;
        });
    }
}

fn patch() -> Patch<Book> {
    Book::patch().set(Book::PRICE, 49.0)
}

fn call(preview: weda::Result<Option<RequestPreview>>) -> bare::Call {
    let RequestPreview { method, url, body, .. } = preview.unwrap().unwrap();
    bare::Call { method: method.parse().unwrap(), url, body: body.map(Into::into) }
}

fn ids<T>(rows: Vec<T>, id: fn(T) -> String) -> Vec<String> {
    rows.into_iter().map(id).collect()
}
