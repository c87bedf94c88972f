//! The requests of every public operation, with each switch of the [`Dialect`] on and off: method, path, query, headers and
//! body to the byte, and the `preview`.
//!
//! Request ids, host and version are replaced. The terms of `get_many`, whose order is that of a hash map, are sorted.

mod dialects;
mod filters;
mod kinds;
mod lists;
mod many;
mod other;
mod records;
mod untyped;
mod values;

use std::fmt::Write as _;
use std::pin::Pin;

use percent_encoding::percent_decode_str;
use weda::api::ApiCall;
use weda::call::RequestPreview;
use weda::client::RelationForm;
use weda::{Call, Client, Dialect, Error, Filter, Model, Query, Row};

use crate::golden;
use crate::service::{Recorded, Service};

/// A call with a preview.
trait Explained: IntoFuture<Output = Result<Self::Answer, Error>> {
    type Answer;
    fn explained(&self) -> Result<Option<RequestPreview>, Error>;
}

impl<T: Send + 'static> Explained for Call<T> {
    type Answer = T;
    fn explained(&self) -> Result<Option<RequestPreview>, Error> {
        self.preview()
    }
}

impl<R: Model + Send> Explained for Query<R> {
    type Answer = Vec<R>;
    fn explained(&self) -> Result<Option<RequestPreview>, Error> {
        self.preview()
    }
}

impl Explained for ApiCall {
    type Answer = weda::api::ApiAnswer;
    fn explained(&self) -> Result<Option<RequestPreview>, Error> {
        self.preview().map(Some)
    }
}

/// The preview of a call, and its result.
struct Told {
    explained: Option<String>,
    ended: String,
}

type Run = Box<dyn FnOnce(Client) -> Pin<Box<dyn Future<Output = Told>>>>;

struct Case {
    name: String,
    dialect: Dialect,
    /// Number of records of the service.
    records: u64,
    run: Run,
}

/// The cases of one file, which all begin with its name.
struct Cases {
    area: &'static str,
    list: Vec<Case>,
}

impl Cases {
    fn of(area: &'static str) -> Cases {
        Cases { area, list: Vec::new() }
    }

    fn push(&mut self, name: &str, dialect: Dialect, records: u64, run: Run) {
        self.list.push(Case { name: format!("{}: {name}", self.area), dialect, records, run });
    }

    /// A call, by a client of the documented dialect.
    fn call<C: Explained + 'static>(&mut self, name: &str, make: impl FnOnce(&Client) -> C + 'static) {
        self.call_in(name, Dialect::default(), make);
    }

    fn call_in<C: Explained + 'static>(
        &mut self,
        name: &str,
        dialect: Dialect,
        make: impl FnOnce(&Client) -> C + 'static,
    ) {
        let run = |client: Client| -> Pin<Box<dyn Future<Output = Told>>> {
            Box::pin(async move {
                let call = make(&client);
                let explained = Some(match call.explained() {
                    Ok(Some(explanation)) => explanation.to_string().replace(client.base_url(), "<address>"),
                    Ok(None) => "nothing is sent".to_owned(),
                    Err(error) => format!("{:?}: {error}", error.kind()),
                });
                Told { explained, ended: ended(&call.await) }
            })
        };
        self.push(name, dialect, 1, Box::new(run));
    }

    /// Adds a case without `preview`, or with several steps.
    fn run<T>(&mut self, name: &str, records: u64, make: impl AsyncFnOnce(Client) -> Result<T, Error> + 'static) {
        self.run_in(name, Dialect::default(), records, make);
    }

    fn run_in<T>(
        &mut self,
        name: &str,
        dialect: Dialect,
        records: u64,
        make: impl AsyncFnOnce(Client) -> Result<T, Error> + 'static,
    ) {
        let run = |client: Client| -> Pin<Box<dyn Future<Output = Told>>> {
            Box::pin(async move { Told { explained: None, ended: ended(&make(client).await) } })
        };
        self.push(name, dialect, records, Box::new(run));
    }

    /// Adds queries with filters, with the documented dialect and with all switches.
    fn filters<R: Row + 'static>(&mut self, filters: impl IntoIterator<Item = (String, Filter<R>)>) {
        for (name, filter) in filters {
            let other = filter.clone();
            self.call(&name, move |client| R::query(client).filter(filter).first());
            self.call_in(&format!("{name}, all switches"), widest(), move |client| {
                R::query(client).filter(other).first()
            });
        }
    }
}

fn ended<T>(result: &Result<T, Error>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(error) => golden::steady(&format!("{:?}: {error}", error.kind())),
    }
}

/// Every switch alone, by its name.
fn switches() -> Vec<(&'static str, Dialect)> {
    let with = Dialect::documented;
    vec![
        ("no switch", Dialect::default()),
        ("starts_with", with().starts_with(true)),
        ("ends_with", with().ends_with(true)),
        ("null_filters", with().null_filters(true)),
        ("not", with().not(true)),
        ("native_ge_le", with().native_ge_le(true)),
        ("relation_filters", with().relation_filters(true)),
        ("several_sort_fields", with().several_sort_fields(true)),
        ("select", with().select(true)),
        ("comma_ids", with().comma_ids(true)),
        ("atomic_batches", with().atomic_batches(true)),
        ("put", with().put(true)),
        ("relation_form Object", with().relation_form(RelationForm::Object)),
        ("relation_form Id", with().relation_form(RelationForm::Id)),
    ]
}

