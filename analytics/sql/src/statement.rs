//! Statements: what a SQL text asks for, and that it only reads.

use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{self, ObjectName, ObjectNamePart};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use weda_definition::printable;

use crate::engine_error;
use crate::failure::Failure;

/// Largest number of operators that nest. Parser, planner and optimizer walk chains of them by recursion.
const MAX_OPERATORS: usize = 1000;

/// A statement that only reads.
#[derive(Debug)]
pub(crate) enum Task {
    /// Rows of a query.
    Query(Box<Statement>),
    /// The plan of a query, with its requests.
    Explain(Box<Statement>),
    /// `SHOW TABLES`.
    Tables,
    /// `DESCRIBE model`: the parts of the name.
    Describe(Vec<String>),
}

/// Parses a SQL text.
///
/// # Errors
/// Returns an error with its place if the text is not SQL, and an error for each statement that does more than read.
pub(crate) fn parse(sql: &str) -> Result<Vec<Task>, Failure> {
    let operators = operators(sql);
    if operators > MAX_OPERATORS {
        return Err(Failure::argument(format!(
            "the SQL has {operators} operators such as AND, and {MAX_OPERATORS} are possible"
        ))
        .hint("write `x IN (..)` in place of many conditions on x, or join a local file that `--table` names"));
    }
    let parsed = DFParserBuilder::new(sql).with_dialect(&GenericDialect {}).build();
    let statements = parsed.and_then(|mut parser| parser.parse_statements());
    let statements = statements.map_err(|error| engine_error::failure(&error, sql, &|_| Vec::new()))?;
    if statements.is_empty() {
        return Err(Failure::argument("the SQL has no statement").hint("give one, such as `weda-sql 'SHOW TABLES'`"));
    }
    statements.into_iter().map(task).collect()
}

/// Number of operators that make a plan deeper. A text that is not SQL has none: its error is the parser's.
fn operators(sql: &str) -> usize {
    let nests = |token: &Token| match token {
        Token::Word(word) => {
            matches!(word.keyword, Keyword::AND | Keyword::OR | Keyword::UNION | Keyword::EXCEPT | Keyword::INTERSECT)
        }
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat => true,
        _ => false,
    };
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize().unwrap_or_default();
    tokens.iter().filter(|token| nests(token)).count()
}

fn task(statement: Statement) -> Result<Task, Failure> {
    match &statement {
        Statement::Statement(inner) => match &**inner {
            ast::Statement::Query(_) => Ok(Task::Query(Box::new(statement))),
            ast::Statement::ShowTables { .. } => Ok(Task::Tables),
            ast::Statement::ExplainTable { table_name, .. } => Ok(Task::Describe(parts(table_name))),
            ast::Statement::ShowColumns { show_options, .. } => {
                let name = show_options.show_in.as_ref().and_then(|show_in| show_in.parent_name.as_ref());
                name.map(|name| Task::Describe(parts(name))).ok_or_else(|| refused("SHOW COLUMNS without a table"))
            }
            other => Err(refused(&first_words(&other.to_string()))),
        },
        Statement::Explain(explain) => match &*explain.statement {
            Statement::Statement(inner) if matches!(**inner, ast::Statement::Query(_)) => {
                Ok(Task::Explain(Box::new(statement)))
            }
            _ => Err(refused("EXPLAIN of a statement that is not a query")),
        },
        Statement::CreateExternalTable(_) => Err(refused("CREATE EXTERNAL TABLE")
            .hint("a local file becomes a table by `--table NAME=FILE`, and by nothing in the SQL")),
        Statement::CopyTo(_) => {
            Err(refused("COPY").hint("`--output FILE` writes the rows of a query, as Parquet, CSV or JSON"))
        }
        Statement::Reset(_) => Err(refused("RESET")),
    }
}

/// The refusal of a statement.
pub(crate) fn refused(what: &str) -> Failure {
    Failure::argument(format!("{} is refused: weda-sql only reads", printable(what)))
        .hint("SELECT, WITH, VALUES, EXPLAIN, SHOW TABLES and DESCRIBE are allowed")
}

/// The keywords at the beginning of a statement: `CREATE TABLE`.
fn first_words(statement: &str) -> String {
    let is_keyword = |word: &&str| word.chars().all(|c| c.is_ascii_uppercase());
    let words: Vec<&str> = statement.split_whitespace().take_while(is_keyword).take(3).collect();
    if words.is_empty() { "this statement".to_owned() } else { words.join(" ") }
}

fn parts(name: &ObjectName) -> Vec<String> {
    let text = |part: &ObjectNamePart| part.as_ident().map(|name| name.value.clone());
    name.0.iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_reads_is_a_task() {
        let kinds = |sql: &str| -> Vec<String> {
            let tasks = parse(sql).unwrap();
            tasks
                .iter()
                .map(|task| format!("{task:?}").chars().take_while(char::is_ascii_alphabetic).collect())
                .collect()
        };
        assert_eq!(
            kinds("SELECT 1; EXPLAIN SELECT 1; SHOW TABLES; DESCRIBE student; SHOW COLUMNS FROM student; VALUES (1)"),
            ["Query", "Explain", "Tables", "Describe", "Describe", "Query"]
        );
        assert_eq!(kinds("WITH a AS (SELECT 1) SELECT * FROM a;;"), ["Query"]);
        for (sql, named) in [
            ("CREATE TABLE a AS SELECT 1", "CREATE TABLE"),
            ("CREATE EXTERNAL TABLE a STORED AS CSV LOCATION '/etc/passwd'", "CREATE EXTERNAL TABLE"),
            ("CREATE VIEW a AS SELECT 1", "CREATE VIEW"),
            ("INSERT INTO a VALUES (1)", "INSERT INTO"),
            ("UPDATE a SET b = 1", "UPDATE"),
            ("DELETE FROM a", "DELETE FROM"),
            ("DROP TABLE a", "DROP TABLE"),
            ("COPY (SELECT 1) TO '/tmp/a.csv'", "COPY"),
            ("SET datafusion.execution.batch_size = 1", "SET"),
            ("SHOW ALL", "SHOW"),
            ("EXPLAIN COPY (SELECT 1) TO '/tmp/a.csv'", "EXPLAIN"),
            ("EXPLAIN INSERT INTO a VALUES (1)", "EXPLAIN"),
            ("BEGIN", "BEGIN"),
            ("PREPARE a AS SELECT 1", "PREPARE"),
            ("SELECT 1; DROP TABLE a", "DROP TABLE"),
        ] {
            let text = parse(sql).unwrap_err().to_string();
            assert!(text.starts_with("error: ") && text.contains(named) && text.contains("refused"), "{sql}: {text}");
        }
    }
}
