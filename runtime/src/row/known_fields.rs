//! The check that the service knows the fields of a condition.

use std::borrow::Cow;

use crate::Error;
use crate::client::Client;
use crate::error::{ErrorKind, Problem};
use crate::filter::{Expr, Term};
use crate::model::RelationStyle;
use crate::protocol::operation::Selection;
use crate::query::QuerySpec;

/// The identifier of a model.
type Model = Cow<'static, str>;

/// Checks by one count per field that conditions on these fields are applied.
///
/// No document says that the gateway refuses a condition on a field that the model does not have. If it ignores the
/// condition, the filter matches records that it should not. Such a field is detected by a contradiction: no record is
/// both with and without a value, so records are counted only if both conditions are ignored. Each field is tested by
/// itself, since one contradiction would hide the others, and without `or`, whose meaning without members is not
/// documented either.
pub(super) async fn check(client: &Client, model: &Model, fields: &[(Option<&str>, &str)]) -> Result<(), Error> {
    // Every model has `_id`.
    for (relation, field) in fields.iter().filter(|known| **known != (None, "_id")) {
        let null = |is| Expr::of(Term::Null { field: (*field).to_owned().into(), form: RelationStyle::Id, is });
        let contradiction = null(true).joined(null(false), true);
        let mut spec = QuerySpec::new(client, model.clone(), Selection::ids);
        spec.filter = Some(match relation {
            Some(relation) => contradiction.of_related((*relation).to_owned(), false),
            None => contradiction,
        });
        if spec.count().await? > 0 {
            let field = relation.map_or_else(|| (*field).to_owned(), |relation| format!("{relation}.{field}"));
            return Err(Error::new(
                ErrorKind::InvalidRequest,
                Problem::Text(format!(
                    "nothing was written: the service ignores conditions on field `{field}` of model `{model}`, so other \
                     records would match, too; the model seems to have no such field: compare the definition by `weda diff`"
                )),
            ));
        }
    }
    Ok(())
}
