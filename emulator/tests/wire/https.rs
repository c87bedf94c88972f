//! The https port.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;
use weda_emulator::{Delivery, Effect, Emulator, EmulatorBuilder, Error, Fault};

use crate::fixture::{Served, definitions};
use crate::http::{Answer, raw};
use crate::tls::{client, connect, exchange};

fn builder() -> EmulatorBuilder {
    Emulator::builder().definitions(definitions()).https("127.0.0.1:0")
}

fn served() -> Served {
    Served::of(builder().start().unwrap())
}

fn https(served: &Served) -> SocketAddr {
    served.emulator.https_address().unwrap()
}

/// A GET of the students with the token of `served`.
fn list(served: &Served) -> String {
    let token = crate::fixture::token(&served.emulator);
    format!(
        "GET /weda/odata/v1/pre/student HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
}

fn call(served: &Served, name: &str) -> Option<Answer> {
    exchange(connect(https(served)), served.emulator.certificate().unwrap(), name, &list(served))
}

#[test]
fn the_same_records_by_every_name_of_the_certificate() {
    let served = served();
    served.student(&json!({ "name": "张三" }));
    assert_eq!(served.emulator.https_url().unwrap(), format!("https://{}", https(&served)));
    for name in [
        "localhost",
        "127.0.0.1",
        "::1",
        "env-1abc2def.api.tcloudbasegateway.com",
        "env-1abc2def.api.intl.tcloudbasegateway.com",
        "lowcode-2gay8jgh25.tcb-api.tencentcloudapi.com",
        "lowcode-2gay8jgh25.ap-shanghai.tcb-api.tencentcloudapi.com",
        "tcb.tencentcloudapi.com",
        "lowcode.tencentcloudapi.com",
        "lowcode.ap-shanghai.tencentcloudapi.com",
    ] {
        let answer = call(&served, name).unwrap_or_else(|| panic!("no answer for {name}"));
        assert_eq!((answer.status, &answer.json()["value"][0]["name"]), (200, &json!("张三")), "{name}");
    }
    for name in ["evil.invalid", "127.0.0.2", "a.b.api.tcloudbasegateway.com"] {
        assert!(call(&served, name).is_none(), "the certificate must not be valid for {name}");
    }
}

#[test]
fn each_start_has_a_certificate_of_its_own() {
    let (one, two) = (served(), served());
    assert_ne!(one.emulator.certificate(), two.emulator.certificate());
    let answer = exchange(connect(https(&one)), two.emulator.certificate().unwrap(), "localhost", &list(&one));
    assert!(answer.is_none(), "{answer:?}");
    let plain = crate::fixture::served().emulator;
    assert_eq!((plain.https_address(), plain.https_url(), plain.certificate()), (None, None, None));
}

#[test]
fn the_file_holds_the_certificate_and_no_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cert.pem");
    let emulator = builder().cert_file(&path).start().unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(Some(text.as_str()), emulator.certificate());
    assert!(text.starts_with("-----BEGIN CERTIFICATE-----\n") && text.ends_with("-----END CERTIFICATE-----\n"));
    assert!(text.lines().all(|line| line.len() <= 64) && !text.contains("PRIVATE"), "{text}");
    // The next start replaces it.
    let next = builder().cert_file(&path).start().unwrap();
    assert_eq!(Some(std::fs::read_to_string(&path).unwrap().as_str()), next.certificate());

    let missing = folder.path().join("no/cert.pem");
    let error = builder().cert_file(&missing).start().unwrap_err();
    assert!(matches!(&error, Error::File { path, .. } if *path == missing), "{error}");
    assert!(error.to_string().contains("no/cert.pem cannot be written"), "{error}");
    // Without https there is no certificate.
    let unused = folder.path().join("unused.pem");
    Emulator::builder().cert_file(&unused).start().unwrap();
    assert!(!unused.exists());
}

#[test]
fn an_address_that_is_in_use_is_an_error() {
    let served = served();
    let error = Emulator::builder().https(https(&served).to_string()).start().unwrap_err();
    assert!(matches!(&error, Error::Address { address, .. } if *address == https(&served).to_string()), "{error}");
}

