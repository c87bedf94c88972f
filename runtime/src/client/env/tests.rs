use std::collections::HashMap;

use super::*;
use crate::client::Client;
use crate::error::{Error, ErrorKind};

fn client(variables: &[(&str, &str)]) -> Result<Client, Error> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    from_variables(|name| variables.get(name).map(|value| (*value).to_owned())).map_err(Error::settings)?.build()
}

/// The text of the error, which is always one of the settings.
fn problem(variables: &[(&str, &str)]) -> String {
    let error = client(variables).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    error.to_string()
}

const ENV: (&str, &str) = ("WEDA_ENV_ID", "lowcode-1");
const ID: (&str, &str) = ("WEDA_SECRET_ID", "weda-id");
const KEY: (&str, &str) = ("WEDA_SECRET_KEY", "weda-key");
const CLOUD_ID: (&str, &str) = ("TENCENTCLOUD_SECRETID", "cloud-id");
const CLOUD_KEY: (&str, &str) = ("TENCENTCLOUD_SECRETKEY", "cloud-key");
const OTHER_ID: (&str, &str) = ("TENCENTCLOUD_SECRET_ID", "other-id");
const OTHER_KEY: (&str, &str) = ("TENCENTCLOUD_SECRET_KEY", "other-key");
const EMULATOR: (&str, &str) = ("WEDA_EMULATOR_HOST", "127.0.0.1:4010");

/// Where the keys of a builder come from.
fn origin(variables: &[(&str, &str)]) -> Origin {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    from_variables(|name| variables.get(name).map(|value| (*value).to_owned())).unwrap().origin_of_keys()
}

#[test]
fn the_cloud_by_default_and_the_trial_store() {
    let client = client(&[ENV, ID, KEY]).unwrap();
    assert_eq!(client.env_id(), "lowcode-1");
    assert_eq!(client.env_type(), &EnvType::Pre);
    assert_eq!(client.base_url(), "https://lowcode-1.ap-shanghai.tcb-api.tencentcloudapi.com");
}

#[test]
fn each_source_has_its_turn() {
    let env = |variables: &[(&str, &str)]| {
        let mut all = vec![ID, KEY];
        all.extend_from_slice(variables);
        client(&all).unwrap().env_id().to_owned()
    };
    let cloudbase = ("CLOUDBASE_ENV_ID", "lowcode-2");
    let tcb = ("TCB_ENV", "lowcode-3");
    assert_eq!(env(&[tcb, cloudbase, ENV]), "lowcode-1");
    assert_eq!(env(&[tcb, cloudbase]), "lowcode-2");
    assert_eq!(env(&[tcb, ("WEDA_ENV_ID", " ")]), "lowcode-3");

    let variables = |(id, _): (&'static str, _), (key, _): (&'static str, _)| Origin::Variables { id, key };
    assert_eq!(origin(&[ENV, OTHER_ID, OTHER_KEY, CLOUD_ID, CLOUD_KEY, ID, KEY]), variables(ID, KEY));
    assert_eq!(origin(&[ENV, OTHER_ID, OTHER_KEY, CLOUD_ID, CLOUD_KEY]), variables(CLOUD_ID, CLOUD_KEY));
    assert_eq!(origin(&[ENV, OTHER_ID, OTHER_KEY]), variables(OTHER_ID, OTHER_KEY));
    assert_eq!(origin(&[ENV, CLOUD_ID, OTHER_ID, OTHER_KEY]), variables(OTHER_ID, OTHER_KEY));

    let typed = |name| client(&[ENV, ID, KEY, ("WEDA_ENV_TYPE", name)]).unwrap().env_type().clone();
    assert_eq!(typed("prod"), EnvType::Prod);
    let private = client(&[ENV, ID, KEY, ("WEDA_ENV_TYPE", "dev"), ("WEDA_BASE_URL", "https://weda.example.com")]);
    assert_eq!(private.unwrap().env_type(), &EnvType::Other("dev".to_owned()));
    assert_eq!(typed(""), EnvType::Pre);
}

