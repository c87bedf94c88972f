//! The sales service over the emulator.

#[path = "support/http.rs"]
mod http;

use std::net::SocketAddr;

use serde_json::{Value, json};
use weda::Client;
use weda::prelude::*;
use weda_emulator::{Effect, Emulator, Fault};
use weda_examples::models::{Customer, CustomerLevel, NewCustomer, NewSale, Sale, SaleState};

struct Shop {
    address: SocketAddr,
    client: Client,
    runtime: tokio::runtime::Runtime,
    emulator: Emulator,
}

impl Shop {
    fn open() -> Shop {
        let emulator = Emulator::builder().definitions(weda_examples::definitions()).start().unwrap();
        let client = Client::for_emulator(emulator.address());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let service = weda_examples::sales::router(client.clone());
        runtime.spawn(async move { axum::serve(listener, service).await });
        Shop { address, client, runtime, emulator }
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let request = format!("{method} {path}\nContent-Type: application/json");
        let (status, body) = http::answer(self.address, &request, &body.to_string());
        (status, serde_json::from_str(&body).unwrap_or(Value::String(body)))
    }

    fn get(&self, path: &str) -> (u16, Value) {
        self.send("GET", path, &Value::Null)
    }

    /// The numbers of the listed sales and the total.
    fn listed(&self, query: &str) -> (Vec<String>, u64) {
        let (status, page) = self.get(&format!("/sales{query}"));
        assert_eq!(status, 200, "{query}: {page}");
        let numbers = page["rows"].as_array().unwrap().iter().map(|row| row["number"].as_str().unwrap().to_owned());
        (numbers.collect(), page["total"].as_u64().unwrap())
    }

    fn customer(&self, name: &str) -> Id<Customer> {
        let new = NewCustomer { name: name.to_owned(), email: format!("{name}@example.com") };
        self.runtime.block_on(async { Customer::create(&self.client, new).await }).unwrap().id
    }

    /// Creates sales from number, total, state and day in 2024.
    fn sell(&self, customer: &Id<Customer>, sales: &[(&str, f64, SaleState, &str)]) {
        let rows = sales.iter().map(|(number, total, state, day)| {
            let placed_at = format!("2024-{day}T12:00:00+08:00").parse().unwrap();
            let due: weda::Date = format!("2024-{day}").parse().unwrap();
            NewSale {
                number: (*number).to_owned(),
                customer: customer.clone(),
                placed_at,
                total: *total,
                state: state.clone(),
            }
            .set(Sale::PIECES, 2_usize)
            .set(Sale::DUE, due)
        });
        self.runtime.block_on(async { Sale::create_many(&self.client, rows).await }).unwrap().into_ids().unwrap();
    }
}

#[test]
fn sales_are_listed_by_the_query_string() {
    let shop = Shop::open();
    let (li, wang) = (shop.customer("li"), shop.customer("wang"));
    shop.sell(&li, &[("A-1", 30.0, SaleState::Paid, "01-02"), ("A-2", 10.0, SaleState::Open, "02-02")]);
    shop.sell(&wang, &[("B-1", 20.0, SaleState::Paid, "03-02"), ("B-2", 40.5, SaleState::Cancelled, "04-02")]);

    let numbers = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let all = numbers(&["A-1", "A-2", "B-1", "B-2"]);
    for (query, found, total) in [
        (String::new(), all.clone(), 4),
        (format!("?customer={wang}"), numbers(&["B-1", "B-2"]), 2),
        ("?state=paid&sort=total".to_owned(), numbers(&["B-1", "A-1"]), 2),
        ("?sort=total&descending=true".to_owned(), numbers(&["B-2", "A-1", "B-1", "A-2"]), 4),
        ("?at_least=20&at_most=30".to_owned(), numbers(&["A-1", "B-1"]), 2),
        ("?number=A-".to_owned(), numbers(&["A-1", "A-2"]), 2),
        ("?since=2024-02-02T04:00:00Z".to_owned(), numbers(&["A-2", "B-1", "B-2"]), 3),
        ("?overdue=true".to_owned(), numbers(&["A-2"]), 1),
        (format!("?customer={li}&state=cancelled"), vec![], 0),
        ("?page=1&size=3".to_owned(), numbers(&["B-2"]), 4),
        ("?page=9&size=3".to_owned(), vec![], 4),
    ] {
        assert_eq!(shop.listed(&query), (found, total), "{query}");
    }
    for bad in [
        "?sort=colour",
        "?sort=customerName",
        "?at_least=much",
        "?stat=paid",
        "?since=yesterday",
        "?size=0",
        "?size=201",
    ] {
        assert_eq!(shop.get(&format!("/sales{bad}")).0, 400, "{bad}");
    }
}

#[test]
fn a_sale_is_made_and_shown() {
    let shop = Shop::open();
    let customer = shop.customer("li");
    let order = json!({ "number": "C-1", "customer": customer, "prices": [9.5, 20.5], "due": "2030-01-31" });
    let (status, sale) = shop.send("POST", "/sales", &order);
    assert_eq!(status, 201, "{sale}");
    assert_eq!((&sale["total"], &sale["pieces"], &sale["state"]), (&json!(30.0), &json!(2), &json!("open")));
    assert_eq!(sale["due"], "2030-01-31");
    let placed: DateTime = sale["placed_at"].as_str().unwrap().parse().unwrap();
    assert!(placed <= DateTime::now());
    assert_eq!(shop.get(&format!("/sales/{}", sale["id"].as_str().unwrap())), (200, sale));

    assert_eq!(shop.send("POST", "/sales", &order).0, 409, "the number is taken");
    let nobody = json!({ "number": "C-2", "customer": "9G5C0WQN26", "prices": [1.0], "due": null });
    assert_eq!(shop.send("POST", "/sales", &nobody).0, 404);
    assert_eq!(shop.get("/sales/9G5C0WQN26").0, 404);
    assert_eq!(shop.listed("").1, 1);
}

