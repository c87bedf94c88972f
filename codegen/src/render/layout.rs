use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::{Item, Result};

/// The code as formatted text, with an empty line between items.
///
/// Each item says that rustfmt shall leave it alone, whose layout would depend on the user's `rustfmt.toml`: the modules'
/// declarations say so too, but editors and hooks format files one by one.
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
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    format!("#[rustfmt::skip]\n{}", prettyplease::unparse(&file))
}
