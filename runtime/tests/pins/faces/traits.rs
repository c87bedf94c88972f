//! The common traits of each public type. Futures and streams that are only `Send` need not be `Sync`.

use std::fmt::Write as _;
use std::marker::PhantomData;

use weda::Record;
use weda::api::*;
use weda::bulk::*;
use weda::call::*;
use weda::client::*;
use weda::codec::*;
use weda::dynamic::{AnyField, ModelHandle};
use weda::error::*;
use weda::field::*;
use weda::filter::*;
use weda::model::*;
use weda::query::*;
use weda::row::*;
use weda::sql::*;
use weda::value::*;
use weda::write::*;

use crate::golden;
use crate::models::{Book, NewBook, Shelf, Specimen, SpecimenChoice, SpecimenInner, Title};

/// An inherent constant takes precedence over that of a trait.
macro_rules! is {
    ($type:ty: $($bound:tt)+) => {{
        #[allow(dead_code)]
        struct Is<T: ?Sized>(PhantomData<T>);
        #[allow(dead_code)]
        trait No { const YES: bool = false; }
        impl<T: ?Sized> No for Is<T> {}
        #[allow(dead_code)]
        impl<T: ?Sized + $($bound)+> Is<T> { const YES: bool = true; }
        Is::<$type>::YES
    }};
}

macro_rules! table {
    ($text:ident: $($type:ty;)*) => {$(
        let traits = [
            ("Send", is!($type: Send)),
            ("Sync", is!($type: Sync)),
            ("Unpin", is!($type: Unpin)),
            ("Clone", is!($type: Clone)),
            ("Copy", is!($type: Copy)),
            ("Debug", is!($type: std::fmt::Debug)),
            ("Display", is!($type: std::fmt::Display)),
            ("PartialEq", is!($type: PartialEq)),
            ("Eq", is!($type: Eq)),
            ("Ord", is!($type: Ord)),
            ("Hash", is!($type: std::hash::Hash)),
            ("Default", is!($type: Default)),
            ("FromStr", is!($type: std::str::FromStr)),
            ("AsRef<str>", is!($type: AsRef<str>)),
            ("Serialize", is!($type: serde::Serialize)),
            ("Deserialize", is!($type: serde::de::DeserializeOwned)),
            ("Error", is!($type: std::error::Error)),
            ("IntoFuture", is!($type: IntoFuture)),
            ("Stream", is!($type: futures_util::Stream)),
            ("IntoIterator", is!($type: IntoIterator)),
        ];
        let has: Vec<&str> = traits.into_iter().filter(|(_, has)| *has).map(|(name, _)| name).collect();
        let _ = writeln!($text, "{}: {}", stringify!($type).replace('\n', " "), has.join(" "));
    )*};
}

#[test]
fn public_types_have_the_traits_that_they_had() {
    let mut text = String::from("# Traits of public types; see traits.rs\n");
    table! { text:
        Client; ClientBuilder; AccessToken; AdaptiveRateLimiter; Proxy; RateLimitFeedback; TokenRequest; Permit;
        TokenFuture<'static>; PermitFuture<'static>; dyn RateLimiter; dyn TokenProvider;
        EnvType; Dialect; RelationForm;
        Call<()>; Call<Book>; <Call<Book> as IntoFuture>::IntoFuture; RequestPreview;
        ApiCall; <ApiCall as IntoFuture>::IntoFuture; ApiAnswer;
        DefinitionRow; OptionSetRow; OptionSetRows;
        SqlQuery<i64>; <SqlQuery<i64> as IntoFuture>::IntoFuture; SqlTemplate<i64>; <SqlTemplate<i64> as IntoFuture>::IntoFuture;
        Error; ErrorKind; Code; Retry; InDoubt;
        Query<Book>; <Query<Book> as IntoFuture>::IntoFuture; PartialQuery<Book>; <PartialQuery<Book> as IntoFuture>::IntoFuture;
        PartialResult<Book>; InvalidRecord; Page<Book>; Pages<Book>; RowStream<Book>; Cursor;
        Field<Book, Text>; Field<Book, Text, Required>; Field<Book, Text, ReadOnly>; Filter<Book>; Order<Book>;
        Patch<Book>; Create<Book>; Value;
        Bulk<'static, Id<Book>, Creates>; Bulk<'static, Id<Book>, Changes>;
        <Bulk<'static, Id<Book>, Creates> as IntoFuture>::IntoFuture; OutcomeStream<'static, Id<Book>>;
        Outcome<Id<Book>>; Outcomes<Id<Book>>; Unconfirmed<Id<Book>>; OutcomeCounts;
        UnboundedWrite<Book>; FilteredWrite<Book>; <FilteredWrite<Book> as IntoFuture>::IntoFuture;
        GetMany<'static, Id<Book>, Book>; <GetMany<'static, Id<Book>, Book> as IntoFuture>::IntoFuture;
        ModelHandle; AnyField; Filter<Record>; Order<Record>; Query<Record>; <Query<Record> as IntoFuture>::IntoFuture; PartialQuery<Record>; <PartialQuery<Record> as IntoFuture>::IntoFuture;
        Record;
        Id<Book>; Date; DateTime; TimeOfDay; TimeError; FileRef; AreaCode; Location; GeoPoint; Json;
        Bool; Choice<SpecimenChoice>; Integer; List<Text>; Number; Text; Nullable; Required; ReadOnly;
        Creates; Changes; Iterators; Streams; DecodeError; Writer; Reader<'static>;
        Book; NewBook; Title; Shelf; Specimen; SpecimenInner; SpecimenChoice;
    }
    golden::check("traits.txt", &text);
}

/// Futures and streams that programs send to other tasks.
#[test]
fn futures_can_be_sent() {
    fn sent<T: Send>(_: &T) {}
    fn shared<T: Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<Error>();
    shared::<Query<Book>>();
    shared::<Filter<Book>>();
    shared::<ModelHandle>();
    let client = Client::for_emulator("127.0.0.1:4010");
    sent(&Book::query(&client).page());
    sent(&client.model("book").query().page());
    sent(&Book::query(&client).page_with_total());
    sent(&Book::query(&client).delete_all().at_most(1));
    let (mut pages, mut rows) = (Book::query(&client).pages(), Book::query(&client).stream());
    sent(&pages.next());
    sent(&rows.next());
    let mut outcomes = Book::delete_many(&client, [Id::<Book>::new("1")]).stream();
    sent(&outcomes.next());
    sent(&async { Book::get(&client, &Id::<Book>::new("1")).await });
}
