//! The addresses of `weda emulate`: https, the proxy, and web pages.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::running::{Running, folder, weda};

/// The rest of the line after `before`.
fn after<'a>(text: &'a str, before: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    rest.lines().next().unwrap()
}

fn ask(address: &str, text: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The printed address is that of the page, and its token opens the calls.
#[test]
fn the_studio_is_at_the_printed_address() {
    let folder = folder();
    for running in [Running::start(folder.path(), &["--studio", "127.0.0.1:0"]), Running::studio(folder.path())] {
        let (address, token) = after(&running.introduction, "  studio       http://").split_once("/#token=").unwrap();
        let page = ask(address, &format!("GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"));
        assert!(page.contains("<title>weda studio</title>"), "{page}");
        let call = |token: &str| {
            let head = "POST /api/v1/models HTTP/1.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2";
            ask(address, &format!("{head}\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\r\n{{}}"))
        };
        assert!(call(token).contains("student"), "{}", call(token));
        assert!(call(&"0".repeat(64)).starts_with("HTTP/1.1 403"));
    }
    let output = weda(folder.path(), &["--studio", "0.0.0.0:4011"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("it serves this machine only"));
}

#[test]
fn https_and_the_proxy_with_their_certificate() {
    let folder = folder();
    let flags = ["--https", "127.0.0.1:0", "--proxy", "127.0.0.1:0", "--cert-file", "cert.pem"];
    let running = Running::start(folder.path(), &flags);
    let text = &running.introduction;
    let https = after(text, "  https        https://");
    let proxy = after(text, "  proxy        http://").strip_suffix(", to this emulator and nowhere else").unwrap();
    let certificate = fs::read_to_string(folder.path().join("cert.pem")).unwrap();
    assert!(certificate.starts_with("-----BEGIN CERTIFICATE-----\n") && !certificate.contains("PRIVATE"));
    let answer = ask(https, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(answer.contains("write https:// in the address"), "{answer}");
    let answer = ask(proxy, "CONNECT evil.invalid:443 HTTP/1.1\r\nHost: evil.invalid:443\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("refuses evil.invalid:443"), "{answer}");
    let answer =
        ask(proxy, "GET http://tcb.tencentcloudapi.com/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"status\":\"ok\""), "{answer}");

    // The lines for the vendor's clients have the addresses that are open.
    let http = &running.address;
    for line in [
        format!("  js-sdk               app.registerHost('{http}', 'http')"),
        format!("generateHTTPClient(call, send, 'http://{http}/v1/model', {{ sqlBaseUrl: 'http://{http}/v1/sql' }})"),
        format!("CLOUDBASE_TCB_CLOUDAPI_URL=http://{http} CLOUDBASE_LOWCODE_CLOUDAPI_URL=http://{http}"),
        "  node-sdk             export NODE_EXTRA_CA_CERTS=cert.pem".to_owned(),
        format!("accessKey: 'KEY', serviceUrl: '{https}' }})  with --api-key KEY"),
        format!("secretId: 'emulator-id', secretKey: 'emulator-key', proxy: 'http://{proxy}'"),
        format!(
            "  MCP server           export http_proxy=http://{proxy} no_proxy=127.0.0.1,localhost NODE_EXTRA_CA_CERTS=cert.pem"
        ),
    ] {
        assert!(text.contains(&line), "{line} is not in {text}");
    }
}

/// Ports that are closed are not recommended, and keys of the user are not shown.
#[test]
fn clients_are_led_to_what_is_there() {
    let folder = folder();
    let text = Running::start(folder.path(), &[]).introduction.clone();
    assert!(text.contains("node-sdk             needs --https or --proxy with --cert-file"), "{text}");
    assert!(!text.contains("MCP server  ") && !text.contains("serviceUrl") && !text.contains("NODE_EXTRA"), "{text}");
    let keys = ["--secret-id", "my-id", "--secret-key", "my-key", "--proxy", "127.0.0.1:0"];
    let text = Running::start_with(folder.path(), &keys, "my-id:my-key").introduction.clone();
    assert!(text.contains("secretId: process.env.WEDA_SECRET_ID") && !text.contains("my-"), "{text}");
    assert!(text.contains("NODE_EXTRA_CA_CERTS=FILE, the file of --cert-file"), "{text}");
    assert!(!text.contains("serviceUrl"), "{text}");
    let keys = ["--api-key", "my-api-key", "--publishable-key", "my-other-key", "--https", "127.0.0.1:0"];
    let text = Running::start(folder.path(), &keys).introduction.clone();
    assert!(text.contains("accessKey: process.env.WEDA_API_KEY") && !text.contains("my-"), "{text}");
}

#[test]
fn web_pages_of_named_origins() {
    let folder = folder();
    let flags = ["--cors", "http://localhost:5173", "--cors", "https://app.example"];
    let running = Running::start(folder.path(), &flags);
    assert!(running.introduction.contains("web pages    http://localhost:5173, https://app.example may call it"));
    let page = |origin: &str| {
        let text = format!("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: {origin}\r\n\r\n");
        ask(&running.address, &text)
    };
    assert!(page("https://app.example").contains("access-control-allow-origin: https://app.example\r\n"));
    assert!(page("https://evil.example").starts_with("HTTP/1.1 403 "));
}

#[test]
fn addresses_that_are_refused() {
    let folder = folder();
    let fails = |arguments: &[&str], code: i32, sentence: &str| {
        let output = weda(folder.path(), arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{text}");
        assert!(text.contains(sentence), "{text}");
    };
    for flag in ["--https", "--proxy"] {
        for open in ["0.0.0.0:0", "[::]:0"] {
            fails(&[flag, open], 3, "other machines can reach");
        }
        fails(&[flag, "nowhere"], 3, "error: cannot listen on nowhere");
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        fails(&[flag, &taken.local_addr().unwrap().to_string()], 1, "choose a free port");
    }
    fails(&["--cert-file", "cert.pem"], 3, "there is no certificate for `--cert-file` without https");
    fails(&["--https", "127.0.0.1:0", "--cert-file", "no/such/cert.pem"], 6, "no/such/cert.pem cannot be written");
    fails(&["--cors", "localhost:5173"], 3, "`localhost:5173` is not the origin of a web page: it has no scheme");
    fails(&["--cors", "http://a/\u{1b}[31m"], 3, "it has a path");
    assert!(!folder.path().join("cert.pem").exists());
    let anyway = ["--proxy", "0.0.0.0:0", "--listen-anyway"];
    assert!(Running::start(folder.path(), &anyway).introduction.contains("proxy        http://0.0.0.0:"));
}

/// The private key is in none of the files and messages.
#[test]
fn nothing_is_written_without_cert_file() {
    let folder = folder();
    let names = || {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    let before = names();
    let running = Running::start(folder.path(), &["--https", "127.0.0.1:0"]);
    assert!(!running.introduction.contains("BEGIN"));
    drop(running);
    assert_eq!(names(), before);
}