#[test]
fn a_customer_is_changed_by_the_members_of_the_body() {
    let shop = Shop::open();
    let path = format!("/customers/{}", shop.customer("li"));
    let (status, shown) = shop.send(
        "PATCH",
        &path,
        &json!({ "level": "gold", "birthday": 594_230_400_000_i64, "tags": ["老客户"], "note": "x" }),
    );
    assert_eq!(status, 200, "{shown}");
    assert_eq!(shown["tags"], json!(["老客户"]));
    assert_eq!(shown["birthday"], "1988-10-31");
    let (_, shown) = shop.send("PATCH", &path, &json!({ "level": null, "name": "李四" }));
    assert_eq!((&shown["level"], &shown["name"], &shown["tags"]), (&Value::Null, &json!("李四"), &json!(["老客户"])));
    assert_eq!(shop.send("PATCH", &path, &json!({})), (200, shown.clone()));

    for (body, reason) in [
        (json!({ "nmae": "a" }), "nmae"),
        (json!({ "name": null }), "name"),
        (json!({ "name": 5 }), "name"),
        (json!({ "_id": "x" }), "_id"),
        (json!({ "createdAt": 5 }), "createdAt"),
        (json!({ "tags": ["a", 5] }), "tags"),
        (json!([]), "customer"),
    ] {
        let (status, problem) = shop.send("PATCH", &path, &body);
        assert!(status == 422 && problem.to_string().contains(reason), "{body}: {status} {problem}");
    }
    assert_eq!(shop.get(&path), (200, shown));
    assert_eq!(shop.send("PATCH", "/customers/9G5C0WQN26", &json!({ "name": "a" })).0, 404);
}

#[test]
fn customers_are_imported_and_bad_rows_are_reported() {
    let shop = Shop::open();
    let rows = json!([
        { "name": "李四", "email": "li@example.com", "level": "silver", "born": "1990-05-04", "tags": ["a", "b"] },
        { "name": "王五" },
        { "name": "韩梅梅", "email": "han@example.com" },
        { "name": "李雷", "email": "li@example.com" },
        7
    ]);
    let (status, report) = shop.send("POST", "/customers/import", &rows);
    assert_eq!((status, &report["created"]), (200, &json!(2)), "{report}");
    let failed: Vec<u64> = report["failed"].as_array().unwrap().iter().map(|row| row[0].as_u64().unwrap()).collect();
    assert_eq!(failed, [1, 3, 4], "{report}");
    let again = shop.send("POST", "/customers/import", &rows).1;
    assert_eq!(again["created"], 2, "they are the same: {again}");
    let stored = shop.runtime.block_on(async { Customer::query(&shop.client).await }).unwrap();
    let mut names: Vec<_> = stored.iter().map(|customer| customer.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["李四", "韩梅梅"]);
    let li = stored.iter().find(|customer| customer.name == "李四").unwrap();
    assert_eq!((li.level.clone(), li.tags.clone()), (Some(CustomerLevel::Silver), Some(vec!["a".into(), "b".into()])));
    assert_eq!(li.birthday.unwrap().to_string(), "1990-05-04");
}

#[test]
fn overdue_sales_are_cancelled_and_the_report_counts_what_is_paid() {
    let shop = Shop::open();
    let (li, wang) = (shop.customer("li"), shop.customer("wang"));
    shop.sell(&li, &[("A-1", 30.0, SaleState::Paid, "01-02"), ("A-2", 10.0, SaleState::Open, "02-02")]);
    shop.sell(&wang, &[("B-1", 20.0, SaleState::Paid, "03-02"), ("B-2", 40.5, SaleState::Paid, "04-02")]);
    assert_eq!(shop.send("POST", "/sales/cancel-overdue", &Value::Null), (200, json!({ "cancelled": 1, "open": 0 })));
    assert_eq!(shop.listed("?state=cancelled").0, ["A-2"]);
    assert_eq!(shop.send("POST", "/sales/cancel-overdue", &Value::Null), (200, json!({ "cancelled": 0, "open": 0 })));

    let line = |id: &Id<Customer>, name: &str, sales: u64, total: f64| json!({ "customer": id, "name": name, "sales": sales, "pieces": 2 * sales, "total": total });
    let all = json!([line(&wang, "wang", 2, 60.5), line(&li, "li", 1, 30.0)]);
    assert_eq!(shop.get("/report"), (200, all));
    let spring = "/report?since=2024-03-01T00:00:00Z&until=2024-04-01T00:00:00Z";
    assert_eq!(shop.get(spring), (200, json!([line(&wang, "wang", 1, 20.0)])));
}

#[test]
fn errors_of_the_backend_are_not_shown() {
    let shop = Shop::open();
    shop.emulator.inject_fault(Fault::new(Effect::Status(500))).unwrap();
    let (status, problem) = shop.get("/sales");
    assert_eq!((status, problem), (502, json!({ "problem": "the records cannot be reached; try again later" })));
}
