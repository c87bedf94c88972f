use proc_macro2::TokenStream;
use syn::{Expr, Item, ItemConst, ItemMacro, Stmt, StmtMacro};

/// The code as formatted text, with an empty line between items.
pub(super) fn pretty(code: &TokenStream) -> String {
    let file: syn::File = syn::parse2(code.clone()).expect("emitted code is a sequence of items");
    let items: Vec<String> = file.items.into_iter().map(item).collect();
    items.join("\n")
}

/// Implementations stand in the block of a constant, and the formatter puts no empty lines into blocks.
fn item(item: Item) -> String {
    if let Item::Const(ItemConst { expr, .. }) = &item
        && let Expr::Block(expr) = &**expr
    {
        let items: Vec<String> = expr.block.stmts.iter().map(inner_item).collect();
        let body: String = items.join("\n").lines().map(indented).collect();
        return format!("const _: () = {{\n{body}}};\n");
    }
    unparse(item)
}

fn inner_item(statement: &Stmt) -> String {
    match statement {
        Stmt::Item(item) => unparse(item.clone()),
        // In a block the parser cannot tell a macro that stands for items from one that is an expression.
        Stmt::Macro(StmtMacro { attrs, mac, semi_token }) => {
            let (attrs, mac, semi_token) = (attrs.clone(), mac.clone(), *semi_token);
            unparse(Item::Macro(ItemMacro { attrs, ident: None, mac, semi_token }))
        }
        Stmt::Local(_) | Stmt::Expr(..) => unreachable!("emitted blocks hold items and nothing else"),
    }
}

fn indented(line: &str) -> String {
    if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") }
}

fn unparse(item: Item) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] })
}
