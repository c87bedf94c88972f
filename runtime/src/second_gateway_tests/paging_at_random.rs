//! Any range of any list is the same range of the records, even if the service shortens pages.

use proptest::prelude::*;

use super::*;
use crate::Row as _;
use crate::protocol::model_api::Windows;

#[derive(Debug, Clone)]
struct Case {
    records: usize,
    skip: u64,
    top: Option<u64>,
    longest: Option<usize>,
    ahead: usize,
}

fn cases() -> impl Strategy<Value = Case> {
    let top = prop_oneof![Just(None), (0_u64..700).prop_map(Some)];
    let longest = prop_oneof![Just(None), (1_usize..250).prop_map(Some)];
    (0_usize..700, 0_u64..700, top, longest, 1_usize..5).prop_map(|(records, skip, top, longest, ahead)| Case {
        records,
        skip,
        top,
        longest,
        ahead,
    })
}

async fn read(client: &Client, case: &Case) -> crate::Result<Vec<String>> {
    let mut query = Item::query(client).skip(case.skip).prefetch(case.ahead);
    if let Some(top) = case.top {
        query = query.top(top);
    }
    Ok(query.await?.into_iter().map(|item| item.name).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn a_query_is_a_slice_of_the_records(case in cases()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let service = Service::start(case.records).await;
            let names = service.names();
            let end = case.top.map_or(names.len(), |top| (case.skip.saturating_add(top) as usize).min(names.len()));
            let slice = &names[(case.skip as usize).min(end)..end];
            // A page that starts before its window may end there if it is shortened.
            let widest = ModelApi { windows: Windows::Widest, ..gateway() };
            let whole = settings(service.address(), widest).build().unwrap();
            prop_assert_eq!(&*read(&whole, &case).await.unwrap(), slice);
            service.store(|store| store.longest = case.longest);
            for client in both(&service) {
                prop_assert_eq!(&*read(&client, &case).await.unwrap(), slice);
            }
            Ok(())
        })?;
    }
}
