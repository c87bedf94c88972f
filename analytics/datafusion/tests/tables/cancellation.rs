//! A stream that is dropped asks for nothing more.

use std::time::Duration;

use futures_util::StreamExt;
use weda::{Dialect, GatewayKind};
use weda_datafusion::TableOptions;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_stream_sends_no_more_requests() {
    let world = World::new(5000);
    for (gateway, partitions) in [(GatewayKind::OData, 1), (GatewayKind::OData, 4), (GatewayKind::Model, 2)] {
        let options = TableOptions { partitions, ..TableOptions::default() };
        let session = world.session_of(&world.client(gateway, Dialect::documented()), options);
        let mark = world.mark();
        let mut stream =
            session.sql("SELECT * FROM student").await.expect("a frame").execute_stream().await.expect("a stream");
        let first = stream.next().await.expect("a batch").expect("rows");
        assert_eq!(first.num_rows(), 200);
        drop(stream);
        // Requests on their way may still arrive.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let sent = world.emulator.log_since(mark).len();
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(world.emulator.log_since(mark).len(), sent, "{gateway:?} {partitions}");
        // All pages would be 25.
        assert!(sent < 20, "{gateway:?} {partitions}: {sent}");
    }
}
