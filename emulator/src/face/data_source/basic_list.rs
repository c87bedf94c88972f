//! The list of data sources that both the cloud API and the gateway have.

use serde_json::{Value, json};

use super::super::error_response::ApiError;
use super::super::parameters::Parameters;
use super::{DataSource, NameFilter, Selection};
use crate::service::Service;
use crate::stage::Stage;

/// Data sources of a page whose size is not given.
const PAGE: u64 = 10;

/// The maximum filters of a call. Each is applied to every data source.
const MAX_FILTERS: usize = 100;

/// The answer to a call of `DescribeBasicDataSourceList` or `basicDataSourceList`.
pub(crate) fn basic_list(service: &Service, parameters: &Parameters, stage: Stage) -> Result<Value, ApiError> {
    let filters = parameters.objects("QueryFilterList")?;
    if filters.len() > MAX_FILTERS {
        let reason = format!("has {} filters, the limit is {MAX_FILTERS}; send fewer", filters.len());
        return Err(parameters.invalid("QueryFilterList", &reason));
    }
    let all = parameters.flag("QueryAll", false)?;
    let mut selection = Selection {
        stage,
        names: parameters.texts("NameList")?,
        ids: parameters.texts("IdList")?,
        system: true,
        filters: filters.iter().map(filter).collect::<Result<_, _>>()?,
        page: if all { 1 } else { parameters.count("PageNum", 1)? },
        size: if all { u64::MAX } else { parameters.count("PageSize", PAGE)? },
    };
    if parameters.flag("OnlyFlexDb", false)? {
        let values = vec!["FLEXDB".to_owned()];
        selection.filters.push(NameFilter { name: "DbInstanceType".to_owned(), values, matches: true, like: false });
    }
    let (rows, total) = selection.rows(service);
    Ok(json!({ "DataSourceList": rows, "Total": total }))
}

fn filter(parameters: &Parameters) -> Result<NameFilter, ApiError> {
    let name = parameters.required("Name")?;
    if !DataSource::has_member(name) {
        let reason = format!("is `{name}`; filters are on {}", DataSource::FILTERED.join(", "));
        return Err(parameters.invalid("Name", &reason));
    }
    Ok(NameFilter {
        name: name.to_owned(),
        values: parameters.texts("Values")?,
        matches: parameters.flag("Match", true)?,
        like: parameters.flag("Like", false)?,
    })
}
