//! Texts in sources and documents, each with its lines: a turn may begin on one line and end on the next.

/// Where a text is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// `///`, `//!`.
    Doc,
    /// `//`.
    Comment,
    /// A literal, whose braces may hold arguments.
    Literal,
    /// A paragraph, a row of a table or a line of code in a document.
    Document,
}

/// Lines that follow each other, joined by spaces.
#[derive(Debug, PartialEq, Eq)]
pub struct Passage {
    pub place: Place,
    pub text: String,
    /// Offsets in the text, each with the number of the line that begins there.
    lines: Vec<(usize, usize)>,
}

impl Passage {
    fn new(place: Place) -> Self {
        Self { place, text: String::new(), lines: Vec::new() }
    }

    /// The number of the line that has the character at `offset`.
    pub fn line(&self, offset: usize) -> usize {
        self.lines.iter().rev().find(|(begin, _)| *begin <= offset).map_or(0, |(_, line)| *line)
    }

    fn push(&mut self, line: usize, text: &str) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        self.lines.push((self.text.len(), line));
        self.text.push_str(text.trim());
    }
}

/// Passages in the order of their lines.
#[derive(Default)]
struct Passages {
    all: Vec<Passage>,
    /// The line of the last one that may continue.
    last: Option<usize>,
}

impl Passages {
    /// Adds a line to the passage that ends on the line before it, or begins one.
    fn line(&mut self, place: Place, number: usize, text: &str) {
        let continues = self.last.is_some_and(|last| last + 1 == number)
            && self.all.last().is_some_and(|passage| passage.place == place);
        if text.trim().is_empty() {
            self.last = None;
            return;
        }
        // Headings, items of lists, rows of tables and the marks of code are texts of their own.
        let is_apart =
            matches!(place, Place::Doc | Place::Document) && text.trim().starts_with(['#', '-', '*', '|', '`']);
        if !continues || is_apart {
            self.all.push(Passage::new(place));
        }
        self.all.last_mut().unwrap().push(number, text);
        self.last = Some(number).filter(|_| !text.trim().starts_with('#'));
    }
}

/// Paragraphs, rows, items and headings of Markdown.
pub fn of_document(text: &str) -> Vec<Passage> {
    let (mut passages, mut is_on) = (Passages::default(), true);
    for (at, line) in text.lines().enumerate() {
        match line.trim() {
            "<!-- words: off -->" => is_on = false,
            "<!-- words: on -->" => is_on = true,
            text if is_on => passages.line(Place::Document, at + 1, text),
            _ => passages.last = None,
        }
    }
    passages.all
}

/// Comments and literals of Rust.
pub fn of_source(text: &str) -> Vec<Passage> {
    let mut source = Source { text, at: 0, line: 1, passages: Passages::default() };
    while let Some(next) = source.rest().chars().next() {
        source.step(next);
    }
    source.passages.all
}

struct Source<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    passages: Passages,
}

