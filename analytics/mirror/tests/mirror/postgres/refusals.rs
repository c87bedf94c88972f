//! Refusals, after which nothing has changed.

use std::sync::Arc;

use serde_json::json;

use super::server::Server;
use super::world::{Run, World, model};

fn world(server: &Arc<Server>) -> World {
    let world = World::of(server, &[("student", model("学生", json!({ "name": { "type": "string" } })))]);
    world.emulator.load("student", [json!({ "_id": "A", "name": "李四" })]).unwrap();
    world
}

pub fn a_schema_with_any_object_is_left_alone(server: &Arc<Server>) {
    let world = world(server);
    for (object, shown) in [
        ("create table s.student (a int)", "table s.student"),
        ("create view s.v as select 1", "view s.v"),
        ("create function s.f() returns int language sql as 'select 1'", "function s.f()"),
        ("create type s.t as enum ('a')", "type s.t"),
        ("create sequence s.q", "sequence s.q"),
        ("create domain s.d as text", "type s.d"),
        ("create collation s.c (locale = 'C')", "collation s.c"),
    ] {
        world.psql(&format!("create schema s; {object}"));
        let before = world.psql("select classid, objid, deptype from pg_depend order by 1, 2, 3");
        let run = world.run("odata", &["--schema", "s"]);
        assert_eq!(run.code, Some(3), "{object}: {run:?}");
        assert!(run.errors.contains(&format!("the schema `s` is not empty, it has {shown};")), "{}", run.errors);
        assert!(run.errors.contains("nothing is ever dropped"), "{}", run.errors);
        assert_eq!(world.psql("select classid, objid, deptype from pg_depend order by 1, 2, 3"), before, "{object}");
        world.psql("drop schema s cascade");
    }
    assert!(!world.emulator.call_counts().contains_key("list"), "nothing is read before");
    world.psql("create schema s");
    world.load("odata", &["--schema", "s"]);
    assert_eq!(world.number("select count(*) from s.student"), 1);
    let again = world.run("odata", &["--schema", "s"]);
    assert_eq!(again.code, Some(3), "{again:?}");
    assert_eq!(world.number("select count(*) from s.student"), 1);
    for n in 0..9 {
        world.psql(&format!("create table s.t{n} ()"));
    }
    let many = world.run("odata", &["--schema", "s"]);
    assert!(many.errors.contains(", 5 more; name another schema"), "{}", many.errors);
}

pub fn a_wrong_password_is_not_printed(server: &Arc<Server>) {
    let world = world(server);
    let mut command = world.command("odata", &["--schema", "s"]);
    command.env("PGPASSWORD", "hunter2hunter2");
    let url = format!("postgresql://weda:hunter2hunter2@127.0.0.1:{}/{}", server.port, world.database);
    let mut by_url = world.command("odata", &["--schema", "s"]);
    by_url.env("WEDA_POSTGRES_URL", url);
    for mut command in [command, by_url] {
        let run = Run::of(&command.env("RUST_LOG", "trace").output().unwrap());
        assert_eq!(run.code, Some(6), "{run:?}");
        assert!(run.errors.contains("cannot connect to PostgreSQL: PostgreSQL says: password"), "{}", run.errors);
        assert!(run.errors.contains("[28P01]") && !run.errors.contains("hunter2"), "{}", run.errors);
    }
    let mut nobody = world.command("odata", &["--schema", "s"]);
    let run = Run::of(&nobody.env("PGPORT", "1").output().unwrap());
    assert_eq!(run.code, Some(6), "{run:?}");
    assert!(run.errors.contains("cannot connect to PostgreSQL"), "{}", run.errors);
}

pub fn a_role_without_rights_is_told(server: &Arc<Server>) {
    let world = world(server);
    let role = format!("guest_{}", world.database);
    world.psql(&format!("create role {role} login password 'guest'"));
    let mut command = world.command("odata", &["--schema", "s"]);
    let run = Run::of(&command.env("PGUSER", &role).env("PGPASSWORD", "guest").output().unwrap());
    assert_eq!(run.code, Some(6), "{run:?}");
    assert!(run.errors.contains("cannot create the schema `s`: PostgreSQL says: permission denied"), "{}", run.errors);
    world.psql(&format!("create schema s authorization {role}"));
    let mut command = world.command("odata", &["--schema", "s"]);
    let run = Run::of(&command.env("PGUSER", &role).env("PGPASSWORD", "guest").output().unwrap());
    assert_eq!(run.code, Some(0), "its own schema is enough: {run:?}");
}

