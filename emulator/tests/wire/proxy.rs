//! The proxy.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use serde_json::json;
use weda_emulator::Emulator;

use crate::fixture::{Served, definitions, token};
use crate::http::{Answer, raw, read};
use crate::tls::{connect, exchange};

const GATEWAY: &str = "env-1abc2def.api.tcloudbasegateway.com";

fn served() -> Served {
    Served::of(Emulator::builder().definitions(definitions()).proxy("127.0.0.1:0").control().start().unwrap())
}

fn proxy(served: &Served) -> SocketAddr {
    served.emulator.proxy_address().unwrap()
}

/// Opens a tunnel.
fn tunnel(served: &Served, host: &str) -> TcpStream {
    let mut stream = connect(proxy(served));
    write!(stream, "CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\nProxy-Connection: keep-alive\r\n\r\n").unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap_or_else(|error| panic!("{error} after {}", head.escape_ascii()));
        head.push(byte[0]);
    }
    assert!(head.starts_with(b"HTTP/1.1 200 "), "{}", head.escape_ascii());
    stream
}

/// Sends a request to a host in a tunnel.
fn through(served: &Served, host: &str, request: &str) -> Answer {
    exchange(tunnel(served, host), served.emulator.certificate().unwrap(), host, request).unwrap()
}

fn get(served: &Served, target: &str, host: &str) -> String {
    let token = token(&served.emulator);
    format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n")
}

#[test]
fn the_vendors_hosts_lead_to_the_emulator() {
    let served = served();
    served.student(&json!({ "name": "张三" }));
    assert_eq!(served.emulator.https_address(), None, "the proxy needs no https port");
    for host in [
        GATEWAY,
        "env-1abc2def.api.intl.tcloudbasegateway.com",
        "lowcode-2gay8jgh25.tcb-api.tencentcloudapi.com",
        "lowcode-2gay8jgh25.ap-shanghai.tcb-api.tencentcloudapi.com",
        "tcb.tencentcloudapi.com",
        "lowcode.tencentcloudapi.com",
        "lowcode.ap-shanghai.tencentcloudapi.com",
        "tcb.ap-guangzhou.tencentcloudapi.com",
    ] {
        let request = get(&served, "/weda/odata/v1/pre/student", host);
        let answer = through(&served, host, &request);
        assert_eq!((answer.status, &answer.json()["value"][0]["name"]), (200, &json!("张三")), "{host}");
        let target = format!("http://{host}/weda/odata/v1/pre/student");
        let answer = raw(proxy(&served), get(&served, &target, "elsewhere.invalid").as_bytes(), false).unwrap();
        assert_eq!((answer.status, &answer.json()["value"][0]["name"]), (200, &json!("张三")), "{target}");
    }
}

#[test]
fn everything_else_is_refused() {
    let served = served();
    let long = format!("{}.api.tcloudbasegateway.com:443", "a".repeat(64));
    for target in [
        "127.0.0.1:22",
        "127.0.0.1:443",
        "localhost:443",
        "[::1]:443",
        "evil.invalid:443",
        "x.tencentcloudapi.com.evil.invalid:443",
        "x.tencentcloudapi.com:443",
        "tencentcloudapi.com:443",
        "evil-tcb.tencentcloudapi.com:443",
        "a.b.api.tcloudbasegateway.com:443",
        "api.tcloudbasegateway.com:443",
        "env-1abc2def.api.tcloudbasegateway.com.:443",
        "ENV-1abc2def.api.tcloudbasegateway.com:443",
        "env-1abc2def.api.TCLOUDBASEGATEWAY.com:443",
        "user@env-1abc2def.api.tcloudbasegateway.com:443",
        "env_1.api.tcloudbasegateway.com:443",
        "env-1abc2def.api.tcloudbasegateway.com:22",
        "env-1abc2def.api.tcloudbasegateway.com:80",
        "env-1abc2def.api.tcloudbasegateway.com:4433",
        "env-1abc2def.api.tcloudbasegateway.com",
        &long,
    ] {
        let request = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n");
        let answer = raw(proxy(&served), request.as_bytes(), false).unwrap_or_else(|| panic!("no answer: {target}"));
        assert_eq!(answer.status, 403, "{target}: {answer:?}");
        assert_eq!(answer.headers("content-type"), ["text/plain; charset=utf-8"]);
        assert!(answer.body.contains(&format!("refuses {target}: ")), "{answer:?}");
        let port = target.rsplit_once(':').map(|(_, port)| port);
        let advice = if target.starts_with("env-1abc2def.api.tcloudbasegateway.com") && !target.contains("com.") {
            assert_ne!(port, Some("443"));
            "ask for port 443 with CONNECT"
        } else {
            "accepts {env}.api.tcloudbasegateway.com, "
        };
        assert!(answer.body.contains(advice), "{target}: {answer:?}");
    }
    for (target, status, words) in [
        ("http://evil.invalid/", 403, "refuses evil.invalid: "),
        ("http://127.0.0.1:22/", 403, "refuses 127.0.0.1:22: "),
        ("http://169.254.169.254/latest/meta-data", 403, "refuses 169.254.169.254: "),
        ("http://tcb.tencentcloudapi.com:8080/", 403, "or for port 80"),
        ("https://tcb.tencentcloudapi.com/", 403, "with CONNECT"),
        ("http://tcb.tencentcloudapi.com.evil.invalid/", 403, "nowhere else"),
        ("/weda/odata/v1/pre/student", 400, "this port is a proxy"),
        ("/", 400, "this port is a proxy"),
    ] {
        let answer = raw(proxy(&served), get(&served, target, "tcb.tencentcloudapi.com").as_bytes(), false).unwrap();
        assert_eq!(answer.status, status, "{target}: {answer:?}");
        assert!(answer.body.contains(words), "{target}: {answer:?}");
    }
    // The name of the refused host is untrusted text, and the calls never reached an interface.
    assert!(served.emulator.log().iter().all(|entry| entry.call == "token"));
}

