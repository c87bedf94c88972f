use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use serde_json::json;
use weda::api::{ApiAnswer, DefinitionRow, OptionSetRow, OptionSetRows};
use weda::call::RequestPreview;
use weda::client::{
    AccessToken, AdaptiveRateLimiter, Permit, PermitFuture, Proxy, RateLimitFeedback, RateLimiter, RelationForm,
    TokenFuture, TokenProvider, TokenRequest,
};
use weda::{Client, ClientBuilder, Date, DateTime, Dialect, EnvType, Error, ErrorKind, Id, Json, OptionSet as _};

use super::Any;
use crate::models::{Book, SpecimenChoice};

pub async fn all(client: Client, address: String) -> Any {
    builders(&address).await?;
    handles(&client)?;
    calls_by_path(&client).await?;
    catalogs(&client).await?;
    statements(&client).await
}

struct Vault;

impl TokenProvider for Vault {
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(async move {
            let _: (&str, Option<&AccessToken>) = (request.env_id(), request.rejected());
            Ok(AccessToken::new("t").expires_in(Duration::from_secs(60)))
        })
    }
}

struct Unlimited;

impl RateLimiter for Unlimited {
    fn acquire(&self, _: Duration) -> PermitFuture<'_> {
        Box::pin(async { Permit::Granted })
    }

    fn on_rate_limited(&self, feedback: RateLimitFeedback) {
        let _: (Duration, Option<Duration>) = (feedback.sent_ago, feedback.retry_after);
    }
}

async fn builders(address: &str) -> Any {
    let url = format!("http://{address}");
    let base = || Client::builder("lowcode-1").base_url(&url);
    let _: Client = base().secret("id", "key").build()?;
    let _ = base().secret(String::from("id"), &String::from("key")).build()?;
    let _ = Client::builder(String::from("lowcode-1")).base_url(url.clone()).token("t").build()?;
    let _ = base().token(String::from("t")).env_type(EnvType::Prod).build()?;
    let builder: ClientBuilder = base()
        .secret("id", "key")
        .allow_plain_http()
        .timeout(Duration::from_secs(9))
        .queue_timeout(Duration::from_secs(9))
        .retry_budget(5)
        .attempt_timeout(Duration::from_secs(3))
        .max_attempts(2)
        .max_concurrent_calls(3)
        .rate_limit(1000.0)
        .max_response_bytes(1 << 20)
        .max_records(10)
        .proxy(Proxy::none())
        .pool_idle_timeout(Duration::from_secs(1))
        .tcp_keep_alive(Duration::from_secs(1))
        .user_agent_suffix("shop/1");
    let _ = builder.clone().proxy(Proxy::system()).user_agent_suffix(String::from("shop/1")).build()?;
    let _ = builder.clone().proxy(Proxy::url("http://127.0.0.1:9")).build()?;
    let _ = builder.proxy(Proxy::url(String::from("socks5h://127.0.0.1:9"))).build()?;

    let _ = base().token_provider(Vault).build()?;
    let _ = base().token_provider(Arc::new(Vault)).build()?;
    let shared: Arc<dyn TokenProvider> = Arc::new(Vault);
    let _ = base().token_provider(shared).build()?;
    let _ = base().token_provider(async |_: TokenRequest| Ok::<_, Error>(AccessToken::new("t"))).build()?;
    let _ =
        base().token_provider(|_| async { Ok::<_, std::io::Error>(AccessToken::new(String::from("t"))) }).build()?;
    let _ = base()
        .secret("id", "key")
        .token_provider(|request: TokenRequest| async move { request.issue().await })
        .build()?;
    let _ = base().token_provider(|_| async { Err::<AccessToken, _>("closed") }).build()?;

    let limited = || base().secret("id", "key");
    let _ = limited().rate_limiter(Unlimited).build()?;
    let shared = Arc::new(AdaptiveRateLimiter::new());
    let _ = limited().rate_limiter(Arc::clone(&shared)).build()?;
    let _ = limited().rate_limiter(shared as Arc<dyn RateLimiter>).build()?;
    let _ = limited().rate_limiter(AdaptiveRateLimiter::per_second(1000.0)).build()?;
    let _ = limited().rate_limiter(AdaptiveRateLimiter::default()).build()?;
    let _ = RateLimitFeedback::new(Duration::ZERO, None);
    assert!(matches!(Unlimited.acquire(Duration::ZERO).await, Permit::Granted));
    let waits = [Permit::RetryAfter(Duration::ZERO), Permit::TimedOut, Permit::QuotaExceeded(Duration::ZERO)];
    assert_eq!(Unlimited.quota(), None);
    assert_eq!(waits.len(), 3);

    let dialect = Dialect::documented().starts_with(true).relation_form(RelationForm::Id);
    let client = limited().dialect(dialect.clone()).build()?;
    assert_eq!(client.dialect(), &dialect);

    let _ =
        ClientBuilder::from_variables(|name| (name == "WEDA_EMULATOR_HOST").then(|| address.to_owned()))?.build()?;
    let variables = std::collections::HashMap::from([("WEDA_EMULATOR_HOST", address)]);
    let _ = ClientBuilder::from_variables(|name| variables.get(name).map(|value| String::from(*value)))?.build()?;
    let _: Result<Client, Error> = Client::from_env();
    Ok(())
}

