//! The measured work: the same URL by both sides.

use std::hint::black_box;

use percent_encoding::percent_decode_str;
use url::Url;
use weda::__private::addresses;
use weda::prelude::*;
use weda::{Filter, Query};

#[weda_model("book")]
struct Book {
    #[allow(dead_code)]
    id: Id<Book>,
}

pub const CASES: [&str; 3] = ["two terms", "eight terms", "a hundred ids"];

/// The starting points, and the number of URLs.
pub const WAYS: [&str; 3] = ["at hand", "from values", "ten pages"];

pub struct Work {
    client: Client,
    collection: String,
    filter: Box<dyn Fn() -> Filter<Book>>,
    at_hand: Query<Book>,
    /// The filter for the other side.
    text: String,
}

impl Work {
    pub fn of(case: &str) -> Self {
        let client = Client::builder("lowcode-2gay8jgh25").secret("id", "key").build().unwrap();
        let filter: Box<dyn Fn() -> Filter<Book>> = match case {
            "two terms" => Box::new(|| Book::PRICE.gt(60) & Book::TITLE.contains("红")),
            "eight terms" => Box::new(|| {
                Book::PRICE.in_range(10.5..60.0)
                    & Book::TITLE.contains("红")
                    & !Book::IN_PRINT.eq(false)
                    & (Book::GENRE.one_of(["小说", "诗歌"]) | Book::PAGES.lt(300))
                    & Book::ISBN.ne("978-7-02-000220-7")
            }),
            "a hundred ids" => {
                let ids: Vec<Id<Book>> = (0..100).map(|at| Id::new(format!("{at:032x}"))).collect();
                Box::new(move || Book::ID.one_of(&ids))
            }
            other => panic!("there is no case {other}"),
        };
        let at_hand = query(&client, filter());
        let url = address(&at_hand);
        let (collection, query) = url.split_once('?').unwrap();
        let text = query.split('&').next().unwrap().strip_prefix("$filter=").unwrap();
        let text = percent_decode_str(text).decode_utf8().unwrap().into_owned();
        Self { client, collection: collection.to_owned(), filter, at_hand, text }
    }

    fn by_url(&self, page: u64) -> Url {
        let mut url = Url::parse(&self.collection).unwrap();
        url.query_pairs_mut()
            .append_pair("$filter", &self.text)
            .append_pair("$orderby", "price desc")
            .append_pair("$skip", &black_box(page * 200).to_string())
            .append_pair("$top", &black_box(200_u64).to_string())
            .append_pair("$count", "true");
        url
    }

    pub fn weda(&self, way: &str) {
        let fresh = || query(&self.client, (self.filter)());
        match way {
            "at hand" => drop(black_box(address(&self.at_hand))),
            "from values" => drop(black_box(address(&fresh()))),
            "ten pages" => drop(black_box(addresses(&fresh(), 10).unwrap())),
            other => panic!("there is no way {other}"),
        }
    }

    pub fn url(&self, way: &str) {
        let pages = if way == "ten pages" { 10 } else { 1 };
        drop(black_box((0..pages).map(|page| self.by_url(page)).collect::<Vec<_>>()));
    }

    pub fn length(&self) -> usize {
        address(&self.at_hand).len()
    }

    pub fn both_sides_say_the_same(&self) {
        let pairs = |url: &Url| url.query_pairs().into_owned().collect::<Vec<_>>();
        let pages = addresses(&self.at_hand, 3).unwrap();
        assert_eq!(pages[0], address(&self.at_hand));
        for (page, address) in (0..).zip(pages) {
            assert_eq!(pairs(&Url::parse(&address).unwrap()), pairs(&self.by_url(page)));
        }
    }
}

fn query(client: &Client, filter: Filter<Book>) -> Query<Book> {
    Book::query(client).filter(filter).order_by(Book::PRICE.desc())
}

fn address(query: &Query<Book>) -> String {
    query.preview().unwrap().unwrap().url
}
