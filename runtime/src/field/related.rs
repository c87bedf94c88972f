//! Filters through relations.

use super::{Field, Relation};
use crate::Filter;
use crate::filter::{Expr, Term};
use crate::model::{RelationStyle, SameModel};

impl<M, K, A> Field<M, K, A> {
    /// Matches records whose related record matches `filter`; for a list, at least one of its related records.
    ///
    /// Needs the data-model gateway, [`GatewayKind::Model`](crate::GatewayKind::Model), which takes one such filter per
    /// query, alone or combined with others by `&`. Within `|`, `!` or another `matches`, beside a second one, and on the
    /// OData interface, the query ends in [`ErrorKind::NotEnabled`](crate::ErrorKind::NotEnabled) before anything is
    /// sent.
    ///
    /// The neutral filter stays neutral. If no record can match `filter`, none matches the result; if every record
    /// matches it, the result are the records that are related to one: [`is_not_null`](Self::is_not_null) for a relation
    /// to one record.
    ///
    /// WeDa does not document whether a query that also reads the list returns all related records in it, or only those
    /// that match: do not rely on either.
    ///
    /// ```
    /// # use weda::prelude::*;
    /// # use weda::GatewayKind;
    /// # #[weda_model("book")]
    /// # struct Book { id: Id<Book>, title: String, shelf: Option<Id<Shelf>> }
    /// # #[weda_model("shelf")]
    /// # struct Shelf { id: Id<Shelf>, name: Option<String> }
    /// let client = Client::builder("lowcode-2gay8jgh25").gateway(GatewayKind::Model).secret("id", "key").build()?;
    /// let query = Book::query(&client).filter(Book::SHELF.matches(Shelf::NAME.contains("一楼")) & Book::PRICE.lt(60));
    /// let sent = query.preview()?.unwrap().body.unwrap();
    /// assert!(sent.contains(r#""relateWhere":{"shelf":{"where":{"name":{"$search":"一楼"}}}}"#));
    /// # Ok::<(), weda::Error>(())
    /// ```
    ///
    /// Source: "HTTP API", filters on related records.
    pub fn matches<N>(self, filter: Filter<N>) -> Filter<M>
    where
        K: Relation,
        N: SameModel<K::Target>,
    {
        let any_related = || match K::IS_LIST {
            // A list cannot be compared, so ask for a record in it.
            true => {
                let any = Term::Null { field: "_id".into(), form: RelationStyle::Id, is: false };
                Expr::of(any).of_related(self.name, true)
            }
            false => Expr::of(Term::Null { field: self.name.into(), form: self.form, is: false }),
        };
        Filter::new(filter.expr.map(|expr| match expr.constant() {
            Some(true) => any_related(),
            Some(false) => Expr::Constant(false),
            None => expr.of_related(self.name, K::IS_LIST),
        }))
    }
}
