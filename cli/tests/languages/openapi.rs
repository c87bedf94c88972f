//! The OpenAPI document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use libtest_mimic::Failed;
use serde_json::{Value, json};
use weda_emulator::Emulator;

use crate::fixture::{folders, generate, hostile, node};

pub fn documents_are_valid() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let hostile = hostile()?;
    let mut all = folders();
    all.push(("hostile", hostile.path().join("database-schemas")));
    for (name, dir) in all {
        let out = folder.path().join(format!("{name}.json"));
        generate(&dir, "openapi", &out)?;
        let document: Value = serde_json::from_str(&fs::read_to_string(&out)?)?;
        let files =
            fs::read_dir(&dir)?.flatten().filter(|file| file.path().extension() == Some("json".as_ref())).count();
        let paths = document["paths"].as_object().expect("an object").len();
        assert!(paths >= files * 4, "{name}: {paths} paths of {files} definitions");
        node("validate.cjs", &[&out])?;
        // The validator does judge.
        fs::write(&out, document.to_string().replace("\"in\":\"path\"", "\"in\":\"nowhere\""))?;
        assert!(node("validate.cjs", &[&out]).is_err(), "{name}");
    }
    Ok(())
}

/// The emulator with records of all kinds, over the definitions of the examples.
struct World {
    emulator: Emulator,
    document: Value,
    bearer: String,
    folder: tempfile::TempDir,
}

