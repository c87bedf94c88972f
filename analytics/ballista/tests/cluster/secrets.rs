//! Plans that travel, and logs, have no key, no token and no address.

use std::sync::{Arc, Mutex};

use datafusion::prelude::SessionContext;
use datafusion_proto::logical_plan::AsLogicalPlan;
use datafusion_proto::physical_plan::AsExecutionPlan;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tokio::runtime::Runtime;
use weda::Client;
use weda::client::TokenRequest;
use weda_ballista::{LogicalCodec, PhysicalCodec, Role};
use weda_datafusion::{Models, TableOptions, session};

use super::cluster::Cluster;
use super::world::{KEYS, World};

const QUERY: &str =
    "SELECT s.name, c.name FROM student s JOIN class c ON s.class = c._id WHERE s.score > 60 AND s.note LIKE '%好%'";

/// The models with a client that says which token it got.
fn models(world: &World) -> (Models, Arc<Mutex<Vec<String>>>) {
    let tokens = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&tokens);
    let client = Client::builder(world.emulator.env_id()).secret(KEYS.0, KEYS.1).base_url(world.emulator.url());
    let client = client.token_provider(move |request: TokenRequest| {
        let seen = Arc::clone(&seen);
        async move {
            let token = request.issue().await?;
            seen.lock().expect("no test panics with it").push(token.expose_secret().to_owned());
            Ok::<_, weda::Error>(token)
        }
    });
    let options = TableOptions { partitions: 4, ..TableOptions::default() };
    let client = client.build().expect("the settings of an emulator");
    (Models::from_directory(world.definitions(), &client, options).expect("valid definitions"), tokens)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn encoded_plans_have_no_secret_and_no_address() {
    let world = World::new(1_000);
    let (models, tokens) = models(&world);
    let context: SessionContext = session(&models);
    let (logical, physical) = Runtime::new().expect("an async runtime").block_on(async {
        let frame = context.sql(QUERY).await.expect("a query over the models");
        let logical = frame.clone().into_optimized_plan().expect("an optimized plan");
        (logical, frame.create_physical_plan().await.expect("a plan"))
    });
    let mut bytes = Vec::new();
    let codec = LogicalCodec::new(Role::Program, models.clone());
    LogicalPlanNode::try_from_logical_plan(&logical, &codec)
        .and_then(|node| node.try_encode(&mut bytes))
        .expect("it is encoded");
    let sent = bytes.len();
    let codec = PhysicalCodec::new(Role::Scheduler, models.clone());
    PhysicalPlanNode::try_from_physical_plan(physical, &codec)
        .and_then(|node| node.try_encode(&mut bytes))
        .expect("it is encoded");
    // The search finds what has to travel.
    assert!(sent > 0 && bytes.len() > sent);
    for there in ["weda/1\n", "student", "score", "好"] {
        assert!(holds(&bytes[..sent], there) && holds(&bytes[sent..], there), "{there}");
    }
    let tokens = tokens.lock().expect("no test panics with it").clone();
    assert!(!tokens.is_empty() && tokens.iter().all(|token| token.len() > 10), "a token was requested");
    let (host, env_id) = (world.emulator.address().to_string(), world.emulator.env_id().to_owned());
    for secret in tokens.iter().map(String::as_str).chain([KEYS.0, KEYS.1, &host, &env_id]) {
        assert!(!holds(&bytes, secret), "`{secret}` travels");
    }
}

/// Logs of a whole query, with everything that Ballista says of it.
#[test]
fn logs_have_no_secret() {
    let mut cluster = Cluster::start(World::new(450), 1);
    assert!(!cluster.answer(QUERY).is_empty());
    let output = super::process::output(cluster.sql(QUERY, &["--verbose"]).env("WEDA_SECRET_KEY", "not needed"));
    assert!(output.status.success());
    let mut text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("Job"), "`--verbose` says nothing: {text}");
    for process in cluster.executors.iter_mut().chain([&mut cluster.scheduler]) {
        process.kill();
        text += &process.log();
    }
    for secret in [KEYS.0, KEYS.1] {
        assert!(!text.contains(secret), "{text}");
    }
}
