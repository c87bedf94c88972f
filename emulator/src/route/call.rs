//! What a route is called, and which model it is about.

use http::Method;

use super::Route;

impl Route {
    /// What a method does here, in a word or two.
    pub(crate) fn call(&self, method: &Method) -> &'static str {
        match self {
            Route::Token => "token",
            Route::Records { .. } if *method == Method::GET => "list",
            Route::Records { .. } => "create",
            Route::Record { .. } if *method == Method::GET => "get",
            Route::Record { .. } if *method == Method::DELETE => "delete",
            Route::Record { .. } => "update",
            Route::Batch { .. } if *method == Method::GET => "batch list",
            Route::Batch { .. } => "batch create",
            Route::BatchRecords { .. } if *method == Method::GET => "batch get",
            Route::BatchRecords { .. } if *method == Method::DELETE => "batch delete",
            Route::BatchRecords { .. } => "batch update",
            Route::Schemas { .. } => "schemas",
            Route::OptionSets => "option sets",
            Route::People(people) => people.call(),
            Route::Cloud { .. } => "cloud",
            Route::NotEmulated(_) => "other",
        }
    }

    /// The model whose records are asked for.
    pub(crate) fn model(&self) -> Option<&str> {
        match self {
            Route::Records { model, .. } | Route::Record { model, .. } => Some(model),
            Route::Batch { model, .. } | Route::BatchRecords { model, .. } => Some(model),
            _ => None,
        }
    }
}
