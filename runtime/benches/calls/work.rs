//! The measured work: the same calls by both sides, one after the other.

use std::hint::black_box;

use reqwest::header::HeaderValue;
use tokio::runtime::{Builder, Runtime};
use weda::prelude::*;

use crate::bare::{self, Bare};
use crate::derive::Page;
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

pub struct Work {
    runtime: Runtime,
    client: Client,
    id: Id<Book>,
    bare: Bare,
    /// The URLs for the other side.
    record: String,
    list: String,
}

impl Work {
    pub fn at(address: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::for_emulator(address);
        let id = Id::new("9G5C0WQN26");
        // Both clients support TLS, which plain HTTP does not use.
        let user_agent = concat!("weda/", env!("CARGO_PKG_VERSION"));
        let http = reqwest::Client::builder().user_agent(user_agent).no_proxy().build().unwrap();
        let mut token = HeaderValue::from_static("Bearer token");
        token.set_sensitive(true);
        let record = Book::get(&client, &id).preview().unwrap().unwrap().url;
        let list = Repair::query(&client).preview().unwrap().unwrap().url;
        Self { runtime, client, id, bare: Bare { http, token }, record, list }
    }

    /// Runs a case for so many rounds.
    ///
    /// # Panics
    /// Panics if there is no such case.
    pub fn run(&self, case: &str, rounds: usize) {
        let calls = rounds * CALLS;
        match case {
            "update-weda" => self.each(calls, || async { self.update().await }),
            "update-bare" => self.each(calls, || self.bare.update(&self.record, r#"{"price":49.0}"#)),
            "get-weda" => self.each(calls, || async { Book::get(&self.client, &self.id).await.unwrap().unwrap() }),
            "get-bare" => self.each(calls, || self.bare.get::<bare::Book>(&self.record)),
            "page-weda" => self.each(calls, || async { Repair::query(&self.client).await.unwrap() }),
            "page-bare" => self.each(calls, || self.bare.get::<Page>(&self.list)),
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
        Book::update(&self.client, &self.id, Book::patch().set(Book::PRICE, 49.0)).await.unwrap();
    }

    pub fn both_sides_get_the_same(&self) {
        self.runtime.block_on(async {
            let ours = Book::get(&self.client, &self.id).await.unwrap().unwrap();
            let theirs: bare::Book = self.bare.get(&self.record).await;
            assert_eq!((ours.id.as_str(), ours.title, ours.price), (theirs.id.as_str(), theirs.title, theirs.price));
            let ours = Repair::query(&self.client).await.unwrap();
            let theirs = self.bare.get::<Page>(&self.list).await.value;
            assert!(ours.len() == RECORDS && ours.iter().zip(&theirs).all(|(one, other)| one.id.as_str() == other.id));
            self.update().await;
        });
    }
}
