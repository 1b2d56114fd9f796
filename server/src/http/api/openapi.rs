//! The API's own description (`OpenAPI` 3.1), made of the handlers and what they take and answer.

use super::{
    audit, authentications, automations, bulk, coming, events, holidays, messages, operations,
    problem::{CallProblem, Failure, FieldProblem, MEDIA_TYPE, ProblemDocument},
    resets, selections, templates, users,
};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use std::sync::LazyLock;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        Content, HeaderBuilder, ObjectBuilder, OpenApi as Document, Ref, RefOr, Required, ResponseBuilder, Type,
        path::{Operation, ParameterBuilder, ParameterIn},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Latchkey", version = "1", description = "Users, and their ways back into their accounts."),
    paths(
        users::list, users::create, users::read, users::change, resets::send_link, resets::send_new_password,
        resets::set_temporary, selections::list, selections::create, selections::try_conditions, selections::read,
        selections::save, selections::delete, selections::preview, automations::list, automations::create,
        automations::read, automations::save, automations::delete, automations::runs, automations::trial,
        automations::export, automations::step, automations::step_run, coming::list, coming::read_switch,
        coming::throw_switch, holidays::list, holidays::add, holidays::import, holidays::remove, bulk::list,
        bulk::start, bulk::preview, bulk::read, bulk::ledger, bulk::ledger_file, bulk::step, messages::list,
        messages::read, messages::resend, messages::cancel, events::list,
        events::report, templates::list,
        templates::read, templates::save, audit::list, audit::chain, authentications::check,
    ),
    components(schemas(ProblemDocument, FieldProblem)),
    security(("password" = []), ("key" = [])),
    modifiers(&Credentials, &Always, &Once),
)]
struct Api;

/// The description, as answered.
static DOCUMENT: LazyLock<Document> = LazyLock::new(Api::openapi);

/// The description.
pub(super) fn described() -> &'static Document {
    &DOCUMENT
}

/// `/api/openapi.json`
pub(super) async fn document() -> Response {
    match described().to_pretty_json() {
        Ok(json) => ([(header::CONTENT_TYPE, "application/json")], json).into_response(),
        Err(_) => Failure::from(CallProblem::Internal).into_response(),
    }
}

/// How to call.
struct Credentials;

impl Modify for Credentials {
    fn modify(&self, api: &mut Document) {
        let Some(components) = api.components.as_mut() else { return };
        let password = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("The user name of an API or hybrid user, and its API password."))
            .build();
        let key = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("A key of an API or hybrid user: `lk_…`. It reaches as far as its scope and its account's role."))
            .build();
        components.add_security_scheme("password", SecurityScheme::Http(password));
        components.add_security_scheme("key", SecurityScheme::Http(key));
    }
}

/// What every operation may answer.
struct Always;

const REFUSALS: [(&str, &str); 9] = [
    ("400", "It cannot be read, or its `Idempotency-Key` is missing"),
    ("401", "No credential, or not a right one"),
    ("403", "Beyond the key's scope, the role or the rank"),
    ("404", "There is no such thing"),
    ("413", "The body is larger than 64 KiB"),
    ("422", "Something given does not do"),
    ("429", "Too often; `Retry-After` says when to come back"),
    ("500", "Latchkey failed; the reference leads to the log"),
    ("503", "Too busy; `Retry-After` says when to come back"),
];

impl Modify for Always {
    fn modify(&self, api: &mut Document) {
        each(api, |_, operation| {
            for (status, meaning) in REFUSALS {
                refuse(operation, status, meaning);
            }
            if operation.request_body.as_ref().is_some_and(|body| body.content.contains_key("application/json")) {
                refuse(operation, "415", "The body is not JSON, or not said to be");
            }
        });
    }
}

/// What holds for what is done at most once, for changes of a version, and which scope a key needs.
struct Once;

