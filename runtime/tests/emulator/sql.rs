//! SQL, which only the data-model gateway has.

use weda::{ErrorKind, GatewayKind};
use weda_emulator::{Effect, Fault};

use crate::fixture::served;

#[tokio::test]
async fn an_interface_without_sql_says_so_before_anything_is_sent() {
    let (emulator, client) = served();
    let all = client.sql::<i64>("select count(*) from {{ book }}");
    if crate::GATEWAY == GatewayKind::Model {
        assert_eq!(all.clone().one().await.unwrap(), 0);
        return;
    }
    emulator.inject_fault(Fault::new(Effect::Html)).unwrap();
    let errors = [
        all.preview().await.unwrap_err(),
        all.await.unwrap_err(),
        client.sql_template::<i64>("all").preview().unwrap_err(),
        client.sql_template::<i64>("all").await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::NotEnabled);
        assert!(error.to_string().contains("`GatewayKind::Model`"), "{error}");
    }
    assert!(emulator.log().is_empty());
}
