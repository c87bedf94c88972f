//! The values of the books, as Rust has them. `../values.mjs` has them as JavaScript does; neither is derived from the other.

use serde_json::json;
use weda::{AreaCode, Date, DateTime, FileRef, GeoPoint, Id, Json, Location, TimeOfDay};

use crate::models::book::{Book, BookGenre, BookMaker, BookMakerStaff, BookReaders};

/// The fields that are neither required nor relations nor set by the service, for another macro.
macro_rules! each_field {
    ($macro:ident) => {
        $macro! {
            INTRO intro, PRICE price, PAGES pages, IN_PRINT in_print, ADDED_AT added_at, PUBLISHED published, OPENS opens,
            GENRE genre, READERS readers, TAGS tags, MARKS marks, COVER cover, SCANS scans, REGION region, PLACE place,
            EXTRA extra, MAKER maker
        }
    };
}
pub(crate) use each_field;

/// The names of the records to which a book is related.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Related {
    pub shelf: Option<&'static str>,
    pub author: Option<&'static str>,
    pub chapters: Vec<&'static str>,
}

/// Returns the book of a case without its relations: `full`, `edge` with the first, the last and empty values, or another
/// without values.
pub fn book(case: &str) -> Book {
    let none = Book {
        id: Id::new(""),
        title: "红楼梦".to_owned(),
        isbn: None,
        intro: None,
        price: None,
        pages: None,
        in_print: None,
        added_at: None,
        published: None,
        opens: None,
        genre: None,
        readers: None,
        tags: None,
        marks: None,
        cover: None,
        scans: None,
        region: None,
        place: None,
        extra: None,
        maker: None,
        serial: None,
        shelf: None,
        author: None,
        chapters: None,
    };
    match case {
        "full" => full(none),
        "edge" => edge(none),
        _ => none,
    }
}

pub fn related(case: &str) -> Related {
    match case {
        "full" => {
            Related { shelf: Some("一楼"), author: Some("曹雪芹"), chapters: vec!["第一回", "第二回"] }
        }
        _ => Related::default(),
    }
}

fn day(text: &str) -> Date {
    text.parse().expect("the days of this file are valid")
}

fn full(none: Book) -> Book {
    let text = |text: &str| text.to_owned();
    let point = Some(GeoPoint { longitude: 120.13, latitude: -30.25 });
    let staff = |name: &str, age| BookMakerStaff { name: Some(text(name)), age };
    Book {
        intro: Some(text("“甲戌本”\t'it''s' \"quoted\" \\ 100% $1 {{x}} <b>&amp;</b> 🍵👩‍👩‍👧 𠮷\r\n第二行\u{7f}\u{2028}")),
        price: Some(59.7),
        pages: Some(1606),
        in_print: Some(true),
        added_at: Some(DateTime::from_millis(1_646_034_692_306)),
        published: Some(day("2024-09-01")),
        opens: Some(TimeOfDay::from_millis(30_600_500)),
        genre: Some(BookGenre::小说),
        readers: Some(vec![BookReaders::儿童, BookReaders::成人]),
        tags: Some(vec![text("古典"), text(""), text("a,b"), text("[\"c\"]"), text("🍵")]),
        marks: Some(vec![9.5, 10.0, -0.25]),
        cover: Some(FileRef::new("cloud://env/封面 1.png")),
        scans: Some(vec![FileRef::new("cloud://env/一.pdf"), FileRef::new("https://example.com/二.pdf?a=1&b=2")]),
        region: Some(AreaCode::new("陕西省,西安市,雁塔区")),
        place: Some(Location { address: text("杭州市西湖区“龙井路”1号"), point }),
        extra: Some(Json(
            json!({ "颜色": ["红", null, 1.5, true, { "深": { "a": "" } }], "空": null, "引号": "\"'\\" }),
        )),
        maker: Some(BookMaker {
            name: text("人民文学出版社"),
            since: Some(day("1951-03-08")),
            staff: Some(vec![staff("李四", Some(41)), staff("O'Neil", None)]),
        }),
        ..none
    }
}

fn edge(none: Book) -> Book {
    Book {
        intro: Some(String::new()),
        price: Some(-0.001),
        pages: Some(9_007_199_254_740_991),
        in_print: Some(false),
        added_at: Some(DateTime::from_millis(0)),
        published: Some(day("2024-02-29")),
        opens: Some(TimeOfDay::from_millis(0)),
        genre: Some(BookGenre::散文),
        readers: Some(vec![]),
        tags: Some(vec![]),
        marks: Some(vec![0.0, 1e15, 5e-324]),
        scans: Some(vec![]),
        place: Some(Location { address: String::new(), point: Some(GeoPoint { longitude: 0.0, latitude: 90.0 }) }),
        extra: Some(Json(json!({}))),
        maker: Some(BookMaker { name: String::new(), since: None, staff: Some(vec![]) }),
        ..none
    }
}
