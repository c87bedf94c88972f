//! Paging through both gateways.

use super::*;
use crate::protocol::model_api::Windows;
use crate::{ErrorKind, Row as _};
use serde_json::json;

fn numbers(rows: &[Item]) -> Vec<u64> {
    rows.iter().map(|row| row.name.strip_prefix("name ").unwrap().parse().unwrap()).collect()
}

fn span(skip: u64, top: u64, records: u64) -> Vec<u64> {
    (skip.min(records)..skip.saturating_add(top).min(records)).collect()
}

#[tokio::test]
async fn records_are_in_order_whatever_is_skipped() {
    let service = Service::start(1_037).await;
    for client in both(&service) {
        for (skip, top) in
            [(0, None), (7, None), (200, None), (211, Some(430)), (999, Some(30)), (1_036, None), (2_000, None)]
        {
            for ahead in [1, 4] {
                let mut query = Item::query(&client).skip(skip).prefetch(ahead);
                if let Some(top) = top {
                    query = query.top(top);
                }
                let rows = query.await.unwrap();
                assert_eq!(numbers(&rows), span(skip, top.unwrap_or(u64::MAX), 1_037), "{skip} {top:?} {ahead}");
            }
        }
    }
    let row = &Item::query(&client(&service)).top(2).await.unwrap()[1];
    assert_eq!(
        (row.id.as_str(), row.n, row.tags.as_deref()),
        ("i000002", Some(1), Some(&["a".to_owned(), "b".to_owned()][..]))
    );
}

/// A list from its start takes as many calls as it has full pages.
#[tokio::test]
async fn pages_are_as_large_as_they_can_be() {
    let service = Service::start(1_000).await;
    for ahead in [1, 4] {
        let before = service.count("list");
        assert_eq!(Item::query(&client(&service)).prefetch(ahead).await.unwrap().len(), 1_000);
        let sizes: Vec<_> = service.bodies("list")[before..].iter().map(|body| body["pageSize"].clone()).collect();
        assert_eq!(sizes, vec![json!(200); 5], "{ahead}");
    }
}

