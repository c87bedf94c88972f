//! Sorting by the service.

use weda::{Dialect, GatewayKind};
use weda_datafusion::TableOptions;

use crate::world::{World, plan, rows};

#[tokio::test(flavor = "multi_thread")]
async fn a_sort_with_a_limit_of_a_page_is_one_request_of_so_many_records() {
    let world = World::new(1000);
    let unpushed = world.session(TableOptions { pushdown: false, ..TableOptions::default() });
    for gateway in [GatewayKind::OData, GatewayKind::Model] {
        let session = world.session_of(&world.client(gateway, Dialect::documented()), TableOptions::default());
        for column in ["score", "credits", "seenAt", "updatedAt", "admittedAt", "lesson"] {
            for direction in ["ASC", "DESC", "DESC LIMIT 200 --", "ASC LIMIT 3 OFFSET 5 --"] {
                // The column alone, since records with equal values may come in any order.
                let sql = format!("SELECT {column} FROM student WHERE boarding ORDER BY {column} {direction} LIMIT 10");
                let plan = plan(&session, &sql).await;
                assert!(!plan.contains("SortExec") && plan.contains("partitions=1"), "{gateway:?} {sql}\n{plan}");
                assert_eq!(rows(&session, &sql).await, rows(&unpushed, &sql).await, "{gateway:?} {sql}");
            }
        }
    }
    let session = world.session(TableOptions::default());
    let mark = world.mark();
    rows(&session, "SELECT name FROM student ORDER BY updatedAt DESC LIMIT 10").await;
    let lists = world.lists(mark);
    assert!(lists.last().is_some_and(|list| list.contains("$orderby=updatedAt desc&$skip=0&$top=10")), "{lists:?}");
}

/// Texts may be sorted in another order, pages of equal values overlap, and conditions of the engine come after the limit.
#[tokio::test(flavor = "multi_thread")]
async fn other_sorts_stay_with_the_engine() {
    let world = World::new(1000);
    let session = world.session(TableOptions::default());
    let unpushed = world.session(TableOptions { pushdown: false, ..TableOptions::default() });
    for sql in [
        "SELECT name FROM student ORDER BY name LIMIT 10",
        "SELECT _id FROM student ORDER BY _id LIMIT 10",
        "SELECT score FROM student ORDER BY score LIMIT 201",
        "SELECT score FROM student ORDER BY score",
        "SELECT score FROM student ORDER BY score NULLS LAST LIMIT 10",
        "SELECT score FROM student ORDER BY score DESC NULLS FIRST LIMIT 10",
        "SELECT score, credits FROM student ORDER BY score, credits LIMIT 10",
        "SELECT score FROM student WHERE name = 'li' ORDER BY score LIMIT 10",
        "SELECT credits FROM student ORDER BY abs(credits) LIMIT 1",
    ] {
        let plan = plan(&session, sql).await;
        assert!(plan.contains("SortExec"), "{sql}\n{plan}");
        let (found, expected) = (rows(&session, sql).await, rows(&unpushed, sql).await);
        assert_eq!(found, expected, "{sql}");
    }
}
