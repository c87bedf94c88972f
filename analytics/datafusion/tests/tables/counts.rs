//! Numbers of requests and of rows.

use datafusion::prelude::SessionContext;
use weda::dynamic::field;
use weda::{Dialect, GatewayKind};
use weda_datafusion::{TableOptions, Texts};

use crate::world::{World, plan, rows};

/// The requests of a query, to plan and to run it.
async fn requests(world: &World, session: &SessionContext, sql: &str) -> (Vec<String>, Vec<String>) {
    let mark = world.mark();
    let rows = rows(session, sql).await;
    (rows, world.lists(mark))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filtered_count_sends_one_request_as_the_typed_one_does() {
    let world = World::new(1000);
    let session = world.session(TableOptions { texts: Texts::Binary, ..TableOptions::default() });
    for (sql, filter) in [
        ("score > 60", field("score").gt(60)),
        ("name = 'li'", field("name").eq("li")),
        (
            "grade IN ('一年级', '二年级') AND boarding",
            field("grade").one_of(["一年级", "二年级"]) & field("boarding").eq(true),
        ),
    ] {
        let expected = world.odata().model("student").query().filter(filter).count().await.expect("a count");
        let (rows, lists) = requests(&world, &session, &format!("SELECT count(*) FROM student WHERE {sql}")).await;
        assert_eq!(rows, [expected.to_string()], "{sql}");
        assert_eq!(lists.len(), 1, "{sql}: {lists:?}");
        assert!(lists[0].contains("$top=1&"), "{lists:?}");
    }
    let (rows, lists) = requests(&world, &session, "SELECT count(*) FROM student").await;
    assert_eq!((rows, lists.len()), (vec!["1000".to_owned()], 1));
}

/// Inexact: one request for the number of candidates, and their pages.
#[tokio::test(flavor = "multi_thread")]
async fn an_inexact_count_reads_the_candidates_and_their_column_alone() {
    let world = World::new(1000);
    let client = world.client(GatewayKind::OData, Dialect::documented().select(true));
    world.emulator.change_profile(|profile| profile.accept.select = true);
    let session = world.session_of(&client, TableOptions::default());
    let (rows, lists) = requests(&world, &session, "SELECT count(*) FROM student WHERE name = 'li'").await;
    let unpushed = world.session(TableOptions { pushdown: false, ..TableOptions::default() });
    assert_eq!(rows, crate::world::rows(&unpushed, "SELECT count(*) FROM student WHERE name = 'li'").await);
    assert_eq!(lists.len(), 2, "{lists:?}");
    assert!(lists[1].contains("$select=_id,name&"), "{lists:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_selected_through_either_gateway() {
    let world = World::new(10);
    world.emulator.change_profile(|profile| profile.accept.select = true);
    let odata = world.client(GatewayKind::OData, Dialect::documented().select(true));
    let session = world.session_of(&odata, TableOptions::default());
    assert!(plan(&session, "SELECT name, score FROM student").await.contains("$select=_id,name,score&"));
    let model = world.client(GatewayKind::Model, Dialect::documented());
    let session = world.session_of(&model, TableOptions::default());
    let plan = plan(&session, "SELECT name, score FROM student").await;
    assert!(plan.contains(r#""select":{"_id":true,"name":true,"score":true}"#), "{plan}");
    assert_eq!(rows(&session, "SELECT count(name) FROM student").await, ["10"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_is_sent_where_all_conditions_are_exact() {
    let world = World::new(1000);
    let session = world.session(TableOptions::default());
    let (rows, lists) = requests(&world, &session, "SELECT name FROM student WHERE boarding LIMIT 7").await;
    assert_eq!((rows.len(), lists.len()), (7, 1), "{lists:?}");
    assert!(lists[0].contains("$top=7&"), "{lists:?}");
    let (rows, _) = requests(&world, &session, "SELECT name FROM student WHERE boarding LIMIT 7 OFFSET 3").await;
    assert_eq!(rows.len(), 7);
    // Of candidates, more may be needed.
    let (rows, lists) = requests(&world, &session, "SELECT name FROM student WHERE name LIKE 'L%' LIMIT 7").await;
    assert_eq!(rows.len(), 7);
    assert!(lists.iter().all(|list| !list.contains("$top=7&")), "{lists:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_join_with_few_records_asks_for_their_ids() {
    let world = World::new(1000);
    let session = world.session(TableOptions::default());
    let sql = "SELECT s._id FROM student s JOIN class c ON s.class = c._id WHERE c.room LIKE '%01%' ORDER BY 1";
    let (found, lists) = requests(&world, &session, sql).await;
    let unpushed = world.session(TableOptions { pushdown: false, ..TableOptions::default() });
    assert_eq!(found, rows(&unpushed, sql).await);
    assert!(!found.is_empty());
    let students: Vec<_> =
        lists.iter().filter(|list| list.contains("/student?") && !list.contains("$top=1&")).collect();
    assert!(students.iter().all(|list| list.contains("class eq 'C001'")), "{students:?}");
    let all = "SELECT s._id FROM student s JOIN class c ON s.class = c._id";
    assert!(found.len() * 2 < rows(&session, all).await.len(), "the test must have something to leave out");
}

#[tokio::test(flavor = "multi_thread")]
async fn explain_shows_the_request_without_keys_and_addresses() {
    let world = World::new(10);
    let session = world.session(TableOptions::default());
    let explained = rows(&session, "EXPLAIN VERBOSE SELECT name FROM student WHERE score > 60").await.join("\n");
    assert!(explained.contains("GET /weda/odata/v1/pre/student?$filter=score%20gt%2060"), "{explained}");
    let (id, key) = world.emulator.keys();
    let address = world.emulator.address().to_string();
    for secret in [id, key, &address] {
        assert!(!explained.contains(secret), "{secret}");
    }
}
