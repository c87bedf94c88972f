use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::{Item, Result};

/// Formats the code, with an empty line between items.
///
/// Each item has `rustfmt::skip`, since rustfmt's layout depends on the user's `rustfmt.toml`. The module declarations are not
/// enough, since editors and hooks format single files.
pub(super) fn pretty(code: TokenStream) -> String {
    items.parse2(code).expect("emitted code is a sequence of items").join("\n")
}

/// Returns the text of each item, formatted as soon as it is parsed, without a tree of the whole file.
fn items(input: ParseStream<'_>) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    while !input.is_empty() {
        texts.push(unparse(input.parse()?));
    }
    Ok(texts)
}

fn unparse(item: Item) -> String {
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    format!("#[rustfmt::skip]\n{}", prettyplease::unparse(&file))
}
