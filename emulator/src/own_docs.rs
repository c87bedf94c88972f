//! The documentation of this crate's own types, read from their sources: tools show it beside each choice, and it cannot
//! differ from the types.

/// A field of a struct, or a variant of an enum.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: &'static str,
    /// The type of a field; that of a variant's only value, or nothing.
    pub(crate) of: &'static str,
    /// Without the syntax of links.
    pub(crate) doc: String,
    /// Another name in JSON than the usual one.
    rename: Option<&'static str>,
}

impl Member {
    /// The name of a variant in JSON.
    pub(crate) fn json_name(&self) -> String {
        self.rename.map_or_else(|| kebab_case(self.name), str::to_owned)
    }
}

/// The members of a type, such as `struct Accept` or `enum Effect`, in the order of their declaration.
pub(crate) fn members(source: &'static str, declaration: &str) -> Vec<Member> {
    let start = format!("pub {declaration} {{");
    let (mut doc, mut rename, mut members) = (Vec::new(), None, Vec::new());
    let body = source.lines().skip_while(|line| *line != start).skip(1).take_while(|line| *line != "}");
    for line in body.map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some(name) = line.strip_prefix("#[serde(rename = \"") {
            rename = name.strip_suffix("\")]");
        } else if let Some(member) = line.strip_suffix(',') {
            let (name, of) = declared(member);
            members.push(Member { name, of, doc: without_links(&doc.join(" ")), rename });
            (doc, rename) = (Vec::new(), None);
        }
    }
    members
}

/// The name and the type of `pub name: Type`, `Name` or `Name(#[attribute] Type)`.
fn declared(member: &'static str) -> (&'static str, &'static str) {
    if let Some((name, of)) = member.strip_prefix("pub ").and_then(|field| field.split_once(": ")) {
        return (name, of);
    }
    match member.split_once('(') {
        Some((name, of)) => (name, of.trim_end_matches(')').rsplit(' ').next().unwrap_or_default()),
        None => (member, ""),
    }
}

/// `DropAfter` as `drop-after`.
fn kebab_case(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

/// The text with ``[`Status`](Self::Status)`` as `` `Status` ``.
pub(crate) fn without_links(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("[`") {
        let Some((name, behind)) = after.split_once("`]") else { break };
        plain.push_str(before);
        plain.push_str(&format!("`{name}`"));
        rest = behind.strip_prefix('(').and_then(|target| target.split_once(')')).map_or(behind, |(_, rest)| rest);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::{Member, members, without_links};

    #[test]
    fn fields_and_variants_have_names_types_and_documentation() {
        let source = "/// Other.\npub struct Other {\n    /// No.\n    pub no: bool,\n}\n\npub struct One {\n    /// First\n    /// line.\n    pub a_b: Vec<String>,\n}\n";
        let expected = Member { name: "a_b", of: "Vec<String>", doc: "First line.".to_owned(), rename: None };
        assert_eq!(members(source, "struct One"), [expected]);
        let source = "pub enum Two {\n    /// X, see [`Y`](Self::Y).\n    #[default]\n    OneMore,\n    #[serde(rename = \"odata\")]\n    OData,\n    Late(#[serde(deserialize_with = \"f\")] u64),\n}\n";
        let found = members(source, "enum Two");
        let names: Vec<String> = found.iter().map(Member::json_name).collect();
        assert_eq!(names, ["one-more", "odata", "late"]);
        assert_eq!((found[0].doc.as_str(), found[2].of), ("X, see `Y`.", "u64"));
        assert!(members(source, "enum Three").is_empty());
    }

    #[test]
    fn links_are_plain_text() {
        assert_eq!(without_links("a [`b`](crate::b), [`c`] [d] `e"), "a `b`, `c` [d] `e");
    }
}
