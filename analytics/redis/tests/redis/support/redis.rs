//! A Redis of a test's own.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use redis::{Commands as _, Connection, FromRedisValue, Script};
use tempfile::TempDir;
use weda_redis::{Builder, Shared};

use super::KEY;

/// The environment id of emulators.
pub const ENV: &str = "lowcode-emulator";

/// Returns true if there is a `redis-server`.
pub fn is_installed() -> bool {
    Command::new("redis-server").arg("--version").stdout(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A `redis-server` on a free port of this machine. It is killed when it is dropped.
pub struct Redis {
    child: Option<Child>,
    port: u16,
    folder: TempDir,
    password: Option<&'static str>,
    /// More lines of the settings.
    more: String,
}

impl Redis {
    pub fn start() -> Redis {
        Redis::with(None)
    }

    pub fn with_password(password: &'static str) -> Redis {
        Redis::with(Some(password))
    }

    /// With more lines of its settings, which are given another free port.
    #[cfg(feature = "tls")]
    pub fn with_settings(more: impl Fn(u16) -> String) -> (Redis, u16) {
        let other = free_port();
        let mut redis = Redis::with(None);
        redis.kill();
        redis.more = more(other);
        redis.run();
        (redis, other)
    }

    fn with(password: Option<&'static str>) -> Redis {
        // Another program may take the port before Redis does.
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let mut redis = Redis { child: None, port: free_port(), folder, password, more: String::new() };
            if redis.try_run() {
                return redis;
            }
        }
        panic!("redis-server does not start");
    }

    /// Starts it on its port, without data.
    pub fn run(&mut self) {
        assert!(self.try_run(), "redis-server does not start");
    }

    fn try_run(&mut self) -> bool {
        // Settings come by standard input, since others can read a command line.
        let child = Command::new("redis-server").arg("-").stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let (url, password) = (self.url(), self.password);
        let child = self.child.insert(child.unwrap());
        let password = password.map(|password| format!("requirepass {password}\n")).unwrap_or_default();
        let settings = format!(
            "bind 127.0.0.1\nport {}\ndir {}\nsave \"\"\nappendonly no\n{password}{}\n",
            self.port,
            self.folder.path().display(),
            self.more
        );
        child.stdin.take().unwrap().write_all(settings.as_bytes()).unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            let client = redis::Client::open(&*url).unwrap();
            if client.get_connection().and_then(|mut connection| connection.ping::<()>()).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }

    pub fn url(&self) -> String {
        let password = self.password.map(|password| format!(":{password}@")).unwrap_or_default();
        format!("redis://{password}{}", self.address())
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Settings with the usual key.
    pub fn builder(&self) -> Builder {
        Shared::builder(self.url()).key(KEY)
    }

    pub fn shared(&self) -> Shared {
        self.builder().build().unwrap()
    }

    pub fn connection(&self) -> Connection {
        redis::Client::open(self.url()).unwrap().get_connection().unwrap()
    }

    /// Runs one command.
    pub fn ask<T: FromRedisValue>(&self, command: &str) -> T {
        let mut parts = command.split(' ');
        let mut cmd = redis::cmd(parts.next().unwrap());
        parts.for_each(|part| {
            cmd.arg(part);
        });
        cmd.query(&mut self.connection()).unwrap()
    }

    /// The generation of the stored token.
    pub fn generation(&self, env_id: &str) -> Option<u64> {
        self.connection().hget(format!("weda:1:{{{env_id}}}:token"), "generation").unwrap()
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// `kill -STOP`: it accepts connections and does not answer.
    pub fn pause(&self) {
        self.signal("-STOP");
    }

    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let pid = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// Writes all data to a file.
    pub fn dump(&self) -> PathBuf {
        self.ask::<()>("SAVE");
        self.folder.path().join("dump.rdb")
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A script with a clock of the test's, the list `clock`, and without ends of keys by the real one.
pub fn with_own_clock(text: &str) -> Script {
    let text = text.replace("redis.call('TIME')", "redis.call('LRANGE', 'clock', 0, 1)");
    assert!(!text.contains("'TIME'"));
    Script::new(&text.replace("'PEXPIRE'", "'EXISTS'").replace("'EXPIRE'", "'EXISTS'"))
}

/// Sets the clock of [`with_own_clock`], in microseconds.
pub fn set_clock(connection: &mut Connection, micros: u64) {
    redis::pipe()
        .del("clock")
        .rpush("clock", &[micros / 1_000_000, micros % 1_000_000])
        .query::<()>(connection)
        .unwrap();
}