#[test]
fn an_emulator_needs_nothing_else_and_never_gets_keys_of_the_cloud() {
    let alone = client(&[EMULATOR]).unwrap();
    assert_eq!(alone.base_url(), "http://127.0.0.1:4010");
    assert_eq!(alone.env_id(), "lowcode-emulator");
    assert_eq!(origin(&[EMULATOR]), Origin::Emulator);

    let beside = [EMULATOR, CLOUD_ID, CLOUD_KEY, ("CLOUDBASE_ENV_ID", "lowcode-2"), ("TENCENTCLOUD_TOKEN", "t")];
    assert_eq!(origin(&beside), Origin::Emulator);
    assert_eq!(client(&beside).unwrap().env_id(), "lowcode-emulator");

    let own = [EMULATOR, ENV, ID, KEY];
    assert!(matches!(origin(&own), Origin::Variables { id: "WEDA_SECRET_ID", .. }));
    assert_eq!(client(&own).unwrap().env_id(), "lowcode-1");
    client(&[EMULATOR, ("WEDA_BASE_URL", "http://localhost:9")]).unwrap();
    client(&[("WEDA_EMULATOR_HOST", "http://emulator:4010")]).unwrap();
}

#[test]
fn a_session_token_matters_only_beside_the_keys_it_belongs_to() {
    let token = ("TENCENTCLOUD_SESSION_TOKEN", "t");
    client(&[ENV, ID, KEY, CLOUD_ID, CLOUD_KEY, token]).unwrap();
    assert_eq!(
        problem(&[ENV, CLOUD_ID, CLOUD_KEY, token]),
        "TENCENTCLOUD_SESSION_TOKEN is set beside the TENCENTCLOUD_* keys, so these keys are temporary, and temporary \
         keys cannot request a token of this service; set WEDA_SECRET_ID and WEDA_SECRET_KEY to permanent keys"
    );
}

#[test]
fn what_is_missing_is_named_with_all_that_was_looked_at() {
    assert_eq!(
        problem(&[ID, KEY]),
        "no environment id: WEDA_ENV_ID, CLOUDBASE_ENV_ID and TCB_ENV are not set (checked in this order); \
         set WEDA_ENV_ID to the id shown in the WeDa console, such as lowcode-2gay8jgh25, \
         or set WEDA_EMULATOR_HOST to work offline"
    );
    assert_eq!(
        problem(&[ENV, ("WEDA_SECRET_ID", ""), ("WEDA_SECRET_KEY", " ")]),
        "no keys: WEDA_SECRET_ID and WEDA_SECRET_KEY, TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY, \
         TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set (checked in this order); \
         set the first pair to keys from the cloud console (Access Management, API keys), \
         or set WEDA_EMULATOR_HOST to work offline"
    );
    assert_eq!(
        problem(&[ENV, ID, CLOUD_ID, CLOUD_KEY]),
        "WEDA_SECRET_ID is set, but WEDA_SECRET_KEY is not; set both, or neither to use another pair"
    );
    assert_eq!(
        problem(&[ENV, OTHER_KEY]),
        "TENCENTCLOUD_SECRET_KEY is set, but TENCENTCLOUD_SECRET_ID is not; set both, or neither to use another pair"
    );
}

#[test]
fn what_cannot_be_is_refused() {
    assert_eq!(
        problem(&[EMULATOR, ("WEDA_BASE_URL", "https://weda.example.com")]),
        "WEDA_EMULATOR_HOST (127.0.0.1:4010) and WEDA_BASE_URL (https://weda.example.com) name two services, \
         one of them not on this machine; unset one of them"
    );
    assert_eq!(
        problem(&[ENV, ID, KEY, ("WEDA_BASE_URL", "http://10.0.0.5:8080")]),
        "\"http://10.0.0.5:8080\" would send keys unencrypted to another machine; use https, or call \
         `ClientBuilder::allow_plain_http` for a private deployment without https"
    );
    assert_eq!(
        problem(&[("WEDA_ENV_ID", "evil.example/"), ID, KEY]),
        "\"evil.example/\" is not an environment id: it consists of ASCII letters, digits and hyphens; \
         set WEDA_ENV_ID (or the argument of `Client::builder`) to the id shown in the WeDa console"
    );
    assert_eq!(
        problem(&[ENV, ID, KEY, ("WEDA_ENV_TYPE", "../prod")]),
        "\"../prod\" is not an environment type: it consists of ASCII letters, digits, `-` and `_`; \
         set WEDA_ENV_TYPE (or `ClientBuilder::env_type`) to `pre` or `prod`"
    );
    // A typing error leads to no store at all.
    for name in ["Prod", "PROD", "Pre"] {
        assert_eq!(
            problem(&[EMULATOR, ("WEDA_ENV_TYPE", name)]),
            format!(
                "{name:?} is not how the environment type is written; set WEDA_ENV_TYPE to `pre` or `prod` (or pass \
                 `EnvType::Pre` or `EnvType::Prod`)"
            )
        );
    }
    assert_eq!(
        problem(&[ENV, ID, KEY, ("WEDA_ENV_TYPE", "preview")]),
        "\"preview\" is not an environment type of the public cloud, which has `pre` and `prod`; set WEDA_ENV_TYPE (or \
         `ClientBuilder::env_type`) to one of them, or WEDA_BASE_URL (or `ClientBuilder::base_url`) to the address of a \
         private deployment"
    );
    let preview = ("WEDA_ENV_TYPE", "preview");
    for address in [EMULATOR, ("WEDA_BASE_URL", "https://weda.example.com")] {
        assert_eq!(
            problem(&[ENV, ID, KEY, ("WEDA_GATEWAY", "model"), address, preview]),
            "\"preview\" is not an environment type of the data-model gateway, which has `pre` and `prod`; set \
             WEDA_ENV_TYPE (or `ClientBuilder::env_type`) to one of them"
        );
    }
    assert_eq!(
        problem(&[("WEDA_EMULATOR_HOST", "not a host")]),
        "\"http://not a host\" is not a URL of a service; write it like https://name or http://127.0.0.1:4010"
    );
}

