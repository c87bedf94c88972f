//! The words and the answers of OData.

use super::*;

#[tokio::test]
async fn calls_say_what_they_would_send() {
    let client = crate::fixture::connect("127.0.0.1:4010");
    let base = "http://127.0.0.1:4010/weda/odata/v1/pre/book";
    let id = Id::<Book>::new("O'Brien/李");
    let said = |explanation: Result<Option<weda::call::RequestPreview>, weda::Error>| {
        explanation.unwrap().unwrap().to_string()
    };

    assert_eq!(said(Book::get(&client, &id).preview()), format!("GET {base}('O%27%27Brien%2F%E6%9D%8E')"));
    assert_eq!(said(Book::delete(&client, &id).preview()), format!("DELETE {base}('O%27%27Brien%2F%E6%9D%8E')"));
    assert_eq!(
        said(Book::create(&client, new("围城").set(Book::PRICE, 39.5)).preview()),
        format!("POST {base}\n{{\"title\":\"围城\",\"price\":39.5}}")
    );
    assert_eq!(
        said(Book::update(&client, &Id::<Book>::new("a"), Book::patch().clear(Book::PRICE)).preview()),
        format!("PATCH {base}('a')\n{{\"price\":null}}")
    );
    let prod = client.with_env_type(EnvType::Prod);
    let query =
        Book::query(&prod).filter(Book::TITLE.contains("O'B 100%")).order_by(Book::PRICE.desc()).skip(40).top(20);
    assert_eq!(
        said(query.preview()),
        "GET http://127.0.0.1:4010/weda/odata/v1/prod/book?\
         $filter=contains(title,%27O%27%27B%20100%25%27)&$orderby=price%20desc&$skip=40&$top=20&$count=true"
    );
    assert_eq!(
        said(Book::query(&client).preview()),
        format!("GET {base}?$orderby=_id%20asc&$skip=0&$top=200&$count=true")
    );
    assert_eq!(
        said(query.count().preview()),
        said(Book::query(&prod).filter(Book::TITLE.contains("O'B 100%")).order_by(Book::PRICE.desc()).top(1).preview())
    );
    assert_eq!(
        said(Book::query(&client).skip(3).first().preview()),
        format!("GET {base}?$orderby=_id%20asc&$skip=3&$top=1&$count=true")
    );
    let chinese = Book::query(&client).filter(Book::备注.eq("好 书")).order_by(Book::备注.asc());
    assert_eq!(
        said(chinese.preview()),
        format!(
            "GET {base}?$filter=%E5%A4%87%E6%B3%A8%20eq%20%27%E5%A5%BD%20%E4%B9%A6%27\
             &$orderby=%E5%A4%87%E6%B3%A8%20asc&$skip=0&$top=200&$count=true"
        )
    );
}

#[tokio::test]
async fn explanations_print_no_values_for_logs() {
    let client = crate::fixture::connect("127.0.0.1:4010");
    let create = Book::create(&client, new("机密"));
    let query = Book::query(&client).filter(Book::TITLE.eq("机密"));
    let shown = format!(
        "{create:?} {:?} {query:?} {:?} {:?}",
        create.preview().unwrap(),
        query.preview().unwrap(),
        Book::patch().set(Book::TITLE, "机密")
    );
    assert!(!shown.contains("机密") && !shown.contains("%E6"), "{shown}");
    assert!(shown.contains("Call(POST /weda/odata/v1/pre/book)"), "{shown}");
}

/// A client for reads alone sends no write, whatever it is called.
#[tokio::test]
async fn a_client_for_reads_alone_sends_no_write() {
    let (emulator, client) = served();
    let book = Book::create(&client, new("围城")).await.unwrap();
    let reader = client.read_only();
    assert_eq!(Book::get(&reader, &book.id).await.unwrap(), Some(book.clone()));
    assert_eq!(Book::query(&reader).count().await.unwrap(), 1);
    let before = emulator.call_counts();
    for error in [
        Book::create(&reader, new("红楼梦")).await.unwrap_err(),
        Book::update(&reader, &book.id, Book::patch().set(Book::TITLE, "新")).await.unwrap_err(),
        Book::delete(&reader, &book.id).await.unwrap_err(),
        Book::update_checked(&reader, &book.id, Book::patch().set(Book::TITLE, "新")).await.unwrap_err(),
        reader.model("book").delete(book.id.as_str()).await.unwrap_err(),
        reader.request("POST", "/weda/auth/v1/prod/describeRoelList").await.unwrap_err(),
    ] {
        assert_eq!((error.kind(), error.in_doubt().is_none()), (weda::ErrorKind::ReadOnlyClient, true), "{error}");
    }
    let error = Book::create_many(&reader, ["a", "b"].map(new)).await.unwrap_err();
    assert_eq!(error.kind(), weda::ErrorKind::ReadOnlyClient, "as with keys that are refused");
    assert_eq!(emulator.call_counts(), before, "nothing was sent");
    assert!(reader.with_env_type(weda::EnvType::Prod).is_read_only());
}
