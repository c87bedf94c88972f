//! Parentheses occur exactly where `and` and `or` are mixed.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use weda::prelude::*;

use super::oracle::{Expr, Leaf};
use super::random::expr;
use crate::fixture::{Book, widest};

#[test]
fn both_joiners_never_meet() {
    let narrow = Client::builder("lowcode-a1").secret("id", "key").build().unwrap();
    let wide = Client::builder("lowcode-a1").secret("id", "key").dialect(widest()).build().unwrap();
    let config = Config { cases: 4000, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&expr().prop_filter("the caller's own parentheses", |filter| !has_raw(filter)), |filter| {
            for client in [&narrow, &wide] {
                let Ok(Some(sent)) = Book::query(client).filter(filter.typed()).preview() else { continue };
                let Some((_, text)) = sent.url.split_once("$filter=") else { continue };
                let text = text.split('&').next().unwrap();
                prop_assert_eq!(fault(text), None, "{}", text);
            }
            Ok(())
        })
        .unwrap();
}

fn has_raw(filter: &Expr) -> bool {
    match filter {
        Expr::Leaf(leaf) => matches!(leaf, Leaf::Raw(_)),
        Expr::Not(inner) | Expr::When(_, inner) => has_raw(inner),
        Expr::And(a, b) | Expr::Or(a, b) => has_raw(a) || has_raw(b),
        Expr::All(parts) | Expr::Any(parts) => parts.iter().any(has_raw),
    }
}

/// Returns what is wrong with the parentheses of an encoded filter.
fn fault(text: &str) -> Option<&'static str> {
    // Quotes within a literal are doubled.
    let outside: String = text.replace("%27%27", "").split("%27").step_by(2).collect();
    // The operator within each open parenthesis; `None` for a function.
    let mut levels = vec![Some((0, 0))];
    let mut rest = outside.as_str();
    while !rest.is_empty() {
        let function = ["contains(", "startswith(", "endswith("].into_iter().find(|name| rest.starts_with(name));
        let mut length = 1;
        if let Some(function) = function {
            levels.push(None);
            length = function.len();
        } else if rest.starts_with('(') {
            levels.push(Some((0, 0)));
        } else if rest.starts_with(')') {
            match levels.pop()? {
                Some((0, 0)) => return Some("parentheses around a single term"),
                Some((1.., 1..)) => return Some("both joiners"),
                _ => {}
            }
        } else {
            let joiners = levels.last_mut()?.as_mut();
            match joiners {
                Some((ands, _)) if rest.starts_with("%20and%20") => *ands += 1,
                Some((_, ors)) if rest.starts_with("%20or%20") => *ors += 1,
                _ => {}
            }
        }
        rest = &rest[length..];
    }
    match levels.as_slice() {
        [Some((0, _) | (_, 0))] => None,
        [Some(_)] => Some("both joiners"),
        _ => Some("parentheses that are not closed"),
    }
}

#[test]
fn the_judge_knows_what_is_wrong() {
    for (text, expected) in [
        ("a%20and%20b%20and%20c", None),
        ("a%20and%20(b%20or%20contains(c,%27%20and%20(%27%27%27))", None),
        ("a%20and%20b%20or%20c", Some("both joiners")),
        ("a%20or%20(b%20and%20c%20or%20d)", Some("both joiners")),
        ("(a)%20or%20b", Some("parentheses around a single term")),
        ("(a%20or%20b", Some("parentheses that are not closed")),
    ] {
        assert_eq!(fault(text), expected, "{text}");
    }
}
