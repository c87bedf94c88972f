//! Requests that a query costs, by the emulator's log.

use weda::client::GatewayKind;
use weda::dynamic::field;
use weda_datafusion::TableOptions;
use weda_emulator::profile::Nulls;

use crate::{records, world};

/// The figure of the guide: a filtered count costs at most two requests more than the typed `count()`.
#[test]
fn a_filtered_count_costs_at_most_two_requests_more_than_the_typed_one() {
    let data = records::records(3, 700);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    for gateway in [GatewayKind::OData, GatewayKind::Model] {
        let emulator = world::emulator(&data, Nulls::Value);
        let client = world::client(&emulator, gateway);
        let sent = |before: u64| world::requests(&emulator) - before;

        let before = world::requests(&emulator);
        let typed =
            runtime.block_on(async { client.model("student").query().filter(field("score").gt(60)).count().await });
        let (typed, typed_requests) = (typed.expect("a count"), sent(before));

        let before = world::requests(&emulator);
        let context = world::context(&client, TableOptions::default());
        let counted = runtime.block_on(async {
            let rows = context.sql("SELECT count(*) FROM student WHERE score > 60").await?;
            rows.collect().await
        });
        let counted = crate::cells::rows(&counted.expect("a count"));
        let requests = sent(before);
        println!("{gateway:?}: typed {typed_requests}, SQL {requests}");
        assert_eq!(counted, [[crate::cells::Cell::whole(i64::try_from(typed).expect("a small count"))]]);
        assert!(typed_requests >= 1 && requests <= typed_requests + 2, "{gateway:?}: {typed_requests} and {requests}");
    }
}
