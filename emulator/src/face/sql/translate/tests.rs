//! Statements never become SQL themselves.

use sqlparser::ast;

use super::*;
use crate::face::sql::catalog::{ColumnKind, Table, TableColumn, TableName};
use crate::face::sql::large_stack::STACK;
use crate::face::sql::statement;

/// Tables whose names and columns are SQL.
struct Hostile;

const KEYS: [&str; 4] = ["_id", "name", "x); DROP TABLE records_1; --", "score"];

impl Catalog for Hostile {
    fn table(&mut self, name: TableName<'_>) -> Result<Table, Problem> {
        let name = match name {
            TableName::Named("none") => return Err(Problem::invalid("unknown")),
            _ => "records_7".to_owned(),
        };
        let kinds = [ColumnKind::Id, ColumnKind::Text, ColumnKind::Text, ColumnKind::Number];
        let columns = KEYS.into_iter().zip(kinds).zip(1..).map(|((key, kind), number)| TableColumn {
            key: key.to_owned(),
            name: Some(format!("c{number}")),
            kind,
        });
        Ok(Table { name, model: None, columns: columns.collect() })
    }
}

fn translated(text: &str) -> Result<Selection, Problem> {
    let text = text.to_owned();
    let translate = move || {
        let statement = statement::parse(&text)?;
        let values: Vec<Cow<'_, MarkValue>> = statement
            .marks
            .iter()
            .map(|_| Cow::Owned(MarkValue::One(Literal::Text("'; DROP TABLE records_1; --".to_owned()))))
            .collect();
        let surroundings = Surroundings { catalog: &mut Hostile, marks: &statement.marks, values: &values, now: 0 };
        match &statement.ast {
            ast::Statement::Query(query) => select(query, surroundings),
            ast::Statement::Insert(insert) => insertion(insert, surroundings).map(|insertion| insertion.values),
            ast::Statement::Update(change) => update(change, surroundings).map(|change| change.rows),
            ast::Statement::Delete(change) => delete(change, surroundings).map(|change| change.rows),
            _ => Err(Problem::invalid("another statement")),
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(translate).unwrap().join().unwrap()
}

/// The words that translations have, beside names with numbers.
const WORDS: &str = "SELECT DISTINCT AS FROM JOIN LEFT RIGHT ON WHERE GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET UNION ALL AND \
                     OR NOT IS NULL IN LIKE EXISTS CASE WHEN THEN ELSE END COLLATE TRUE FALSE VALUES count sum avg min max \
                     coalesce abs sign mysql_text mysql_number mysql_single mysql_concat mysql_like mysql_divide mysql_lower \
                     mysql_round";

#[test]
fn nothing_of_a_statement_becomes_sql() {
    let hostile = "`x); DROP TABLE records_1; --`";
    let cases = [
        format!("SELECT {hostile} FROM `t'; --` WHERE {hostile} = 'a''; DROP TABLE x; --'"),
        format!("SELECT {hostile} AS `b'; --`, 'c\"; --' AS \"d\" FROM t `e'; --` ORDER BY `b'; --`"),
        "SELECT `e'; --`.name, COUNT(*), SUM(score) / 2.5e0 FROM t `e'; --` GROUP BY `e'; --`.name HAVING COUNT(*) > 1".to_owned(),
        "SELECT * FROM (SELECT name AS `f; --`, score FROM t) AS `g; --` WHERE `g; --`.`f; --` LIKE 'h''%' ESCAPE ''''".to_owned(),
        "SELECT a.name FROM t a LEFT JOIN t b ON a._id = b._id AND b.name IN ('i''', {{ p }}) OR 1.5 + a.score > - 2 LIMIT 3 OFFSET 4".to_owned(),
        "SELECT IF(name = {{ p }}, CONCAT('j''', name), LOWER({{ p }})), ROUND('1') FROM t UNION SELECT 'k''', 2".to_owned(),
        "SELECT (SELECT MAX(name) FROM t x WHERE x.score = t.score) FROM t WHERE EXISTS (SELECT 'l''' FROM t) AND name IS NOT NULL".to_owned(),
        format!("INSERT INTO `m'; --` (_id, owner, _openid, {hostile}) VALUES ('n''', \"o'\", {{{{ p }}}}, 'x' LIKE 'y')"),
        format!("UPDATE t SET {hostile} = CONCAT(name, 'q'''), score = 1 WHERE {hostile} <> 'r''' ORDER BY name LIMIT 5"),
        format!("DELETE FROM t WHERE {hostile} BETWEEN 's''' AND {{{{ p }}}}"),
    ];
    for text in &cases {
        let selection = translated(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
        let sql = &selection.sql;
        assert!(sql.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" ().,_*+-/<>=?".contains(&byte)), "{sql}");
        for word in
            sql.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').filter(|word| !word.is_empty())
        {
            let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
            let name = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let is_name = name != word && ["t", "c", "o", "records_"].contains(&name);
            let is_word = WORDS.split_whitespace().any(|known| known == word) || word == crate::mysql::COLLATION;
            assert!(is_number || is_name || is_word, "`{word}` in {sql}");
        }
        assert!(!sql.contains("--") && !sql.contains("/*"), "{sql}");
    }
}

#[test]
fn values_are_bound() {
    let selection =
        translated("SELECT name FROM t WHERE name = 'a' AND score > 1.5 AND _id IN ('b', {{ p }}) LIMIT 2").unwrap();
    let text = |text: &str| Stored::Text(text.to_owned());
    let expected = [text("a"), Stored::Real(1.5), text("b"), text("'; DROP TABLE records_1; --"), Stored::Integer(2)];
    assert_eq!(selection.values, expected);
    assert_eq!(selection.columns, ["name"]);
    let many = format!("SELECT 1 FROM t WHERE score IN ({})", vec!["1"; 4_000].join(", "));
    assert_eq!(translated(&many).unwrap().values.len(), 4_001);
}

/// Each level wrote its operand several times: 200 characters became terabytes of SQL.
#[test]
fn nested_parts_do_not_fill_the_memory() {
    for (open, close) in
        [("NULLIF(", ", 2)"), ("(", " BETWEEN 1 AND 2)"), ("CASE ", " WHEN 1 THEN 2 WHEN 3 THEN 4 WHEN 5 THEN 6 END")]
    {
        let nested = |depth: usize| translated(&format!("SELECT {}1{}", open.repeat(depth), close.repeat(depth)));
        assert!(nested(8).is_ok(), "{open}");
        let problem = nested(24).unwrap_err().to_string();
        assert!(problem.contains("too long"), "{open}: {problem}");
    }
    let names = format!("SELECT CONCAT({}) AS x FROM t HAVING MAX(score) > 1 AND x", vec!["'a'"; 3_000].join(", "));
    let problem = translated(&(names + &" AND x".repeat(1_900))).unwrap_err().to_string();
    assert!(problem.contains("too long"), "{problem}");
}

#[test]
fn the_number_of_marks_is_limited() {
    let problem = translated(&format!("SELECT {}1", "{{ p }}, ".repeat(100_000))).unwrap_err().to_string();
    assert!(problem.contains("more than 10000 words"), "{problem}");
}

#[test]
fn the_numbers_of_tables_and_columns_are_limited() {
    for (text, expected) in [
        (
            format!("SELECT 1 FROM t a{}", (0..100).map(|n| format!(", t b{n}")).collect::<String>()),
            "at most 61 tables",
        ),
        (format!("SELECT {}1 FROM t", "*, ".repeat(1_000)), "at most 2000 columns"),
    ] {
        let problem = translated(&text).unwrap_err().to_string();
        assert!(problem.contains(expected), "{problem}");
    }
}
