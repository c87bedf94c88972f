//! TLS to Redis: `cargo test -p weda-redis --features tls --test redis tls`. Certificates are made with `openssl`.

use std::path::Path;
use std::process::{Command, Stdio};

use super::support::emulator;
use super::support::redis::{ENV, Redis};
use super::worker::Task;
use super::{Outcome, Tests};

pub const TESTS: Tests = &[(
    "tls::certificates_of_the_machine_are_trusted_and_no_others",
    certificates_of_the_machine_are_trusted_and_no_others,
)];

/// Makes an authority, and a certificate of it for this machine.
fn certificates(folder: &Path) {
    std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
    for line in [
        "req -x509 -newkey rsa:2048 -nodes -keyout authority.key -out authority.pem -days 2 -subj /CN=authority",
        "req -newkey rsa:2048 -nodes -keyout server.key -out server.request -subj /CN=server",
        "x509 -req -in server.request -CA authority.pem -CAkey authority.key -CAcreateserial -out server.pem -days 2 -extfile names",
        "req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 2 -subj /CN=other",
    ] {
        let mut openssl = Command::new("openssl");
        openssl.args(line.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(openssl.status().unwrap().success(), "openssl {line}");
    }
}

fn certificates_of_the_machine_are_trusted_and_no_others() -> Outcome {
    if !Command::new("openssl").arg("version").stdout(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("left out: TLS to Redis: openssl is missing (apt-get install openssl)");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    certificates(folder.path());
    let path = |name: &str| folder.path().join(name);
    let (redis, port) = Redis::with_settings(|port| {
        let [certificate, key, authority] =
            ["server.pem", "server.key", "authority.pem"].map(|name| path(name).display().to_string());
        format!(
            "tls-port {port}\ntls-cert-file {certificate}\ntls-key-file {key}\ntls-ca-cert-file {authority}\ntls-auth-clients no"
        )
    });
    let url = format!("rediss://127.0.0.1:{port}");
    let emulator = emulator::start();
    let task = Task::new(&emulator, 1.0);
    let trusting = task.start_with(&url, &[("SSL_CERT_FILE", &path("authority.pem"))]).end();
    assert!(trusting.errors.is_empty() && !trusting.log.contains("Redis is away"), "{}", trusting.log);
    let generation = redis.generation(ENV);
    assert!(generation.is_some(), "the token came by TLS");
    let others = task.start_with(&url, &[("SSL_CERT_FILE", &path("other.pem"))]).end();
    assert!(others.errors.is_empty() && others.log.contains("Redis is away"), "{}", others.log);
    assert!(others.log.to_lowercase().contains("certificate"), "{}", others.log);
    assert_eq!((redis.generation(ENV), emulator.tokens_issued()), (generation, 2));
    Ok(())
}