#[tokio::test]
async fn short_pages_lose_no_records() {
    let service = Service::start(300).await;
    for longest in [1, 3, 70, 150] {
        service.store(|store| store.longest = Some(longest));
        for client in both(&service) {
            for (skip, top, ahead) in [(0, 300, 1), (0, 300, 4), (13, 100, 1), (13, 100, 3), (150, 40, 1)] {
                let rows = Item::query(&client).skip(skip).top(top).prefetch(ahead).await.unwrap();
                assert_eq!(numbers(&rows), span(skip, top, 300), "{longest} {skip} {top} {ahead}");
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_resumes_after_its_page() {
    let service = Service::start(450).await;
    for client in both(&service) {
        for skip in [0, 7] {
            let mut read = Vec::new();
            let mut next = None;
            loop {
                let mut query = Item::query(&client).skip(skip);
                if let Some(next) = next.take() {
                    query = query.resume_from(next);
                }
                let page = query.page().await.unwrap();
                assert_eq!(page.count, (!page.rows.is_empty()).then_some(450));
                read.extend(numbers(&page.rows));
                let Some(cursor) = page.next else { break };
                next = Some(serde_json::from_str(&serde_json::to_string(&cursor).unwrap()).unwrap());
            }
            assert_eq!(read, span(skip, u64::MAX, 450));
        }
        let cursor = Item::query(&client).page().await.unwrap().next.unwrap();
        let error = Item::query(&client).order_by(Item::NAME.asc()).resume_from(cursor).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidValue);
    }
}

#[tokio::test]
async fn streams_counts_firsts_and_existence() {
    let service = Service::start(450).await;
    for client in both(&service) {
        let mut stream = Item::query(&client).skip(5).prefetch(2).stream();
        let mut rows = Vec::new();
        while let Some(row) = stream.next().await {
            rows.push(row.unwrap());
        }
        assert_eq!(numbers(&rows), span(5, u64::MAX, 450));
        assert_eq!(Item::query(&client).skip(449).top(3).count().await.unwrap(), 450);
        assert_eq!(
            numbers(&Item::query(&client).skip(449).first().await.unwrap().into_iter().collect::<Vec<_>>()),
            [449]
        );
        assert!(Item::query(&client).skip(450).first().await.unwrap().is_none());
        assert!(Item::query(&client).skip(449).exists().await.unwrap());
        assert!(!Item::query(&client).skip(450).exists().await.unwrap());
        let items = client.model("item");
        assert_eq!(items.query().skip(7).top(401).await.unwrap().len(), 401);
        assert_eq!(items.query().first().await.unwrap().unwrap().get::<String>("name").unwrap(), "name 0");
    }
}

/// Invalid records are reported by the page that contains them only.
#[tokio::test]
async fn invalid_records_are_reported_beside_valid_ones() {
    let service = Service::start(450).await;
    service.store(|store| {
        store.records[6].insert("name".into(), json!(5));
        store.records[333].insert("name".into(), json!(null));
    });
    for gateway in [gateway(), ModelApi { windows: Windows::Widest, ..gateway() }] {
        let client = settings(service.address(), gateway).build().unwrap();
        let partial = Item::query(&client).skip(5).allow_invalid().await.unwrap();
        let ids: Vec<_> = partial.invalid.iter().filter_map(crate::query::InvalidRecord::id).collect();
        assert_eq!((partial.rows.len(), ids), (443, vec!["i000007", "i000334"]));
        let error = Item::query(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("record 7 of the page (_id i000007), field `name`"), "{error}");
        assert_eq!(Item::query(&client).skip(340).await.unwrap().len(), 110);
    }
}

/// If such a page ends before its window starts, that is not the end of the list: smaller pages reach it.
#[tokio::test]
async fn a_window_behind_the_end_of_a_short_page_is_reached() {
    let service = Service::start(300).await;
    service.store(|store| store.longest = Some(30));
    let gateway = ModelApi { windows: Windows::Widest, ..gateway() };
    let client = settings(service.address(), gateway).build().unwrap();
    for (skip, top, ahead) in [(0, 300, 1), (0, 300, 4), (211, 50, 1), (211, 50, 3)] {
        let rows = Item::query(&client).skip(skip).top(top).prefetch(ahead).await.unwrap();
        assert_eq!(numbers(&rows), span(skip, top, 300), "{skip} {top} {ahead}");
    }
    let ids: Vec<_> =
        service.store(|store| store.records.iter().map(|record| record["_id"].as_str().unwrap().to_owned()).collect());
    assert_eq!(client.model("item").get_many(&ids).await.unwrap().len(), 300);
}

/// Records before the window are skipped.
#[tokio::test]
async fn pages_that_start_before_their_window() {
    let service = Service::start(777).await;
    let client = settings(service.address(), ModelApi { windows: Windows::Widest, ..gateway() });
    let client = client.build().unwrap();
    for (skip, top) in [(7, 1_000), (211, 300), (190, 20), (400, 30), (776, 5), (777, 5)] {
        for ahead in [1, 3] {
            let rows = Item::query(&client).skip(skip).top(top).prefetch(ahead).await.unwrap();
            assert_eq!(numbers(&rows), span(skip, top, 777), "{skip} {top} {ahead}");
        }
    }
}

#[tokio::test]
async fn orders_are_sent_key_by_key() {
    let service = Service::start(10).await;
    let client = client(&service);
    let rows = Item::query(&client).filter(Item::N.is_not_null()).order_by(Item::N.desc()).top(2).await.unwrap();
    assert_eq!(numbers(&rows), [8, 7]);
    let explained =
        Item::query(&client).order_by(Item::N.desc()).order_by(Item::NAME.asc()).preview().unwrap().unwrap();
    assert_eq!(
        explained.to_string(),
        format!(
            "POST http://{}/v1/model/pre/item/list\n{}",
            service.address(),
            r#"{"filter":{"where":{}},"select":{"$master":true},"orderBy":[{"n":"desc"},{"name":"asc"},{"_id":"asc"}],"pageSize":200,"pageNumber":1,"getCount":true}"#
        )
    );
}