fn handles(client: &Client) -> Any {
    let _: Client = Client::for_emulator("127.0.0.1:4010");
    let _: Client = Client::for_emulator(String::from("127.0.0.1:4010"));
    let _: Client = Client::for_emulator(&String::from("http://127.0.0.1:4010"));
    let _: Client = Client::for_emulator(std::net::SocketAddr::from(([127, 0, 0, 1], 4010)));
    let _: (&str, &EnvType, &str) = (client.env_id(), client.env_type(), client.base_url());
    let _: Client = client.with_env_type(EnvType::Prod);
    let _: Client = client.with_env_type("dev".parse()?);
    let _: Client = client.with_env_type(EnvType::Other("dev".to_owned()));
    let _: bool = client.read_only().is_read_only();
    let _: u64 = client.unmatched_responses();
    let _: Client = client.with_env("lowcode-2")?;
    let _: Client = client.with_env(String::from("lowcode-2"))?;
    let name: &str = EnvType::Prod.as_ref();
    assert_eq!(name, EnvType::Prod.to_string());
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Nothing {}

async fn calls_by_path(client: &Client) -> Any {
    let answer: ApiAnswer =
        client.request("GET", "/weda/x").query("a", 1).query("b", "x").query("c", String::new()).await?;
    let _: (u16, &str, Option<&str>) = (answer.status(), answer.request_id(), answer.header("date"));
    let _: Option<std::time::SystemTime> = answer.date();
    let _: &str = answer.text()?;
    let value: serde_json::Value = answer.json()?;
    let _: Nothing = answer.data()?;
    assert!(value.is_object() && answer.json::<Nothing>().is_ok());
    client.request(String::from("POST").as_str(), String::from("/weda/x")).json(&json!({ "a": 1 })).await?;
    client.request(http::Method::PUT, &String::from("/weda/x")).json("text").repeatable().await?;
    client.request("POST", "/weda/x").json(&[1, 2][..]).reads().await?;
    client.request("POST", "/weda/x").json(&Some(1)).await?;
    let _: RequestPreview = client.request("DELETE", "/weda/x").preview()?;
    Ok(())
}

async fn catalogs(client: &Client) -> Any {
    let rows: Vec<DefinitionRow> = client.definitions().await?;
    for row in &rows {
        let _: (Option<&str>, &str, Option<&str>, &str, &str) =
            (row.id(), row.name(), row.title(), row.schema(), row.as_json());
    }
    let _: Option<DefinitionRow> = client.definition("student").await?;
    let _ = client.definition(String::from("student")).await?;
    let _ = client.definition(&String::from("student")).await?;
    let sets: OptionSetRows = client.option_sets(["gender"]).await?;
    let _ = client.option_sets(vec![String::from("gender")]).await?;
    let _ = client.option_sets(&[String::from("gender")]).await?;
    let _ = client.option_sets(["a", "b"].iter().copied()).await?;
    let _ = client.option_sets(Some("gender")).await?;
    let _: &str = sets.as_json();
    let rows: &[OptionSetRow] = sets.rows();
    for row in rows {
        let _: (&str, Option<&str>, Option<&str>, &str) = (row.name(), row.title(), row.config(), row.as_json());
    }
    Ok(())
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Mean {
    mean: f64,
}

/// Everything that can be bound, by an interface that has no SQL.
async fn statements(client: &Client) -> Any {
    let (owned, id, list) = (String::from("a"), Id::<Book>::new("A1"), vec![1_i64]);
    let (date, free) = (Date::from_millis(0), Json(json!({})));
    let query = client.sql::<i64>("select {{ a }}").bind("a", "a").bind(&owned, &owned).bind("c", 'c');
    let query = query.bind("d", 1).bind("e", 1.5).bind("f", &2_u8).bind("g", true).bind("h", &id).bind("i", id.clone());
    let query =
        query.bind("j", DateTime::now()).bind("k", std::time::SystemTime::now()).bind("l", date).bind("m", &date);
    let query =
        query.bind("n", None::<&str>).bind("o", Some(1)).bind("p", &list).bind("q", list.clone()).bind("r", [1, 2]);
    let query = query.bind("s", &list[..]).bind("t", ["a", "b"]).bind("u", vec![Some("a"), None]).bind("v", free);
    let query = query.bind("w", SpecimenChoice::options()).bind("x", &[id]).bind(owned, std::borrow::Cow::from("a"));
    let query = query.env_type(EnvType::Pre).timeout(Duration::from_secs(1));
    let preview: Result<RequestPreview, Error> = query.clone().preview().await;
    let one: Result<i64, Error> = query.one().await;
    let rows: Result<Vec<Mean>, Error> = client.sql(String::from("select 1 as mean")).await;
    let template = client.sql_template("top").bind("n", 3).env_type(EnvType::Pre).reads();
    let top: Result<Vec<Mean>, Error> = template.clone().await;
    let errors = [preview.err(), one.err(), rows.err(), top.err(), template.preview().err()];
    assert!(errors.iter().all(|error| error.as_ref().is_some_and(|error| error.kind() == ErrorKind::NotEnabled)));
    Ok(())
}
