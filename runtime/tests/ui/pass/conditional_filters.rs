//! Filters that depend on what the program is asked for.

use school::models::Student;
use weda::prelude::*;
use weda::filter::IntoFilter;
use weda::{Filter, Order, Query, Record};

fn search(client: &Client, names: &[&str], best: Option<f64>) {
    let wanted = Filter::any(names.iter().map(|name| Student::NAME.contains(*name)));
    let good = Filter::when(best.is_some(), || Student::SCORE.ge(best.unwrap_or_default()));
    let all = Filter::all([wanted, good, !Student::ACTIVE.eq(false), Student::CREDITS.one_of([1, 2, 3])]);
    let _ = Student::query(client).filter(all.clone()).filter(all).order_by(Student::SCORE.desc()).top(20).skip(20);
}

fn step_by_step(client: &Client, name: Option<&str>, best: Option<f64>) -> Query<Student> {
    let mut filter = Filter::<Student>::default();
    filter &= Student::ACTIVE.eq(true);
    filter &= name.map(|name| Student::NAME.contains(name));
    filter |= Student::CREDITS.gt(30);
    filter.extend(best.map(|best| Student::SCORE.ge(best)));
    filter.extend([Some(Student::NOTE.ne("")), None]);
    let parts: Filter<Student> = vec![Student::SCORE.ge(60), Student::CREDITS.ge(3)].into_iter().collect();
    let options = vec![None, best.map(|best| Student::SCORE.le(best))].into_iter().collect::<Filter<Student>>();
    let joined = name.map(|name| Student::NAME.eq(name)) & Student::ACTIVE.eq(true) | best.map(|_| Student::SCORE.gt(0));
    Student::query(client).filter(filter & parts).filter(options | joined).filter(Some(Some(Student::SCORE.lt(100))))
}

fn untyped(client: &Client, best: Option<u32>) -> Query<Record> {
    let field = weda::dynamic::field;
    let mut filter: Filter<Record> = field("active").eq(true) & best.map(|best| field("score").ge(best));
    filter |= field("credits").gt(30);
    client.model("student").query().filter(filter).filter(best.map(|best| field("score").le(&best)))
}

fn of_any_model<R: weda::Row, F: IntoFilter<R>>(client: &Client, filter: F, order: Option<Order<R>>) -> Query<R> {
    let query = R::query(client).filter(filter);
    match order {
        Some(order) => query.order_by(order),
        None => query,
    }
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = (search, step_by_step, untyped);
    let _ = of_any_model(&client, Student::SCORE.gt(60), Student::sort_by("score", true));
    let _ = of_any_model(&client, Some(Student::SCORE.gt(60)), Some(Student::NAME.order(false)));
}