impl<'a> Source<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Passes over that many bytes.
    fn pass(&mut self, bytes: usize) -> &'a str {
        let passed = &self.rest()[..bytes];
        self.line += passed.matches('\n').count();
        self.at += bytes;
        passed
    }

    fn step(&mut self, next: char) {
        let rest = self.rest();
        if rest.starts_with("//") {
            let (line, end) = (self.line, rest.find('\n').unwrap_or(rest.len()));
            let comment = self.pass(end);
            let doc = comment.strip_prefix("///").or_else(|| comment.strip_prefix("//!"));
            match doc {
                Some(text) => self.passages.line(Place::Doc, line, text),
                None => self.passages.line(Place::Comment, line, comment.trim_start_matches('/')),
            }
        } else if rest.starts_with("/*") {
            self.pass(rest.find("*/").map_or(rest.len(), |end| end + 2));
        } else if next == '"' {
            self.literal();
        } else if next == '\'' {
            self.pass(character(rest));
        } else if next.is_alphanumeric() || next == '_' {
            self.word();
        } else {
            self.pass(next.len_utf8());
        }
    }

    /// A name, a number, or the letters before a raw literal.
    fn word(&mut self) {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let word = self.pass(end);
        let hashes = self.rest().len() - self.rest().trim_start_matches('#').len();
        if matches!(word, "r" | "br" | "cr") && self.rest()[hashes..].starts_with('"') {
            self.pass(hashes + 1);
            let close = format!("\"{}", "#".repeat(hashes));
            let (line, end) = (self.line, self.rest().find(&close).unwrap_or(self.rest().len()));
            let text = self.pass(end);
            self.add(line, text);
            self.pass(close.len().min(self.rest().len()));
        }
    }

    fn literal(&mut self) {
        self.pass(1);
        let (line, bytes) = (self.line, self.rest().as_bytes());
        let mut end = 0;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        let text = self.pass(end.min(bytes.len()));
        self.add(line, text);
        self.pass(1.min(self.rest().len()));
    }

    /// A literal is a passage of its own, and ends the one before it.
    fn add(&mut self, line: usize, text: &str) {
        self.passages.last = None;
        for (at, part) in text.lines().enumerate() {
            let part = part.strip_suffix('\\').unwrap_or(part);
            for sentence in part.split("\\n") {
                self.passages.line(Place::Literal, line + at, sentence);
            }
        }
        self.passages.last = None;
    }
}

/// The length of a character literal, or of the mark that begins a lifetime.
fn character(rest: &str) -> usize {
    let mut after = rest.char_indices().skip(1);
    match (after.next(), after.next()) {
        (Some((_, '\\')), Some((at, escaped))) => {
            let behind = at + escaped.len_utf8();
            rest[behind..].find('\'').map_or(behind, |end| behind + end + 1)
        }
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(passages: &[Passage]) -> Vec<(Place, usize, &str)> {
        passages.iter().map(|passage| (passage.place, passage.line(0), passage.text.as_str())).collect()
    }

    #[test]
    fn comments_and_literals_are_found_with_their_lines() {
        let source = "//! What it is,\n//! in two lines.\n\n/// Doc.\nfn f<'a>(x: &'a str) -> char {\n    // One\n    // comment.\n    \
                      let q = '\"'; // after\n    say(\"a \\\"b\\\" \\\n        c\", r#\"raw \"x\"\"#, '\\'', \"\");\n}\n";
        let expected = [
            (Place::Doc, 1, "What it is, in two lines."),
            (Place::Doc, 4, "Doc."),
            (Place::Comment, 6, "One comment. after"),
            (Place::Literal, 9, "a \\\"b\\\" c"),
            (Place::Literal, 10, "raw \"x\""),
        ];
        assert_eq!(shown(&of_source(source)), expected);
    }

    #[test]
    fn an_empty_line_ends_a_passage() {
        let passages = of_source("/// One.\n///\n/// Two,\n/// and more.\n/// # Errors\n/// Three.\n");
        let expected = [(1, "One."), (3, "Two, and more."), (5, "# Errors"), (6, "Three.")];
        assert_eq!(shown(&passages), expected.map(|(line, text)| (Place::Doc, line, text)));
        assert_eq!(passages[1].line(passages[1].text.find("more").unwrap()), 4);
    }

    #[test]
    fn documents_have_paragraphs_rows_and_parts_that_are_off() {
        let text =
            "# Title\n\nOne\ntwo.\n\n| a |\n| b |\n<!-- words: off -->\n| is no x |\n<!-- words: on -->\nThree.\n";
        let expected = [(1, "# Title"), (3, "One two."), (6, "| a |"), (7, "| b |"), (11, "Three.")];
        let passages = of_document(text);
        let found: Vec<_> = shown(&passages).into_iter().map(|(_, line, text)| (line, text)).collect();
        assert_eq!(found, expected);
    }
}
