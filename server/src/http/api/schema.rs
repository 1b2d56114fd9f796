//! What the API's description says of values that no derive can describe.

use utoipa::openapi::{ObjectBuilder, Type, schema::Object};

/// One of these names.
pub(super) fn names(names: impl IntoIterator<Item = impl ToString>) -> Object {
    let names = names.into_iter().map(|name| name.to_string());
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build()
}