/// A client that wrote http:// for https:// waited for an answer until its timeout.
#[test]
fn a_caller_that_does_not_encrypt_is_told_so() {
    let served = served();
    let answer = raw(https(&served), list(&served).as_bytes(), false).unwrap();
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("write https:// in the address"), "{answer:?}");
    for garbage in [&b"\r\n\r\n"[..], b"hello\r\n\r\n", b"\0\0\0\0", b"SSH-2.0-OpenSSH\r\n"] {
        let since = Instant::now();
        if let Some(answer) = raw(https(&served), garbage, true) {
            assert!((400..500).contains(&answer.status), "{answer:?}");
        }
        assert!(since.elapsed() < Duration::from_secs(5), "{garbage:?}");
    }
    assert_eq!(call(&served, "localhost").unwrap().status, 200);
}

/// Handshakes that stop, or announce more than they send, keep nobody waiting.
#[test]
fn broken_handshakes_do_not_block_others() {
    let served = served();
    let hello = |length: [u8; 2], rest: &[u8]| [&[22, 3, 1], &length[..], rest].concat();
    let starts = [
        vec![22],
        vec![22, 3],
        hello([0x40, 0], &[1, 0, 0x3f, 0xfc]),
        // A record that is longer than TLS allows, and a handshake message of 16 MiB.
        hello([0xff, 0xff], &[1; 100]),
        hello([0x40, 0], &[&[1, 0xff, 0xff, 0xff][..], &[0; 0x3ffc]].concat()),
        hello([0, 5], b"hello"),
    ];
    let open: Vec<_> = starts
        .iter()
        .cycle()
        .take(120)
        .map(|start| {
            let mut stream = connect(https(&served));
            stream.write_all(start).unwrap();
            stream
        })
        .collect();
    let since = Instant::now();
    assert_eq!(call(&served, "localhost").unwrap().status, 200);
    assert_eq!(served.get("pre/student").status, 200);
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
    // Those that TLS can refuse at once are closed, and not held until the timeout.
    for (at, mut stream) in open.into_iter().enumerate().filter(|(at, _)| matches!(at % starts.len(), 3 | 5)) {
        let ended = stream.read_to_end(&mut Vec::new());
        assert_ne!(ended.map_err(|error| error.kind()).err(), Some(ErrorKind::WouldBlock), "{at}");
    }
    // Stopping does not wait for them.
    let since = Instant::now();
    served.emulator.stop();
    assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
}

#[test]
fn a_connection_serves_several_calls() {
    let served = served();
    let trusted = served.emulator.certificate().unwrap();
    let mut stream = client(connect(https(&served)), trusted, "localhost");
    let kept = list(&served).replace("Connection: close\r\n", "");
    for _ in 0..3 {
        stream.write_all(kept.as_bytes()).unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"]}") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"HTTP/1.1 200"));
    }
    assert_eq!(served.emulator.call_counts()["list"], 3);
}

#[test]
fn large_bodies_in_both_directions() {
    let served = served();
    let token = crate::fixture::token(&served.emulator);
    let body = json!({ "name": "李四", "course": "体育", "note": "长".repeat(1 << 20) }).to_string();
    let request = format!(
        "POST /weda/odata/v1/pre/student HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let trusted = served.emulator.certificate().unwrap();
    let answer = exchange(connect(https(&served)), trusted, "localhost", &request).unwrap();
    assert_eq!((answer.status, answer.json()["note"].as_str().unwrap().len()), (201, 3 << 20));
    assert_eq!(call(&served, "localhost").unwrap().json()["value"][0]["note"].as_str().unwrap().len(), 3 << 20);
}

#[test]
fn faults_work_over_tls() {
    let served = served();
    served.student(&json!({}));
    let with = |effect: Effect| {
        let fault = Fault::new(effect).path("/student").times(1);
        served.emulator.inject_fault(fault).unwrap();
        let answer = call(&served, "localhost");
        let entry = served.emulator.log().into_iter().rev().find(|entry| entry.call == "list").unwrap();
        (answer, entry)
    };
    let (answer, entry) = with(Effect::Drop);
    assert!(answer.is_none() && entry.sent == Delivery::None, "{answer:?} {entry:?}");
    let (answer, entry) = with(Effect::Half);
    let answer = answer.unwrap();
    let length: usize = answer.headers("content-length")[0].parse().unwrap();
    assert!(answer.status == 200 && (1..length).contains(&answer.body.len()), "{answer:?}");
    assert_eq!(entry.sent, Delivery::Partial);
    let (answer, entry) = with(Effect::Status(503));
    assert_eq!((answer.unwrap().status, entry.sent), (503, Delivery::Complete));
    let (answer, _) = with(Effect::Refuse("SYS_ERR".to_owned()));
    assert_eq!(answer.unwrap().common().0, "SYS_ERR");
    let (answer, _) = with(Effect::Html);
    assert!(answer.unwrap().body.contains("<html"));
}