impl Modify for Once {
    fn modify(&self, api: &mut Document) {
        let table = operations();
        each(api, |named, operation| {
            let Some(listed) = table.iter().find(|listed| listed.name() == named) else { return };
            let scope = format!("A key needs a scope that includes `{}`.", listed.scope);
            let text = operation.description.take().map_or_else(|| scope.clone(), |text| format!("{text}\n\n{scope}"));
            operation.description = Some(text);
            if listed.method != http::Method::GET {
                refuse(operation, "409", "Refused as things stand");
            }
            if ["PATCH", "PUT"].contains(&listed.method.as_str()) {
                refuse(operation, "412", "Somebody else has changed it since it was read");
                refuse(operation, "428", "`If-Match` is missing");
            }
            if listed.once {
                operation.parameters.get_or_insert_default().push(key_parameter());
            }
        });
    }
}

fn key_parameter() -> utoipa::openapi::path::Parameter {
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(
            "1 to 100 characters of the caller's choice, new for each thing to be done. The same call with the same key within \
             24 hours answers what the first one did, and does nothing.",
        ))
        .schema(Some(
            ObjectBuilder::new()
                .schema_type(Type::String)
                .min_length(Some(1))
                .max_length(Some(100))
                .pattern(Some("^[!-~]+$"))
                .build(),
        ))
        .build()
}

/// Goes through all operations, each with its method and address.
fn each(api: &mut Document, mut change: impl FnMut(&str, &mut Operation)) {
    for (address, item) in &mut api.paths.paths {
        let methods = [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in methods {
            if let Some(operation) = operation {
                change(&format!("{method} {address}"), operation);
            }
        }
    }
}

fn refuse(operation: &mut Operation, status: &str, meaning: &str) {
    let mut response = ResponseBuilder::new()
        .description(meaning)
        .content(MEDIA_TYPE, Content::new(Some(Ref::from_schema_name("ProblemDocument"))));
    if ["429", "503"].contains(&status) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).build();
        response = response.header("Retry-After", HeaderBuilder::new().schema(seconds).build());
    }
    operation.responses.responses.insert(status.to_owned(), RefOr::T(response.build()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let mut names = BTreeSet::new();
        let mut document = Api::openapi();
        each(&mut document, |named, operation| {
            assert!(operation.operation_id.clone().is_some_and(|name| names.insert(name)), "{named}");
        });
    }

    /// What is posted and may be done again without harm, and why.
    const WITHOUT_KEY: [(&str, &str); 7] = [
        ("POST /api/v1/authentications", "a password is checked anew each time, and no answer about one is kept"),
        ("POST /api/v1/automation-switch", "it says how the switch stands then, and not that it be turned"),
        ("POST /api/v1/bulk-jobs/preview", "it asks and changes nothing"),
        ("POST /api/v1/holidays", "a day that is there already is refused"),
        ("POST /api/v1/holidays/import", "days that are there already stay as they are"),
        ("POST /api/v1/messages/{id}/cancel", "it keeps a mail back; done again it says that none waits"),
        ("POST /api/v1/selections/preview", "it asks and changes nothing"),
    ];

    #[test]
    fn what_is_posted_needs_a_key_or_harms_nobody_when_it_comes_twice() {
        let mut document = Api::openapi();
        let mut without = Vec::new();
        each(&mut document, |named, operation| {
            let parameters = operation.parameters.iter().flatten();
            let mut keys = parameters.filter(|parameter| parameter.name == "Idempotency-Key");
            if named.starts_with("POST ") && !keys.any(|key| key.required == Required::True) {
                without.push(named.to_owned());
            }
        });
        without.sort();
        assert_eq!(without, WITHOUT_KEY.map(|(named, _)| named));
    }

    #[test]
    fn every_operation_is_described_and_none_besides() {
        let mut described = BTreeSet::new();
        let mut document = Api::openapi();
        each(&mut document, |named, _| described.extend([named.to_owned()]));
        assert_eq!(described, operations().iter().map(super::super::Operation::name).collect());
    }
}
