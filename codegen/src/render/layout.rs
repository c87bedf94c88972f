use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::{Item, Result};

/// The code as formatted text, with an empty line between items.
pub(super) fn pretty(code: TokenStream) -> String {
    items.parse2(code).expect("emitted code is a sequence of items").join("\n")
}

/// The text of each item.
///
/// Each is laid out as soon as it is read: a tree of the whole file would be built only to be taken apart again.
fn items(input: ParseStream<'_>) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    while !input.is_empty() {
        texts.push(unparse(input.parse()?));
    }
    Ok(texts)
}

fn unparse(item: Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] })
}