impl World {
    fn new() -> Result<Self, Failed> {
        let (_, dir) = folders().remove(0);
        let folder = tempfile::tempdir()?;
        let out = folder.path().join("openapi.json");
        generate(&dir, "openapi", &out)?;
        let document = serde_json::from_str(&fs::read_to_string(&out)?)?;
        let emulator = Emulator::builder().definitions(dir).start()?;
        emulator.load("class", [json!({ "_id": "c1", "name": "三年二班" })])?;
        emulator.load(
            "student",
            [
                json!({ "_id": "s1", "name": "李四", "course": "体育", "score": 89.5, "credits": 4, "boarding": true,
                    "admittedAt": 1_725_120_000_000_u64, "grade": "三年级", "tags": ["篮球"], "class": "c1",
                    "address": { "city": "杭州", "street": "学院路" } }),
                json!({ "_id": "s2", "name": "王五", "course": "数学" }),
            ],
        )?;
        emulator.load("category", [json!({ "_id": "k1", "name": "文具" })])?;
        emulator.load("product", [json!({ "_id": "p1", "code": "A1", "name": "笔", "category": { "_id": "k1" } })])?;
        let mut world = Self { emulator, document, bearer: String::new(), folder };
        let token = world.call("POST", "/auth/v1/token/clientCredential", r#"{"grant_type":"client_credentials"}"#)?;
        world.bearer = format!("Bearer {}", token["access_token"].as_str().ok_or("a token")?);
        Ok(world)
    }

    fn call(&self, method: &str, path: &str, body: &str) -> Result<Value, Failed> {
        // `emulator-id:emulator-key`
        let basic = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5".to_owned();
        let bearer = if self.bearer.is_empty() { &basic } else { &self.bearer };
        ask(self.emulator.address(), method, path, bearer, body)
    }

    /// Asks the judge whether values fit components, or schemas of the document by their pointers.
    fn judged(&self, questions: &[(String, Value)]) -> Result<Vec<bool>, Failed> {
        let file = self.folder.path().join("questions.json");
        fs::write(&file, json!({ "document": self.document, "questions": questions }).to_string())?;
        let answers: Vec<bool> = serde_json::from_str(&node("judge.cjs", &[&file])?)?;
        assert_eq!(answers.len(), questions.len());
        Ok(answers)
    }
}

fn ask(address: SocketAddr, method: &str, path: &str, authorization: &str, body: &str) -> Result<Value, Failed> {
    let mut stream = TcpStream::connect(address)?;
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\
         Authorization: {authorization}\r\nContent-Type: application/json\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let body = answer.split_once("\r\n\r\n").ok_or("an answer")?.1;
    Ok(if body.is_empty() { Value::Null } else { serde_json::from_str(body)? })
}

/// The pointer to the schema of an answer.
fn answer(path: &str, method: &str, status: u16) -> String {
    let path = path.replace('~', "~0").replace('/', "~1");
    format!("/paths/{path}/{method}/responses/{status}/content/application~1json/schema")
}

pub fn records_fit() -> Result<(), Failed> {
    let world = World::new()?;
    let (mut questions, mut expected) = (Vec::new(), Vec::new());
    let mut fits = |schema: String, value: Value, fits: bool| {
        questions.push((schema, value));
        expected.push(fits);
    };
    for model in ["student", "class", "product", "category", "sys_user"] {
        let page = world.call("GET", &format!("/weda/odata/v1/pre/{model}?$count=true&$top=10"), "")?;
        let rows = page["value"].as_array().ok_or_else(|| format!("{page}"))?;
        assert!(!rows.is_empty() || model == "sys_user", "{page}");
        for row in rows {
            let mut wrong = row.clone();
            wrong["_id"] = json!(5);
            fits(format!("/components/schemas/{model}.record"), wrong, false);
        }
        fits(answer(&format!("/weda/odata/v1/{{envType}}/{model}"), "get", 200), page.clone(), true);
        fits(answer(&format!("/weda/odata/v1/batch/{{envType}}/{model}"), "get", 200), page.clone(), true);
    }
    // Lists and objects are JSON text over OData, and the schema says so.
    let one = world.call("GET", "/weda/odata/v1/pre/student('s1')", "")?;
    assert!(one["tags"].is_string() && one["address"].is_string(), "{one}");
    fits(answer("/weda/odata/v1/{envType}/student('{id}')", "get", 200), one.clone(), true);
    let mut native = one;
    native["tags"] = json!(["篮球"]);
    fits("/components/schemas/student.record".to_owned(), native, false);

    // What the schema of a new record accepts, the emulator takes, and the reverse.
    for (record, is_valid) in [
        (json!({ "name": "赵六", "course": "英语", "grade": "一年级", "tags": "[\"班长\"]", "score": 1.5 }), true),
        (json!({ "name": "赵六", "course": "英语", "score": null, "class": "c1" }), true),
        (json!({ "name": "赵六" }), false),
        (json!({ "name": "赵六", "course": "英语", "grade": "四年级" }), false),
        (json!({ "name": "赵六", "course": "英语", "boarding": "yes" }), false),
        (json!({ "name": "赵六", "course": null }), false),
    ] {
        let created = world.call("POST", "/weda/odata/v1/pre/student", &record.to_string())?;
        assert_eq!(created["_id"].is_string(), is_valid, "{record}: {created}");
        fits("/components/schemas/student.create".to_owned(), record, is_valid);
        match is_valid {
            true => fits(answer("/weda/odata/v1/{envType}/student", "post", 201), created, true),
            false => fits(
                answer("/weda/odata/v1/{envType}/student", "get", 200).replace("/200/", "/default/"),
                created,
                true,
            ),
        }
    }
    let answers = world.judged(&questions)?;
    for (((schema, value), expected), answer) in questions.iter().zip(expected).zip(answers) {
        assert_eq!(answer, expected, "{schema}: {value}");
    }
    Ok(())
}

/// The operations, and the fields of every model, are those that the emulator's own document has, which is made without this
/// generator.
pub fn operations_agree() -> Result<(), Failed> {
    let world = World::new()?;
    let theirs = world.call("GET", "/openapi.json", "")?;
    let operations = |document: &Value| -> BTreeSet<String> {
        let paths = document["paths"].as_object().expect("paths");
        let of = |(path, item): (&String, &Value)| {
            let path = path.replace("{envType}", "pre");
            let methods = item.as_object().expect("a path").keys().filter(|key| *key != "parameters");
            methods.map(|method| format!("{method} {path}")).collect::<Vec<_>>()
        };
        paths.iter().flat_map(of).filter(|operation| operation.contains("/odata/")).collect()
    };
    let (ours, theirs_) = (operations(&world.document), operations(&theirs));
    // A built-in model without a definition file here; both have fields that no file names.
    let known: BTreeSet<String> =
        theirs_.into_iter().filter(|operation| !operation.contains("sys_department")).collect();
    assert!(known.len() > 40, "{known:?}");
    assert_eq!(ours, known);
    let fields = |document: &Value, suffix: &str| -> BTreeMap<String, BTreeSet<String>> {
        let schemas = document["components"]["schemas"].as_object().expect("schemas");
        let of = |(name, schema): (&String, &Value)| {
            let model = name.strip_suffix(suffix)?.to_owned();
            Some((model, schema["properties"].as_object()?.keys().cloned().collect()))
        };
        schemas.iter().filter_map(of).filter(|(model, _)| !model.starts_with("sys_")).collect()
    };
    for (our, their) in [(".record", ".ODataRecord"), (".create", ".ODataCreate"), (".update", ".ODataUpdate")] {
        assert_eq!(fields(&world.document, our), fields(&theirs, their), "{our}");
    }
    Ok(())
}
