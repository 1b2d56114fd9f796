//! The API's description as a page: one document, no script. It is made of what programs read in `/api/openapi.json`.

use super::{
    super::AppState,
    openapi::described,
    problem::{CallProblem, Failure},
};
use axum::{
    extract::State,
    response::{Html, IntoResponse, Response},
};
use minijinja::{Environment, value::Serde};
use serde::Serialize;
use serde_json::Value;
use std::sync::LazyLock;

const TEMPLATE: &str = include_str!("docs.html");
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What the page lists, read once.
static LISTED: LazyLock<Listing> = LazyLock::new(|| {
    let api = serde_json::to_value(described()).unwrap_or_default();
    Listing { operations: operations(&api), schemas: schemas(&api) }
});

/// What the page shows.
#[derive(Serialize)]
struct Shown<'a> {
    origin: &'a str,
    stylesheet: String,
    #[serde(flatten)]
    listing: &'a Listing,
}

#[derive(Serialize)]
struct Listing {
    operations: Vec<Operation>,
    schemas: Vec<Schema>,
}

#[derive(Serialize)]
struct Operation {
    id: String,
    method: String,
    address: String,
    text: Vec<String>,
    parameters: Vec<Parameter>,
    body: Option<String>,
    responses: Vec<Answered>,
}

#[derive(Serialize)]
struct Parameter {
    name: String,
    place: String,
    required: bool,
    text: String,
}

#[derive(Serialize)]
struct Answered {
    status: String,
    schema: Option<String>,
}

#[derive(Serialize)]
struct Schema {
    name: String,
    text: String,
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    name: String,
    kind: String,
    required: bool,
    text: String,
}

/// `/api/docs`
pub(super) async fn page(State(state): State<AppState>) -> Response {
    let mut environment = Environment::new();
    let stylesheet = format!("/{}/latchkey.css", state.leptos.site_pkg_dir);
    let shown = Shown { origin: &state.origin, stylesheet, listing: &LISTED };
    let page = environment
        .add_template("docs.html", TEMPLATE)
        .and_then(|()| environment.get_template("docs.html")?.render(Serde(&shown)));
    match page {
        Ok(html) => Html(html).into_response(),
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the API's page cannot be made");
            Failure::from(CallProblem::Internal).into_response()
        }
    }
}

fn operations(api: &Value) -> Vec<Operation> {
    let Some(addresses) = api["paths"].as_object() else { return Vec::new() };
    let each = addresses.iter().flat_map(|(address, item)| {
        METHODS.iter().filter_map(move |method| Some(operation(address, method, item.get(*method)?)))
    });
    each.collect()
}

fn operation(address: &str, method: &str, described: &Value) -> Operation {
    let text = |field: &str| text(&described[field]);
    let paragraphs = [text("summary"), text("description")];
    let lines = paragraphs.iter().flat_map(|text| text.split("\n\n")).filter(|line| !line.is_empty());
    let parameters = described["parameters"].as_array().map_or(&[][..], Vec::as_slice);
    Operation {
        id: text("operationId"),
        method: method.to_uppercase(),
        address: address.to_owned(),
        text: lines.map(str::to_owned).collect(),
        parameters: parameters.iter().map(parameter).collect(),
        body: reference(&described["requestBody"]["content"]),
        responses: described["responses"].as_object().into_iter().flatten().map(answered).collect(),
    }
}

fn parameter(described: &Value) -> Parameter {
    Parameter {
        name: text(&described["name"]),
        place: text(&described["in"]),
        required: described["required"].as_bool().unwrap_or_default(),
        text: text(&described["description"]),
    }
}

fn answered((status, described): (&String, &Value)) -> Answered {
    Answered { status: status.clone(), schema: reference(&described["content"]) }
}

fn schemas(api: &Value) -> Vec<Schema> {
    let all = api["components"]["schemas"].as_object().into_iter().flatten();
    all.map(|(name, described)| Schema { name: name.clone(), text: text(&described["description"]), fields: fields(described) })
        .collect()
}

/// The fields of a schema, with those of the schemas that it includes.
fn fields(described: &Value) -> Vec<Field> {
    let required: Vec<&str> = described["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let own = described["properties"].as_object().into_iter().flatten().map(|(name, field)| Field {
        name: name.clone(),
        kind: kind(field),
        required: required.contains(&name.as_str()),
        text: text(&field["description"]),
    });
    let included = described["allOf"].as_array().into_iter().flatten().flat_map(fields);
    included.chain(own).collect()
}

/// A type in a few words.
fn kind(described: &Value) -> String {
    if let Some(name) = named(described) {
        return name;
    }
    if let Some(names) = described["enum"].as_array() {
        return names.iter().map(text).collect::<Vec<_>>().join(" | ");
    }
    if let Some(choices) = described["oneOf"].as_array() {
        return choices.iter().map(kind).collect::<Vec<_>>().join(" | ");
    }
    let types = match &described["type"] {
        Value::Array(types) => types.iter().map(text).collect::<Vec<_>>().join(" | "),
        other => text(other),
    };
    match (types.as_str(), described["format"].as_str()) {
        ("array", _) => format!("array of {}", kind(&described["items"])),
        (_, Some(format)) => format!("{types} ({format})"),
        _ => types,
    }
}

/// The schema that a body is of.
fn reference(content: &Value) -> Option<String> {
    named(&content.as_object()?.values().next()?["schema"])
}

fn named(described: &Value) -> Option<String> {
    Some(described["$ref"].as_str()?.rsplit('/').next()?.to_owned())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
