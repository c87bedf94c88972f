use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser as _};
use syn::token::Paren;
use syn::{Item, Result, Token, braced, parenthesized};

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
        texts.push(if is_block(input) { block(input)? } else { unparse(input.parse()?) });
    }
    Ok(texts)
}

/// `const _: ()`; the other nameless constants hold a function.
fn is_block(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let is_nameless = ahead.parse::<Token![const]>().is_ok() && ahead.parse::<Token![_]>().is_ok();
    is_nameless && ahead.parse::<Token![:]>().is_ok() && ahead.peek(Paren)
}

/// Implementations stand in the block of a constant, and the formatter puts no empty lines into blocks.
fn block(input: ParseStream<'_>) -> Result<String> {
    input.parse::<Token![const]>()?;
    input.parse::<Token![_]>()?;
    input.parse::<Token![:]>()?;
    let (_unit, body);
    parenthesized!(_unit in input);
    input.parse::<Token![=]>()?;
    braced!(body in input);
    input.parse::<Token![;]>()?;
    let mut text = "const _: () = {\n".to_owned();
    for line in items(&body)?.join("\n").lines() {
        if !line.is_empty() {
            text.extend(["    ", line]);
        }
        text.push('\n');
    }
    text.push_str("};\n");
    Ok(text)
}

fn unparse(item: Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] })
}
