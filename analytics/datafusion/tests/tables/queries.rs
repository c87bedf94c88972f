//! Queries as a user writes them.

use weda_datafusion::TableOptions;

use crate::world::{World, rows};

#[tokio::test(flavor = "multi_thread")]
async fn a_join_of_two_models_has_the_records_of_both() {
    let world = World::new(500);
    let session = world.session(TableOptions::default());
    let sql = "SELECT c.name, count(*) FROM student s JOIN class c ON s.class = c._id \
               WHERE s.admittedAt >= '1988-01-01' GROUP BY c.name ORDER BY c.name";
    let pushed = rows(&session, sql).await;
    let unpushed = rows(&world.session(TableOptions { pushdown: false, ..TableOptions::default() }), sql).await;
    assert_eq!(pushed.len(), 12);
    assert_eq!(pushed, unpushed);
}
