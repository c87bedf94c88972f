use super::*;

fn shown(text: &str) -> String {
    let shown = |part: Part| match part {
        Part::Text(text) => text,
        Part::Name { name, is_table: true } => format!("[{name}]"),
        Part::Name { name, is_table: false } => format!("<{name}>"),
    };
    match Statement::parse(text) {
        Ok(statement) => statement.parts.into_iter().map(shown).collect(),
        Err(problem) => format!("{problem}"),
    }
}

#[test]
fn names_of_tables_and_of_values() {
    for (text, expected) in [
        ("select 1", "select 1"),
        ("SELECT * FROM {{ student }} WHERE a > {{min}}", "SELECT * FROM [student] WHERE a > <min>"),
        (
            "select {{ 学生 }}.姓名 from {{学生}}, {{ after-service }}",
            "select [学生].姓名 from [学生], <after-service>",
        ),
        ("select 1 from a join `{{ b }}` on `{{ b }}`.x = {{ y }}", "select 1 from a join [b] on [b].x = <y>"),
        ("select 1 from /* x */ {{ a }} -- {{ b }}\nwhere 'x'", "select 1 from   [a] \nwhere 'x'"),
        ("with x as (select 1) select * from x;", "with x as (select 1) select * from x;"),
        ("(select 1) union (select 2)", "(select 1) union (select 2)"),
        ("select `update`, t.delete, replace(a, 'b', 'c'), insert(a, 1, 2, 'x') from t", ""),
        ("select 'into', \"it''s; delete\", 'a''b', '\\\\', 1-2, a - -1, a--1 from t", ""),
        ("select date(from_unixtime(a/1000)) d, count(*) n from t group by d order by n desc limit 3", ""),
        ("select extract(year from a), substring(b from 1 for 2), data->>'$.k' from t", ""),
    ] {
        assert_eq!(shown(text), if expected.is_empty() { text } else { expected });
    }
}

/// Comments are not sent, so that MySQL need not agree about where they end.
#[test]
fn comments_are_left_out() {
    assert_eq!(shown("select 1 # one; delete\n+ /* 'two */ 2 --\tthree {{ x }}"), "select 1 \n+   2 \n");
    assert_eq!(shown("/* a */ -- b\n # c\n select 1"), "  \n \n select 1");
}

#[test]
fn what_does_not_only_read_is_refused() {
    for (text, part) in [
        ("", "is empty"),
        (" -- select 1\n", "is empty"),
        (";", "is empty"),
        ("insert into t values (1)", "begins with INSERT"),
        ("UPDATE t SET a = 1", "begins with UPDATE"),
        ("/* select */ delete from t", "begins with DELETE"),
        ("(delete from t)", "begins with DELETE"),
        ("explain select 1", "begins with EXPLAIN"),
        ("'select'", "does not begin with SELECT"),
        ("{{ x }}", "does not begin with SELECT"),
        ("with x as (select 1) delete from t", "the word DELETE"),
        ("with x as (select 1) update t set a = 1", "the word UPDATE"),
        ("with x as (select 1) insert t select 1", "the word INSERT"),
        ("with x as (select 1) replace t select 1", "the word REPLACE"),
        ("select 1 into outfile '/tmp/x'", "the word INTO"),
        ("select 1 INTO @x", "the word INTO"),
        ("select 1.into outfile '/tmp/x'", "the word INTO"),
        ("select .5into outfile '/tmp/x'", "the word INTO"),
        ("select 1e5into @x", "the word INTO"),
        ("select `a`into @x", "the word INTO"),
        ("select 1/**/into/**/@x", "the word INTO"),
        ("select 1 from t for update", "the word UPDATE"),
        ("select 1 from t for share", "the word SHARE"),
        ("select 1 from t lock in share mode", "the word LOCK"),
        ("select 1; delete from t", "a `;` before its end"),
        ("select 1;;", "a `;` before its end"),
        ("select 1; -- x\n select 2", "a `;` before its end"),
        ("select --1; delete from t", "a `;` before its end"),
        ("select @a := 1", "assigns a variable"),
        ("select ?", "has a `?`"),
        ("select '\0'; \0", "a NUL"),
        ("select 'a", "a quote (') that is not closed"),
        ("select \"a'", "a quote (\") that is not closed"),
        ("select `a", "a quote (`) that is not closed"),
        ("select 1 /* x", "a comment that is not closed"),
        ("select {{ x", "a `{{` that is not closed"),
        ("select 1 /*! into outfile 'x' */", "a comment that MySQL reads"),
        ("select /*+ SET_VAR(a=1) */ 1", "a comment that MySQL reads"),
        ("select '\\'; delete from t; -- '", "a backslash before a quote"),
        ("select '\\\\\\' or 1 --'", "a backslash before a quote"),
        ("select '{{ x }}'", "`{{ }}` in quotes"),
        ("select `a{{ x }}`", "`{{ }}` in quotes"),
        ("select {{ }}", "which is not a name"),
        ("select {{ x y }}", "which is not a name"),
        ("select * from {{ model.tableName('student') }}", "which is not a name"),
    ] {
        let found = shown(text);
        assert!(found.starts_with("the statement ") && found.contains(part), "{text}: {found}");
    }
}
