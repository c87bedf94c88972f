//! Client settings: what is decided before anything is sent.

use std::process::Command;
use std::time::Duration;

use weda::{Client, ClientBuilder, EnvType, Error, ErrorKind};

fn builder() -> ClientBuilder {
    Client::builder("lowcode-1").secret("my-secret-id", "my-secret-key")
}

fn problem(builder: ClientBuilder) -> String {
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    assert_eq!((error.code(), error.status(), error.request_id()), (None, None, None));
    error.to_string()
}

#[test]
fn a_builder_reports_missing_settings() {
    assert_eq!(
        problem(Client::builder("lowcode-1")),
        "the client has no keys; give it a SecretId and a SecretKey with `ClientBuilder::secret`"
    );
    assert_eq!(
        problem(builder().secret("my-secret-id", "")),
        "the SecretId or the SecretKey given to `ClientBuilder::secret` is empty; \
         create a pair in the cloud console (Access Management, API keys)"
    );
    assert_eq!(
        problem(builder().base_url("https://user:pass@weda.example.com")),
        "the URL \"(not shown: it holds an `@`)\" has a user name, a query or a fragment; \
         remove them: keys belong to `ClientBuilder::secret` or WEDA_SECRET_ID and WEDA_SECRET_KEY"
    );
    assert_eq!(
        problem(builder().base_url("weda.example.com")),
        "\"weda.example.com\" is not a URL of a service; write it like https://name or http://127.0.0.1:4010"
    );
    assert!(problem(builder().base_url("http://weda.example.com")).contains("unencrypted"));
    assert!(problem(builder().env_type(EnvType::Other(String::new()))).contains("environment type"));
}

#[test]
fn invalid_urls_are_rejected_before_anything_is_sent() {
    for address in [
        "",
        " ",
        "/weda",
        "weda.example.com",
        "127.0.0.1:4010",
        "ftp://weda.example.com",
        "file:///etc/hosts",
        "javascript:alert(1)",
        "https://",
        "https://:443",
        "https://weda example.com",
        "https://weda.example.com:99999",
        "https://[::1",
        "https://1.2.3.256",
        "https://weda.example.com?x=1",
        "https://weda.example.com/#top",
        "https://name@weda.example.com",
        "https://weda.example.com\u{0}",
        "https://weda.exam\nple.com",
    ] {
        let text = problem(builder().base_url(address));
        assert!(text.contains("; "), "it has advice: {text}");
        assert!(!text.contains('\u{0}'), "{text:?}");
    }
}

/// Characters that a proxy or a header parser could take for another header, or for the end of the keys.
#[test]
fn keys_with_control_characters_are_rejected_before_anything_is_sent() {
    for bad in ["a\nb", "a\r\nX-Other: 1", "a\u{0}", "\u{7f}", "a\t", "a\u{85}", " a", "a "] {
        for (id, key) in [(bad, "my-secret-key"), ("my-secret-id", bad)] {
            let text = problem(Client::builder("lowcode-1").secret(id, key));
            assert!(!text.contains(char::is_control) && !text.contains("my-secret"), "{text:?}");
        }
    }
    assert!(problem(Client::builder("lowcode-1").token("a\nb")).contains("token"));
}

#[test]
fn plain_http_needs_a_local_service_or_permission() {
    for client in [
        builder().base_url("http://localhost:4010/").build(),
        builder().base_url("http://weda.example.com").allow_plain_http().build(),
        builder().base_url("https://weda.example.com").timeout(Duration::from_secs(5)).build(),
    ] {
        let client = client.unwrap();
        assert!(!client.base_url().ends_with('/'), "{client:?}");
    }
}

#[test]
fn an_environment_id_cannot_become_another_host() {
    for id in ["", "evil.example/", "a.b", "a@b", "a:80", "环境"] {
        let text = problem(Client::builder(id).secret("id", "key"));
        assert!(text.contains("is not an environment id"), "{text}");
    }
}

/// Environment variables belong to the process, so a child process reads them.
#[test]
fn variables_of_the_process_are_read() {
    const CHILD: &str = "WEDA_TEST_OF_VARIABLES";
    if std::env::var_os(CHILD).is_some() {
        let client = Client::from_env().unwrap();
        assert_eq!(
            format!("{client:?}"),
            "Client { base_url: \"https://weda.example.com\", env_id: \"lowcode-7\", env_type: Prod, gateway: OData, .. }"
        );
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "variables_of_the_process_are_read"])
        .env_remove("WEDA_EMULATOR_HOST")
        .env(CHILD, "1")
        .env("WEDA_BASE_URL", "https://weda.example.com/")
        .env("WEDA_ENV_ID", "lowcode-7")
        .env("WEDA_ENV_TYPE", "prod")
        .env("WEDA_SECRET_ID", "my-secret-id")
        .env("WEDA_SECRET_KEY", "my-secret-key")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn errors_and_clients_can_be_sent_shared_and_cloned() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Error>();
    fn boxed(_: Box<dyn std::error::Error + Send + Sync>) {}
    boxed(Box::new(Client::builder("").build().unwrap_err()));
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

/// T1: a program whose own `reqwest` has no TLS panicked at its first client once `weda` was a dependency.
#[test]
fn other_users_of_reqwest_in_a_program_still_work() {
    // With the features that this package enables, and no crypto provider of the program.
    let plain = reqwest::Client::new();
    assert!(plain.get("http://127.0.0.1:9/").build().is_ok());
    builder().build().unwrap();
    // With the program's own TLS, which the client neither needs nor replaces.
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    provider.install_default().expect("the client has installed none");
    let own =
        rustls::ClientConfig::builder().with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth();
    assert!(reqwest::Client::builder().tls_backend_preconfigured(own).build().is_ok());
    builder().build().unwrap();
}

/// F17: invalid settings are reported before a call fails on them, and no message repeats a password.
#[test]
fn transport_settings_are_checked_when_the_client_is_built() {
    use weda::client::Proxy;

    for proxy in [
        Proxy::system(),
        Proxy::none(),
        Proxy::url("http://127.0.0.1:7890"),
        Proxy::url("https://name:word@proxy.invalid:8443"),
        Proxy::url("socks5h://127.0.0.1:7890"),
    ] {
        builder().proxy(proxy.clone()).build().unwrap();
        assert!(!format!("{proxy:?}").contains("word"));
    }
    for bad in ["", "ftp://name:hunter2@127.0.0.1", "socks://127.0.0.1:1", "http://", "not a proxy"] {
        let text = problem(builder().proxy(Proxy::url(bad)));
        assert!(text.starts_with("`Proxy::url` is not the URL of a usable proxy; "), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
    for pem in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let text = problem(builder().root_certificates(pem));
        assert!(
            text.contains("`ClientBuilder::root_certificates`") || text.starts_with("TLS cannot be initialised"),
            "{text}"
        );
        let text = problem(builder().client_certificate(pem));
        assert!(text.contains("`ClientBuilder::client_certificate`"), "{text}");
    }
    assert!(problem(builder().user_agent_suffix("a\r\nX-Other: 1")).contains("`ClientBuilder::user_agent_suffix`"));
    let client = builder()
        .user_agent_suffix("my-program/1.0")
        .pool_idle_timeout(Duration::from_secs(20))
        .tcp_keep_alive(Duration::from_secs(30))
        .queue_timeout(Duration::MAX)
        .retry_budget(u32::MAX);
    client.build().unwrap();
}