fn widest() -> Dialect {
    Dialect::documented()
        .starts_with(true)
        .ends_with(true)
        .null_filters(true)
        .not(true)
        .native_ge_le(true)
        .relation_filters(true)
        .several_sort_fields(true)
        .select(true)
        .comma_ids(true)
        .atomic_batches(true)
        .put(true)
        .relation_form(RelationForm::Object)
}

/// Prints requests; sets of headers are numbered, since there are few.
#[derive(Default)]
struct Printer {
    text: String,
    headers: Vec<String>,
    requests: usize,
    /// The text of the last case, without its name.
    last: String,
}

impl Printer {
    fn case(&mut self, name: &str, told: &Told, mut requests: Vec<Recorded>) {
        self.requests += requests.len();
        let before = std::mem::take(&mut self.text);
        // Several may be concurrent.
        if name.contains("_many") || name.contains("ahead") {
            requests.sort_by_cached_key(|request| (request.target.len(), request.target.clone(), request.body.clone()));
        }
        let mut first = None;
        for request in &requests {
            let target = sorted(&request.target);
            let headers = self.number_of(request);
            let line = format!("{} {target}", request.method);
            let _ = writeln!(self.text, "{line} [headers {headers}]");
            let decoded = percent_decode_str(&target).decode_utf8_lossy();
            if decoded != target {
                let _ = writeln!(
                    self.text,
                    "  = {}",
                    decoded.escape_debug().to_string().replace("\\'", "'").replace("\\\"", "\"")
                );
            }
            if !request.body.is_empty() {
                let _ = writeln!(self.text, "  {}", request.body);
            }
            let body = if request.body.is_empty() { String::new() } else { format!("\n{}", request.body) };
            first.get_or_insert(format!("{} <address>{target}{body}", request.method));
        }
        match &told.explained {
            Some(explained) if Some(explained) == first.as_ref() => self.text.push_str("explained: the same\n"),
            Some(explained) if *explained == told.ended => {}
            Some(explained) => {
                let _ = writeln!(self.text, "explained: {}", explained.replace('\n', "\n  "));
            }
            None => {}
        }
        let _ = writeln!(self.text, "ended: {}", told.ended);
        let told = std::mem::replace(&mut self.text, before);
        if name.ends_with(", all switches") && told == self.last {
            self.text.push_str("all switches: the same\n");
        } else {
            let _ = write!(self.text, "\n## {name}\n{told}");
            self.last = told;
        }
    }

    fn number_of(&mut self, request: &Recorded) -> usize {
        let mut text = String::new();
        for (name, value) in &request.headers {
            let value = match name.to_ascii_lowercase().as_str() {
                "host" => "<host>",
                "x-request-id" => "<id>",
                "content-length" => {
                    assert_eq!(value.parse::<usize>().unwrap(), request.body.len());
                    "<length of the body>"
                }
                "user-agent" => &value.replacen(env!("CARGO_PKG_VERSION"), "<version>", 1),
                _ => value,
            };
            let _ = writeln!(text, "  {name}: {value}");
        }
        let at = self.headers.iter().position(|known| *known == text);
        at.unwrap_or_else(|| {
            self.headers.push(text);
            self.headers.len() - 1
        })
    }

    fn finish(self) -> String {
        let mut text = String::from("# Requests of the client; see requests.rs\n");
        for (number, headers) in self.headers.iter().enumerate() {
            let _ = write!(text, "\nheaders {number}:\n{headers}");
        }
        text + &self.text
    }
}

/// The ids of `get_many` come from a hash map.
fn sorted(target: &str) -> String {
    let Some((before, rest)) = target.split_once("?$filter=_id%20eq%20%27") else { return target.to_owned() };
    let Some((ids, after)) = rest.split_once("%27&$orderby=") else { return target.to_owned() };
    let mut ids: Vec<&str> = ids.split("%27%20or%20_id%20eq%20%27").collect();
    ids.sort_unstable();
    format!("{before}?$filter=_id%20eq%20%27{}%27&$orderby={after}", ids.join("%27%20or%20_id%20eq%20%27"))
}

#[tokio::test]
async fn requests_have_not_changed() {
    let service = Service::start().await;
    let mut clients: Vec<(Dialect, Client)> = Vec::new();
    let mut printer = Printer::default();
    let all = [
        records::cases(),
        lists::cases(),
        filters::cases(),
        kinds::cases(),
        values::cases(),
        many::cases(),
        untyped::cases(),
        dialects::cases(),
        other::cases(),
    ];
    for case in all.into_iter().flat_map(|cases| cases.list) {
        let known = clients.iter().find(|(dialect, _)| *dialect == case.dialect).map(|(_, client)| client.clone());
        let client = known.unwrap_or_else(|| {
            let builder = Client::builder("lowcode-pins").base_url(format!("http://{}", service.address));
            let client = builder.token("a-token").dialect(case.dialect.clone()).build().unwrap();
            clients.push((case.dialect.clone(), client.clone()));
            client
        });
        service.set_records(case.records);
        let told = (case.run)(client).await;
        printer.case(&case.name, &told, service.taken());
    }
    let requests = printer.requests;
    golden::check("requests.txt", &printer.finish());
    assert!(requests >= 300, "only {requests} requests were compared");
}
