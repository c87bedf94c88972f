//! Definitions, option sets, calls by path, tokens, and headers that depend on client settings.

use serde_json::json;
use weda::ClientBuilder;
use weda::client::{AccessToken, Proxy, TokenRequest};
use weda::prelude::*;

use super::Cases;
use crate::models::Book;

pub fn cases() -> Cases {
    let mut cases = Cases::of("other");
    cases.call("definitions", Client::definitions);
    cases.call("definition", |client| client.definition("student"));
    cases.call("definition, a Chinese name", |client| client.definition("学生"));
    cases.call("definition, no name of a model", |client| client.definition("a b"));
    cases.call("option_sets", |client| client.option_sets(["gender", "\"颜色\""]));
    cases.call("option_sets, none", |client| client.option_sets(Vec::<String>::new()));
    cases.call("request, GET", |client| client.request("GET", "/weda/auth/v1/prod/describeOrgs"));
    cases.call("request, parameters", |client| {
        client.request("GET", "/weda/odata/v1/pre/学生").query("$top", 1).query("名 字", "a&b=c#李")
    });
    cases.call("request, POST", |client| {
        client.request("POST", "/weda/auth/v1/prod/describeUserList").json(&json!({ "pageNo": 1, "name": "李" }))
    });
    cases.call("request, POST that reads", |client| {
        client.read_only().request("POST", "/weda/auth/v1/prod/describeUserList").json(&json!({})).reads()
    });
    cases.call("request, POST read-only", |client| client.read_only().request("POST", "/weda/x"));
    cases.call("request, PUT", |client| client.request("PUT", "/weda/x").json("text").repeatable());
    cases.call("request, DELETE", |client| client.request("DELETE", "/weda/x/it's").query("a", 1.5));
    cases.call("request, its own method", |client| client.request(http::Method::PATCH, String::from("/weda/x")));
    cases.call("request, no method", |client| client.request("GET X", "/weda/x"));
    for path in ["weda/x", "//elsewhere", "/weda/../x", "/weda/x?a=b", "/"] {
        cases.call(&format!("request, the path {path}"), move |client| client.request("GET", path));
    }
    cases.call("request, an invalid body", |client| {
        client.request("POST", "/weda/x").json(&std::collections::BTreeMap::from([((1, 2), 3)]))
    });
    settings(&mut cases);
    cases
}

/// A call by a client with other settings, to the same address.
fn by(cases: &mut Cases, name: &str, build: impl FnOnce(ClientBuilder) -> ClientBuilder + 'static) {
    cases.run(name, 1, async move |client: Client| {
        let builder = Client::builder("lowcode-pins").base_url(client.base_url());
        Book::get(&build(builder).build()?, &Id::<Book>::new("r1")).await
    });
}

fn settings(cases: &mut Cases) {
    by(cases, "keys", |builder| builder.secret("my SecretId", "my SecretKey"));
    by(cases, "a ready token", |builder| builder.token("a-ready-token"));
    by(cases, "a token provider", |builder| {
        builder.token_provider(async |_: TokenRequest| Ok::<_, weda::Error>(AccessToken::new("provided")))
    });
    by(cases, "a token provider that asks the service", |builder| {
        builder.secret("id", "key").token_provider(async |request: TokenRequest| request.issue().await)
    });
    by(cases, "a user agent", |builder| builder.secret("id", "key").user_agent_suffix("shop/1.2 (test)"));
    by(cases, "no proxy", |builder| builder.secret("id", "key").proxy(Proxy::none()));
    by(cases, "production", |builder| builder.secret("id", "key").env_type(EnvType::Prod));
    by(cases, "neither keys nor token", |builder| builder);
    cases.run("a token for several calls", 1, async |client: Client| {
        let client = Client::builder("lowcode-pins").base_url(client.base_url()).secret("id", "key").build()?;
        Book::get(&client, &Id::<Book>::new("r1")).await?;
        Book::query(&client.with_env_type(EnvType::Prod)).count().await
    });
    cases.run("an emulator", 1, async |client: Client| {
        let client = Client::for_emulator(client.base_url());
        Book::get(&client, &Id::<Book>::new("r1")).await
    });
    cases.run("another environment", 1, async |client: Client| {
        let client = Client::builder("lowcode-pins").base_url(client.base_url()).secret("id", "key").build()?;
        Book::get(&client.with_env("lowcode-other")?, &Id::<Book>::new("r1")).await
    });
    cases.run("an address with a path", 1, async |client: Client| {
        let address = format!("{}/behind/a/gateway/", client.base_url());
        let client = Client::builder("lowcode-pins").base_url(address).secret("id", "key").build()?;
        Book::query(&client).top(1).await
    });
}