#[test]
fn garbage_and_huge_heads() {
    let served = served();
    let huge = format!("CONNECT {GATEWAY}:443 HTTP/1.1\r\nX-Long: {}\r\n\r\n", "a".repeat(1 << 20));
    let many = format!("CONNECT {GATEWAY}:443 HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(200));
    for noise in
        ["", "\r\n\r\n", "hello\r\n\r\n", "CONNECT\r\n\r\n", "CONNECT / HTTP/1.1\r\n\r\n", "\u{5}\u{1}\0", &huge, &many]
    {
        if let Some(answer) = raw(proxy(&served), noise.as_bytes(), true) {
            assert!((400..500).contains(&answer.status), "{noise:.40}: {answer:?}");
        }
    }
    // A tunnel in which nobody encrypts is closed.
    let mut stream = tunnel(&served, GATEWAY);
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    assert!(read(&mut stream).is_none());
    assert_eq!(through(&served, GATEWAY, &get(&served, "/health", GATEWAY)).status, 200);
}

#[test]
fn idle_tunnels_do_not_block_others_or_the_stop() {
    let served = served();
    let idle: Vec<_> = (0..100).map(|_| tunnel(&served, GATEWAY)).collect();
    assert_eq!(through(&served, GATEWAY, &get(&served, "/health", GATEWAY)).status, 200);
    assert_eq!(served.get("pre/student").status, 200);
    let since = std::time::Instant::now();
    served.emulator.stop();
    assert!(since.elapsed().as_secs() < 2, "{:?}", since.elapsed());
    drop(idle);
}

/// A browser that uses the proxy sends the vendor's name in `Host`, which a page cannot have there.
#[test]
fn web_pages_behind_the_proxy() {
    let served = served();
    let request = |method: &str, target: &str, origin: &str| {
        format!(
            "{method} {target} HTTP/1.1\r\nHost: {GATEWAY}\r\nConnection: close\r\nOrigin: {origin}\r\nContent-Length: 0\r\n\r\n"
        )
    };
    let own = format!("https://{GATEWAY}");
    // The calls reach the interface, which asks for a token, and no page of another origin may read the answer.
    for origin in [&own, "https://evil.invalid"] {
        let answer = through(&served, GATEWAY, &request("POST", "/auth/v1/token/clientCredential", origin));
        assert_eq!(answer.common().0, "SIGN_PARAM_INVALID", "{answer:?}");
        assert!(answer.headers("access-control-allow-origin").is_empty());
    }
    let refused = through(&served, GATEWAY, &request("POST", "/_emulator/reset", "https://evil.invalid"));
    assert_eq!((refused.status, refused.common().0.as_str()), (403, "PERMISSION_DENIED"));
    assert_eq!(through(&served, GATEWAY, &request("POST", "/_emulator/reset", &own)).status, 204);
    let refused = through(&served, GATEWAY, &request("GET", "/health", "https://evil.invalid"));
    assert_eq!(refused.status, 403);
    // Without the proxy, a page may have had that name resolved to this machine.
    let page = request("POST", "/auth/v1/token/clientCredential", &format!("http://{GATEWAY}"));
    let refused = raw(served.emulator.address(), page.as_bytes(), false).unwrap();
    assert_eq!((refused.status, refused.common().0.as_str()), (403, "PERMISSION_DENIED"));
    let page = format!("GET /openapi.json HTTP/1.1\r\nHost: {GATEWAY}\r\nConnection: close\r\n\r\n");
    assert_eq!(raw(served.emulator.address(), page.as_bytes(), false).unwrap().status, 403);
    assert_eq!(through(&served, GATEWAY, &page).status, 200);
}
