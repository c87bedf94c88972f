//! Conditions that are sent match the same records as conditions that are not.

use std::collections::BTreeSet;

use weda::{Dialect, GatewayKind};
use weda_datafusion::{TableOptions, Texts};
use weda_emulator::Profile;
use weda_emulator::profile::Nulls;

use crate::generator::condition;
use crate::world::{World, plan, rows};

/// Compares `queries` random conditions over both readings of absence, both gateways, both readings of texts, one partition
/// and several, and the documented dialect and an extended one.
async fn agree(seed: u64, queries: usize) {
    let mut pushed_at_all = BTreeSet::new();
    for nulls in [Nulls::Value, Nulls::Unknown] {
        let profile = Profile::documented().with(|profile| {
            (profile.lists.nulls, profile.model_api.nulls) = (nulls, nulls);
            (profile.accept.null, profile.accept.starts_with, profile.accept.ge_le) = (true, true, true);
            profile.accept.select = true;
        });
        let world = World::with(profile, 900);
        let dialect = Dialect::documented().null_filters(true).starts_with(true).native_ge_le(true).select(true);
        let unpushed = world.session(TableOptions { pushdown: false, ..TableOptions::default() });
        let mut random = fastrand::Rng::with_seed(seed);
        for _ in 0..queries {
            let depth = random.u8(..4);
            let sql = format!("SELECT * FROM student WHERE {} ORDER BY _id", condition(&mut random, depth));
            let expected = rows(&unpushed, &sql).await;
            for (gateway, dialect, texts) in [
                (GatewayKind::OData, Dialect::documented(), Texts::Unknown),
                (GatewayKind::OData, dialect.clone(), Texts::Binary),
                (GatewayKind::Model, Dialect::documented(), Texts::Binary),
                (GatewayKind::Model, Dialect::documented(), Texts::Unknown),
            ] {
                let options = TableOptions { texts, partitions: 1 + random.usize(..4), ..TableOptions::default() };
                let session = world.session_of(&world.client(gateway, dialect), options);
                let found = rows(&session, &sql).await;
                assert_eq!(
                    found.len(),
                    expected.len(),
                    "{nulls:?} {gateway:?} {options:?}: {sql}\n{}",
                    plan(&session, &sql).await
                );
                assert_eq!(found, expected, "{nulls:?} {gateway:?} {options:?}: {sql}");
                let plan = plan(&session, &sql).await;
                if plan.contains("$filter=") || plan.contains(r#""where":{""#) {
                    pushed_at_all.insert((gateway == GatewayKind::OData, plan.contains("FilterExec")));
                }
            }
        }
    }
    // The comparison says nothing if nothing was sent.
    let all = BTreeSet::from([(true, true), (true, false), (false, true), (false, false)]);
    assert_eq!(pushed_at_all, all, "(OData, inexact)");
}

#[tokio::test(flavor = "multi_thread")]
async fn conditions_that_are_sent_match_what_the_engine_matches() {
    agree(20, 60).await;
}

/// `cargo test -p weda-datafusion --test tables -- --ignored many_random`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes"]
async fn many_random_conditions_match_what_the_engine_matches() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(|| fastrand::u64(..));
    println!("SEED={seed}");
    agree(seed, 1000).await;
}
