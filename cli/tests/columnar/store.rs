//! Exports to a store: the server of the Python package `moto`, which speaks the protocol of S3.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::fixture::{Done, World};
use crate::kill;
use crate::worlds::{assert_same, manifest, pupil, pupils, special};

/// A server with the bucket `school`, which ends with this value.
struct Server {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/columnar/server.py");
        let mut child = Command::new("python3")
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (stdin, mut stdout) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        Self { child, stdin, stdout, port: line.trim().parse().expect("the server prints its port") }
    }

    fn ask(&mut self, command: &str) -> Value {
        let stdin = self.stdin.as_mut().unwrap();
        writeln!(stdin, "{command}").unwrap();
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn set<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command
            .env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port))
            .env("AWS_ALLOW_HTTP", "true")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_ACCESS_KEY_ID", "key")
            .env("AWS_SECRET_ACCESS_KEY", "secret-of-the-school")
    }

    fn run(&self, world: &World, arguments: &[&str]) -> Done {
        Done::of(&self.set(&mut world.weda(arguments)).stdin(Stdio::null()).output().unwrap())
    }

    fn save(&mut self, folder: &Path) -> Value {
        self.ask(&format!("save {}", folder.display()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // At the end of its stdin it ends.
        drop(self.stdin.take());
        let _ = self.child.wait();
    }
}

pub fn killed() {
    let mut server = Server::start();
    for more in [&["--rows-per-file", "600"][..], &["--rows-per-file", "900", "--partition-by", "city"]] {
        let (from, to) = (pupils(), pupils());
        from.emulator.load("pupil", special().into_iter().chain((0..6000).map(pupil))).unwrap();
        let place = format!("s3://school/备份/{}", more.len());
        let arguments = [&["export", "pupil", "--format", "parquet", "--out", &place], more].concat();
        let kills = kill::until_done(&from, &arguments, |command| server.set(command));
        assert!(kills >= 3, "only {kills} kills: the export is too fast for this test");
        let done = server.run(&from, &arguments);
        assert!(done.code == Some(6) && done.err.contains("holds an export that was complete at"), "{done:?}");
        let keys = server.save(to.folder.path());
        let folder = format!("备份/{}", more.len());
        let listed = manifest(&to, &folder)["models"][0]["files"].as_array().unwrap().len();
        let there = keys.as_object().unwrap().keys().filter(|key| key.starts_with(&folder)).count();
        assert_eq!(there, listed + 1, "nothing is there but the files and the manifest: {keys}");
        to.run(&["import", "pupil", &folder, "--keep-ids", "--yes"]).ok();
        assert_same(&to, &from, "pupil");
        println!("{more:?}: {kills} kills");
    }
}

/// Files of more than 8 MiB come in parts.
pub fn parts() {
    let mut server = Server::start();
    let (from, to) = (pupils(), pupils());
    let mut dice = fastrand::Rng::with_seed(8);
    let mut long = |at: usize| {
        let mut record = pupil(at);
        record["name"] = json!((0..6000).map(|_| dice.alphanumeric()).collect::<String>());
        record
    };
    let records: Vec<_> = (0..3000).map(&mut long).collect();
    from.emulator.load("pupil", records).unwrap();
    server.run(&from, &["export", "pupil", "--format", "parquet", "--out", "s3://school/big"]).ok();
    let keys = server.save(to.folder.path());
    let part = &keys["big/pupil/part-00001.parquet"];
    assert!(part[0].as_u64().unwrap() > 8 << 20 && part[1].as_u64().unwrap() > 1, "{keys}");
    to.run(&["import", "pupil", "big", "--keep-ids", "--yes"]).ok();
    assert_same(&to, &from, "pupil");

    let done = server.run(&from, &["export", "pupil", "--format", "parquet", "--out", "s3://nowhere/x"]);
    assert!(done.code == Some(5) && done.err.contains("the store failed at `s3://nowhere"), "{done:?}");
    assert!(!done.err.contains("secret-of-the-school"), "{done:?}");
}

pub fn addresses() {
    let world = pupils();
    let run = |out: &str, variables: &[(&str, &str)]| {
        let mut command = world.weda(&["export", "pupil", "--format", "parquet", "--out", out]);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("AWS_")) {
            command.env_remove(name);
        }
        command.envs(variables.iter().copied());
        Done::of(&command.stdin(Stdio::null()).output().unwrap())
    };
    let keys = [("AWS_ACCESS_KEY_ID", "key"), ("AWS_SECRET_ACCESS_KEY", "geheim")];
    let secret = [&keys[..], &[("AWS_ENDPOINT_URL", "http://me:geheim@127.0.0.1:1")]].concat();
    for (out, variables, says) in [
        ("s3://me:geheim@school/x", &[][..], "must not have a user name or password"),
        ("s3://school/x", &[], "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        ("s3://school/x", &secret, "AWS_ENDPOINT_URL must not have a user name or password"),
        ("s3://school/../x", &keys, "must not have empty parts"),
        ("s3://", &keys, "is not the name of a bucket"),
    ] {
        let done = run(out, variables);
        assert!(done.code == Some(3) && done.err.contains(says), "{says}: {done:?}");
        assert!(!done.err.contains("geheim") && !done.out.contains("geheim"), "{done:?}");
    }
}
