//! Lists of the records with one of several values in a field, as far as they fit a URL.

use std::borrow::Cow;

use super::address::{MAX_URL_LENGTH, collection, field};
use super::list::PAGING;
use super::literal::literal;
use crate::Error;
use crate::protocol::operation::PreparedList;
use crate::protocol::{Endpoint, PAGE_SIZE};
use crate::value::Value;

/// Maximum length of a URL that common gateways accept, with room for the method: 8 KiB.
const COMMON_URL_LENGTH: usize = 8_000;

/// Prepares the list of the records with one of these values in a field. Returns it with the number of values that fit,
/// from the first on.
pub(super) fn any_of(
    endpoint: Endpoint<'_>,
    model: Cow<'static, str>,
    name: &str,
    values: &[&Value],
) -> Result<(PreparedList, usize), Error> {
    const ORDER: &str = "&$orderby=_id%20asc&";
    let mut path = collection(endpoint, &model)?;
    path.push_str("?$filter=");
    let fits = |path: &str, max: usize| endpoint.base_url.len() + path.len() + ORDER.len() + PAGING <= max;
    let mut asked = 0;
    for value in values.iter().take(PAGE_SIZE as usize) {
        let end = path.len();
        if asked > 0 {
            path.push_str("%20or%20");
        }
        field(name, &mut path)?;
        path.push_str("%20eq%20");
        literal(&value.0, &mut path).map_err(|why| {
            Error::invalid_value(format!(
                "the value of field `{name}` cannot be searched for: {why}; use another value"
            ))
        })?;
        if asked > 0 && !fits(&path, COMMON_URL_LENGTH) {
            path.truncate(end);
            break;
        }
        asked += 1;
    }
    path.push_str(ORDER);
    match fits(&path, MAX_URL_LENGTH) {
        true => Ok((PreparedList { model, text: path }, asked)),
        false => Err(Error::invalid_value(format!(
            "a value of field `{name}` makes a URL of {} bytes, but at most {MAX_URL_LENGTH} can be sent; use \
             shorter values",
            path.len()
        ))),
    }
}
