//! The definitions on the data-model gateway, `/v1/model/datasource/{envType}/..`.

mod options;

use http::Method;
use serde_json::{Value, json};

use super::answer::Answer;
use super::data_source::{DataSource, NameFilter, Selection, basic_list};
use super::error_response::{ApiError, Code};
use super::parameters::Parameters;
use super::path_error::PathError;
use super::request::Request;
use crate::schema::table_name;
use crate::service::{Service, Session};
use crate::stage::Stage;
use options::Options;

/// The target of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Target {
    stage: Stage,
    call: Call,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Call {
    SchemaList,
    ByTableName,
    Detail,
    List,
    BasicList,
}

impl Target {
    /// The target of a path, by its last two segments.
    pub(super) fn of(stage: &str, call: &str) -> Result<Self, ApiError> {
        let call = match call {
            "schemaList" => Call::SchemaList,
            "dataSourceByTableName" => Call::ByTableName,
            "dataSourceAggregateDetail" => Call::Detail,
            "aggregateDataSourceList" => Call::List,
            "basicDataSourceList" => Call::BasicList,
            _ => return Err(unknown_path()),
        };
        let stage = Stage::named(stage).ok_or_else(unknown_path)?;
        Ok(Self { stage, call })
    }

    pub(super) fn method(self) -> &'static str {
        if self.call == Call::BasicList { "POST" } else { "GET" }
    }

    /// The error for a method that the path does not have.
    pub(super) fn wrong_method(self, method: &Method) -> ApiError {
        let message = format!("{method} is not supported by this path; use {}", self.method());
        ApiError::new(Code::UnsupportedOperation, message).status(405).allow(self.method())
    }
}

fn unknown_path() -> ApiError {
    let message = "there is nothing at this path; definitions are at /v1/model/datasource/{pre or prod}/schemaList, \
                   dataSourceByTableName, dataSourceAggregateDetail, aggregateDataSourceList (GET) and \
                   basicDataSourceList (POST)";
    ApiError::new(Code::ResourceNotFound, message).status(404)
}

/// Answers a call.
pub(super) fn answer(service: &Service, request: &Request<'_>, target: &Target) -> Result<Answer, ApiError> {
    let Target { stage, call } = *target;
    if stage == Stage::Pre && !service.profile().model_api.pre_paths {
        return Err(PathError::Unknown.error());
    }
    let data = if call == Call::BasicList {
        basic_list(service, &Parameters::read(request.body)?, stage)?
    } else {
        let options = Options::read(request.query)?;
        match call {
            Call::SchemaList => schema_list(service, &options, stage),
            Call::ByTableName => by_table_name(service, &options)?,
            Call::Detail => detail(service, &options, stage)?,
            _ => list(service, &options, stage)?,
        }
    };
    Ok(Answer::json(200, &json!({ "data": data, "requestId": request.id })))
}

fn schema_list(service: &Service, options: &Options, stage: Stage) -> Value {
    let (session, names) = (service.session(), options.texts("dataSourceNameList"));
    let is_requested = |name: &str| names.is_empty() || names.contains(&name);
    let sources = session.definitions(stage).filter(|definition| is_requested(&definition.identifier));
    let list: Vec<Value> = sources.map(|definition| DataSource::of(service, definition).schema()).collect();
    json!({ "DataSourceRelationInfoList": list })
}

/// The models of tables, in the order of the names; tables without a model are left out.
fn by_table_name(service: &Service, options: &Options) -> Result<Value, ApiError> {
    let (session, tables) = (service.session(), options.texts("tableNames"));
    if tables.is_empty() {
        return Err(options.missing("tableNames"));
    }
    let list: Vec<Value> = tables.iter().filter_map(|table| of_table(service, &session, table)).collect();
    Ok(json!({ "DataSourceTableInfos": list }))
}

fn of_table(service: &Service, session: &Session<'_>, table: &str) -> Option<Value> {
    Stage::ALL.into_iter().find_map(|stage| {
        let definition =
            session.definitions(stage).find(|definition| table_name(&definition.identifier, stage) == table)?;
        let mut row = DataSource::of(service, definition).schema();
        row["TableName"] = json!(table);
        row["IsDataSource"] = json!(true);
        row["IsPreview"] = json!(stage == Stage::Pre);
        Some(row)
    })
}

fn detail(service: &Service, options: &Options, stage: Stage) -> Result<Value, ApiError> {
    let (id, name) = (options.text("datasourceId"), options.text("dataSourceName"));
    if id.is_some() == name.is_some() {
        let message =
            "`datasourceId` and `dataSourceName` are both given or both missing; send one of them in the query";
        return Err(ApiError::new(Code::InvalidParameter, message));
    }
    let stage = match options.choice("queryPublish", ["0", "1"])? {
        Some("1") => Stage::Prod,
        Some(_) => Stage::Pre,
        None => stage,
    };
    let session = service.session();
    let mut sources = session.definitions(stage).map(|definition| DataSource::of(service, definition));
    let found = sources
        .find(|source| id.is_none_or(|id| source.id() == id) && name.is_none_or(|name| source.name() == name))
        .map(|source| source.row(&session));
    found.ok_or_else(|| {
        let known = session.identifiers(stage).join(", ");
        let (wanted, stage) = (id.or(name).unwrap_or_default(), stage.name());
        let message = format!("there is no data source `{wanted}` in {stage}; use one of {known}");
        ApiError::new(Code::DataSourceNotExist, message)
    })
}

fn list(service: &Service, options: &Options, stage: Stage) -> Result<Value, ApiError> {
    let size = options.count("pageSize")?.ok_or_else(|| options.missing("pageSize"))?;
    let env_id = options.text("envId").ok_or_else(|| options.missing("envId"))?;
    if env_id != service.env_id {
        let message =
            format!("`envId` is `{env_id}`, which is not the emulator's environment; use `{}`", service.env_id);
        return Err(ApiError::new(Code::InvalidParameterValue, message));
    }
    let texts = |name| options.texts(name).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let system = options.choice("querySystemModel", ["true", "false", "1", "0"])?;
    let selection = Selection {
        stage,
        names: texts("dataSourceNames"),
        ids: texts("dataSourceIds"),
        system: system.is_none_or(|system| matches!(system, "true" | "1")),
        filters: filters(service, options),
        page: options.count("pageIndex")?.unwrap_or(1),
        size,
    };
    let (rows, count) = selection.rows(service);
    Ok(json!({ "Count": count, "Rows": rows }))
}

/// The filters on members of data sources.
fn filters(service: &Service, options: &Options) -> Vec<NameFilter> {
    let of = |name: &str, values: Vec<String>| {
        (!values.is_empty()).then(|| NameFilter { name: name.to_owned(), values, matches: true, like: false })
    };
    let texts = |name| options.texts(name).into_iter().map(str::to_owned).collect();
    let tables = options.texts("databaseTableNames");
    let session = service.session();
    let names = session.identifiers(Stage::Pre).into_iter();
    let has_table = |name: &String| Stage::ALL.iter().any(|stage| tables.contains(&table_name(name, *stage).as_str()));
    let by_table =
        NameFilter { name: "Name".to_owned(), values: names.filter(has_table).collect(), matches: true, like: false };
    [
        of("Type", texts("dataSourceType")),
        of("DbInstanceType", texts("dbInstanceType")),
        (!tables.is_empty()).then_some(by_table),
    ]
    .into_iter()
    .flatten()
    .collect()
}