/// An emulator's address beside a remote one was repeated in the message before anybody had looked at it: a password in
/// it was on the screen and in the log.
/// It is checked first, as any address is.
#[test]
fn no_message_holds_a_password_of_an_address() {
    let text = problem(&[
        ("WEDA_EMULATOR_HOST", "http://user:hunter2@127.0.0.1:4010"),
        ("WEDA_BASE_URL", "https://weda.example.com"),
    ]);
    assert!(text.contains("remove them") && !text.contains("hunter2"), "{text}");
}

#[test]
fn no_message_holds_a_key() {
    for variables in
        [&[ENV, ID][..], &[ENV, KEY], &[ID, KEY], &[ENV, CLOUD_ID, CLOUD_KEY, ("TENCENTCLOUD_TOKEN", "token-value")]]
    {
        let text = problem(variables);
        for secret in ["weda-id", "weda-key", "cloud-id", "cloud-key", "token-value"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

const MODEL: (&str, &str) = ("WEDA_GATEWAY", "model");
const API: (&str, &str) = ("WEDA_API_KEY", "api-key-value");

#[test]
fn the_interface_is_chosen_by_a_variable() {
    let kind = |variables: &[(&str, &str)]| client(variables).unwrap().gateway_kind();
    assert_eq!(kind(&[ENV, ID, KEY]), GatewayKind::OData);
    assert_eq!(kind(&[ENV, ID, KEY, ("WEDA_GATEWAY", "odata")]), GatewayKind::OData);
    assert_eq!(kind(&[EMULATOR, MODEL]), GatewayKind::Model);
    let model = client(&[ENV, ID, KEY, MODEL]).unwrap();
    assert_eq!(model.base_url(), "https://lowcode-1.api.tcloudbasegateway.com");
    assert_eq!(
        problem(&[ENV, ID, KEY, ("WEDA_GATEWAY", "OData")]),
        "\"OData\" is not an interface of the service; set WEDA_GATEWAY (or `ClientBuilder::gateway`) to `odata` or `model`"
    );
}

/// An API key is enough for the data-model gateway, is never sent to the other interface, and reaches an emulator as the
/// other `WEDA_*` keys do.
#[test]
fn an_api_key_is_for_the_data_model_gateway() {
    client(&[ENV, API, MODEL]).unwrap();
    client(&[EMULATOR, API, MODEL]).unwrap();
    assert_eq!(origin(&[EMULATOR, API]), Origin::Emulator, "not sent");
    assert!(matches!(origin(&[ENV, ID, KEY, API]), Origin::Variables { id: "WEDA_SECRET_ID", .. }), "not sent");
    let text = problem(&[ENV, API]);
    assert!(text.contains("set WEDA_GATEWAY to `model`") && !text.contains("api-key-value"), "{text}");
    let text = problem(&[ENV, ("WEDA_API_KEY", "two words"), MODEL]);
    assert!(text.contains("WEDA_API_KEY is empty, or has a space") && !text.contains("two words"), "{text}");
    let with_env = client(&[ENV, API, MODEL]).unwrap().with_env("lowcode-2").unwrap_err();
    assert_eq!(with_env.kind(), ErrorKind::Settings);
}
