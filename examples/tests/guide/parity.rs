//! The English and the Chinese edition have the same chapters, sections and code.

use crate::document::{Block, Document, chapters, read, root};

/// Documents in both languages.
fn pairs() -> Vec<(String, String)> {
    let in_both = |chapter: String| (format!("guide/en/{chapter}"), format!("guide/zh-CN/{chapter}"));
    let mut pairs: Vec<(String, String)> = chapters("en").into_iter().map(in_both).collect();
    pairs.push(("README.md".into(), "README.zh-CN.md".into()));
    assert!(pairs.len() > 15, "{pairs:?}");
    pairs
}

#[test]
fn both_editions_have_the_same_chapters_in_the_same_order() {
    assert_eq!(chapters("zh-CN"), chapters("en"));
    let missing: Vec<String> =
        pairs().into_iter().map(|(_, chinese)| chinese).filter(|chinese| !root().join(chinese).exists()).collect();
    assert!(missing.is_empty(), "these are missing: {missing:#?}");
}

#[test]
fn both_editions_have_the_same_sections() {
    let mut differ = Vec::new();
    for (english, chinese) in pairs() {
        let (documents, other) = (Document::read(&english), Document::read(&chinese));
        let levels = |document: &Document| document.headings().iter().map(|(level, _)| *level).collect::<Vec<_>>();
        if levels(&documents) != levels(&other) {
            differ.push(format!("{chinese}: {:#?}\nand in {english}: {:#?}", other.headings(), documents.headings()));
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

#[test]
fn both_editions_have_the_same_code() {
    let mut differ = Vec::new();
    for (english, chinese) in pairs() {
        let (expected, found) = (Document::read(&english).blocks, Document::read(&chinese).blocks);
        if expected.len() != found.len() {
            differ.push(format!("{chinese} has {} blocks of code, {english} has {}", found.len(), expected.len()));
        }
        for (expected, found) in expected.iter().zip(&found) {
            if without_comments(expected) != without_comments(found) {
                differ.push(format!("{chinese}:\n{}\nand in {english}:\n{}", found.body, expected.body));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
}

/// Both books are built in the same way, and each has the address that the other one links to.
#[test]
fn both_books_have_the_same_settings() {
    let settings = |language: &str| {
        let mut book: toml::Table = read(format!("guide/{language}/book.toml")).parse().unwrap();
        let own = book["book"].as_table_mut().unwrap();
        for key in ["title", "description"] {
            assert!(own.remove(key).is_some(), "{language}: {key}");
        }
        assert_eq!(own.remove("language").unwrap().as_str(), Some(language));
        let folder = book["build"].as_table_mut().unwrap().remove("build-dir").unwrap();
        assert_eq!(folder.as_str(), Some(format!("../../target/guide/{language}").as_str()));
        book
    };
    assert_eq!(settings("zh-CN"), settings("en"));
}

/// A link of each README leads to the other one, so that nobody has to look for a language.
#[test]
fn each_readme_names_the_other_one() {
    assert!(read("README.md").contains("](README.zh-CN.md)"));
    assert!(read("README.zh-CN.md").contains("](README.md)"));
}

/// The language of a block and its lines, without comments and without lines that are nothing else.
fn without_comments(block: &Block) -> (String, Vec<String>) {
    let mark = match block.info.split([',', ' ']).next() {
        Some("rust" | "js") => "//",
        Some("sql") => "--",
        Some("toml" | "yaml" | "sh") => "#",
        // The output of programs, errors, JSON: equal in every character.
        _ => return (block.info.clone(), block.body.lines().map(str::to_owned).collect()),
    };
    let lines = block.body.lines().map(|line| code_of(line, mark).trim_end().to_owned());
    (block.info.clone(), lines.filter(|line| !line.is_empty()).collect())
}

/// The part of a line before a comment. A mark in quotes, or behind another character than a space, begins none.
fn code_of<'l>(line: &'l str, mark: &str) -> &'l str {
    let mut quote = None;
    let mut before = ' ';
    for (at, character) in line.char_indices() {
        match quote {
            Some(open) if character == open => quote = None,
            None if line[at..].starts_with(mark) && before == ' ' => return &line[..at],
            None if matches!(character, '"' | '\'') => quote = Some(character),
            _ => {}
        }
        before = character;
    }
    line
}

#[test]
fn comments_may_differ_and_code_may_not() {
    let block = |info: &str, body: &str| without_comments(&Block { info: info.into(), body: body.into() });
    assert_eq!(block("rust", "// one\nlet a = 1; // two\n"), block("rust", "let a = 1; // 二\n"));
    assert_eq!(block("toml", "a = \"x\" # one\n"), block("toml", "# 一\na = \"x\"\n"));
    assert_ne!(block("rust", "let a = \"// one\";\n"), block("rust", "let a = \"// 一\";\n"));
    assert_ne!(block("toml", "a = 1\n"), block("toml", "a = 2\n"));
    assert_ne!(block("console", "# one\n"), block("console", "# 一\n"));
    assert_ne!(block("sh", "weda check\n"), block("toml", "weda check\n"));
    assert_eq!(code_of("curl https://x # 一", "#"), "curl https://x ");
    assert_eq!(code_of("let url = \"https://x\"; // 一", "//"), "let url = \"https://x\"; ");
}
