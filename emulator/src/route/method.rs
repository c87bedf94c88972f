//! Which methods a path has.

use http::Method;

use super::Route;
use crate::envelope::{Code, Rejection};
use crate::profile::{Accept, Feature};

impl Route {
    /// The methods of the path, as the `Allow` header has them; `None` where any will do.
    fn methods(&self) -> Option<&'static str> {
        match self {
            Route::Token | Route::OptionSets => Some("POST"),
            Route::Records { .. } | Route::Batch { .. } => Some("GET, POST"),
            Route::Record { .. } | Route::BatchRecords { .. } => Some("GET, PATCH, DELETE"),
            Route::Schemas { .. } => Some("GET"),
            Route::People(people) => Some(people.method()),
            Route::Cloud { .. } | Route::NotEmulated(_) => None,
        }
    }

    /// Refuses a method that the path does not have.
    pub(crate) fn check_method(&self, method: &Method, accept: &Accept) -> Result<(), Rejection> {
        let Some(methods) = self.methods() else { return Ok(()) };
        let put = *method == Method::PUT && matches!(self, Route::Record { .. });
        if methods.split(", ").any(|known| known == method.as_str()) || (put && accept.has(Feature::Put)) {
            return Ok(());
        }
        let message = match self {
            Route::Token => format!("{method} is not a method of the token path; ask for a token with POST"),
            Route::OptionSets => format!("{method} is not a method of the option sets; ask for them with POST"),
            Route::Schemas { .. } => format!("{method} is not a method of the schemas; read them with GET"),
            Route::People(_) => format!("{method} is not a method of this call; call it with {methods}"),
            Route::Record { .. } if put => {
                format!("PUT is not a method of a record; change the record with PATCH, or {}", Feature::Put)
            }
            Route::Record { .. } | Route::BatchRecords { .. } if *method == Method::PUT || *method == Method::POST => {
                format!("{method} is not a method of a record; change the record with PATCH")
            }
            Route::Record { .. } | Route::BatchRecords { .. } => {
                format!("{method} is not a method of a record; use GET to read, PATCH to change, DELETE to delete it")
            }
            _ => format!("{method} is not a method of a model; list records with GET, create with POST"),
        };
        Err(Rejection::new(Code::BadRequest, message).status(405).allow(methods))
    }
}