pub fn tls_checks_certificate_and_name(server: &Arc<Server>) {
    let world = world(server);
    let roots = server.home().join("server.crt");
    if !roots.exists() {
        println!("left out: openssl is missing");
        return;
    }
    let run = |schema: &str, host: &str, mode: &str, with_roots: bool| {
        let mut command = world.command("odata", &["--schema", schema]);
        command.env("PGHOST", host).env("PGSSLMODE", mode);
        if with_roots {
            command.env("PGSSLROOTCERT", &roots);
        }
        Run::of(&command.output().unwrap())
    };
    let good = run("s", "localhost", "verify-full", true);
    assert_eq!(good.code, Some(0), "{good:?}");
    let unknown = run("t", "localhost", "require", false);
    assert_eq!(unknown.code, Some(6), "`require` checks the certificate, too: {unknown:?}");
    let other_name = run("t", "127.0.0.1", "verify-full", true);
    assert_eq!(other_name.code, Some(6), "the certificate is for localhost: {other_name:?}");
    for errors in [unknown.errors, other_name.errors] {
        assert!(errors.contains("certificate"), "{errors}");
    }
    let socket = run("t", server.home().to_str().unwrap(), "require", true);
    assert_eq!(socket.code, Some(3), "{socket:?}");
    let remote = run("t", "db.example", "prefer", true);
    assert_eq!(remote.code, Some(3), "a fallback without TLS is refused: {remote:?}");
    assert!(remote.errors.contains("PGSSLMODE"), "{}", remote.errors);
}

pub fn a_database_with_another_encoding_is_refused(server: &Arc<Server>) {
    let world = world(server);
    let name = format!("{}_latin", world.database);
    server.psql("postgres", &format!("create database {name} encoding 'LATIN1' template template0 locale 'C'"));
    let mut command = world.command("odata", &["--schema", "s"]);
    let run = Run::of(&command.env("PGDATABASE", &name).output().unwrap());
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.errors.contains("encoding LATIN1"), "{}", run.errors);
}

/// A trigger of the database changes what is stored.
pub fn a_stored_value_that_differs_is_noticed(server: &Arc<Server>) {
    let world = world(server);
    world.psql(
        "create schema tools;
         create function tools.change() returns trigger language plpgsql as $$ begin new.name := new.name || '!'; return new; end $$;
         create function tools.added() returns event_trigger language plpgsql as $$ begin
             if exists (select from pg_event_trigger_ddl_commands() where object_type = 'table') then
                 create trigger t before insert on s.student for each row execute function tools.change();
             end if; end $$;
         create event trigger e on ddl_command_end when tag in ('CREATE TABLE') execute function tools.added();",
    );
    let run = world.run("odata", &["--schema", "s"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let expected = "table `student`: the values of `name` differ from those that were read; nothing was loaded";
    assert!(run.errors.contains(expected), "{}", run.errors);
    assert_eq!(world.number("select count(*) from pg_namespace where nspname = 's'"), 0);
    world.psql(
        "create or replace function tools.change() returns trigger language plpgsql as $$ begin return null; end $$;",
    );
    let run = world.run("odata", &["--schema", "s"]);
    assert!(run.errors.contains("1 rows were read and 0 are stored"), "{}", run.errors);
}

pub fn two_runs_do_not_fill_one_schema(server: &Arc<Server>) {
    let world = world(server);
    let slow = weda_emulator::Fault::new(weda_emulator::Effect::Delay(3_000)).path("/odata/");
    world.emulator.inject_fault(slow).unwrap();
    let first = world.command("odata", &["--schema", "s"]).spawn().unwrap();
    let locks = format!(
        "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where \
         datname = '{}')",
        world.database
    );
    while world.number(&locks) == 0 {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let second = world.run("odata", &["--schema", "s"]);
    assert_eq!(second.code, Some(3), "{second:?}");
    assert!(second.errors.contains("another run is loading the schema `s`"), "{}", second.errors);
    let first = Run::of(&first.wait_with_output().unwrap());
    assert_eq!(first.code, Some(0), "{first:?}");
    assert_eq!(world.number("select count(*) from s.student"), 1);
}
