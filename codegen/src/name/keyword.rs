//! Keywords and identifiers.

/// The keywords of all editions, sorted.
const KEYWORDS: [&str; 52] = [
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Returns true if the name is a keyword in any edition and must be written `r#name`.
///
/// Called for every name in generated code: a table costs a fiftieth of the parser.
pub(crate) fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}

/// Returns true for an identifier that is not a keyword in any edition.
#[cfg(feature = "format")]
pub(crate) fn is_identifier(name: &str) -> bool {
    !is_keyword(name) && syn::parse_str::<syn::Ident>(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_of_every_edition_are_known() {
        assert!(KEYWORDS.is_sorted());
        assert!(["type", "gen", "async", "self"].into_iter().all(is_keyword));
        assert!(!["union", "name", "姓名"].into_iter().any(is_keyword));
    }

    /// The parser knows all of them but `gen`, which is a keyword only since edition 2024.
    #[test]
    fn the_parser_takes_no_keyword_for_an_identifier() {
        let taken: Vec<&str> = KEYWORDS.into_iter().filter(|word| syn::parse_str::<syn::Ident>(word).is_ok()).collect();
        assert_eq!(taken, ["gen"]);
    }

    #[cfg(feature = "format")]
    #[test]
    fn keywords_are_not_identifiers() {
        assert!(["models", "union", "_models", "姓名"].into_iter().all(is_identifier));
        assert!(!["", "_", "2fa", "my-models", "..", "mod", "gen"].into_iter().any(is_identifier));
    }
}
