//! Documents in Markdown: their headings, blocks of code and links.

use std::fs;
use std::path::{Path, PathBuf};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The words behind the fence: the language, and what else the block says of itself.
    pub info: String,
    pub body: String,
}

/// A document without its code, and its code.
pub struct Document {
    /// Lines of text with their numbers.
    pub text: Vec<(usize, String)>,
    pub blocks: Vec<Block>,
}

impl Document {
    pub fn parse(source: &str) -> Self {
        let (mut text, mut blocks) = (Vec::new(), Vec::new());
        let mut lines = source.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            let Some(info) = line.trim_start().strip_prefix("```") else {
                text.push((at + 1, line.to_owned()));
                continue;
            };
            let body = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```");
            let body = body.flat_map(|line| [line, "\n"]).collect();
            blocks.push(Block { info: info.to_owned(), body });
        }
        Self { text, blocks }
    }

    pub fn read(path: impl AsRef<Path>) -> Self {
        Self::parse(&read(path))
    }

    /// Levels and texts.
    pub fn headings(&self) -> Vec<(usize, &str)> {
        let heading = |(_, line): &'_ (usize, String)| line.starts_with('#').then_some(());
        let lines = self.text.iter().filter(|line| heading(line).is_some());
        let split = |line: &'_ str| line.len() - line.trim_start_matches('#').len();
        lines.map(|(_, line)| (split(line), line.trim_start_matches('#').trim())).collect()
    }

    /// The fragments that lead to the headings, as GitHub and mdbook make them.
    pub fn anchors(&self) -> Vec<String> {
        let mut anchors: Vec<String> = Vec::new();
        for (_, heading) in self.headings() {
            let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
            let anchor = heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
            let same = anchors.iter().filter(|other| **other == anchor).count();
            anchors.push(if same == 0 { anchor } else { format!("{anchor}-{same}") });
        }
        anchors
    }

    /// Line numbers and targets of links and pictures.
    pub fn links(&self) -> Vec<(usize, String)> {
        let mut links = Vec::new();
        for (number, line) in &self.text {
            let line = without_code(line);
            links.extend(
                line.split("](").skip(1).filter_map(|rest| Some((*number, rest.split_once(')')?.0.to_owned()))),
            );
            if let Some((_, target)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")) {
                links.push((*number, target.trim().to_owned()));
            }
        }
        links
    }
}

/// A line without what is between backticks.
fn without_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    parts.iter().step_by(2).copied().collect()
}

/// Files and titles of the chapters, in the order of the summary.
pub fn chapters(language: &str) -> Vec<String> {
    let summary = Document::read(format!("guide/{language}/SUMMARY.md"));
    summary.links().into_iter().map(|(_, target)| target).collect()
}

#[test]
fn documents_are_taken_apart() {
    let document = Document::parse("# Ein `a-b`, [x](y.md#z)\n`](no)`\n```rust\n# no\n```\n## 读取记录\n## 读取记录\n");
    assert_eq!(document.headings(), [(1, "Ein `a-b`, [x](y.md#z)"), (2, "读取记录"), (2, "读取记录")]);
    assert_eq!(document.anchors()[1..], ["读取记录", "读取记录-1"]);
    assert_eq!(document.links(), [(1, "y.md#z".to_owned())]);
    assert_eq!(document.blocks, [Block { info: "rust".into(), body: "# no\n".into() }]);
}
