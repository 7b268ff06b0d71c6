//! The API's description, from the handlers' own types, so that it cannot drift.

use utoipa::{
    OpenApi,
    openapi::{
        Components, ContentBuilder, HttpMethod, OpenApi as Document, Ref, RefOr, ResponseBuilder,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
        tag::TagBuilder,
    },
};

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use rapport_desk::ACCEPTED_MEDIA_TYPES;

use crate::{router::Access, shapes};

static DOCUMENT: LazyLock<(serde_json::Value, Vec<u8>)> = LazyLock::new(|| {
    let value = serde_json::to_value(crate::router::document()).unwrap_or_default();
    let bytes = serde_json::to_vec(&value).unwrap_or_default();
    (value, bytes)
});

/// The description as JSON.
pub(crate) fn value() -> &'static serde_json::Value {
    &DOCUMENT.0
}

/// The description, for programs. Any page may read it.
pub(crate) async fn serve() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, DOCUMENT.1.as_slice()).into_response()
}

/// The document without any route.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Rapport",
        description = "Customer service that people feel heard by.\n\n\
            Errors are `application/problem+json` (RFC 9457). Lists are cursor pages: give the `next` of a \
            page as `cursor` to get the one after it. A `POST` of somebody who is known may carry an \
            `Idempotency-Key`: sent again with the same body, it gives the stored answer and does nothing twice.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(
        shapes::ClientFrame,
        shapes::ServerFrame,
        shapes::Problem,
        shapes::AgentEvent,
        shapes::LiveEvent
    ))
)]
struct Blank;

/// The document to begin with.
pub(crate) fn blank() -> Document {
    let mut document = Blank::openapi();
    let components = document.components.get_or_insert_default();
    let bearer = |what: &str| {
        SecurityScheme::Http(
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(what)).build(),
        )
    };
    problem_responses(components);
    components.schemas.extend(shapes::ids::all());
    components.add_security_scheme("visitor", bearer("The token that `POST /api/v1/widget/sessions` gave."));
    components.add_security_scheme("token", bearer("An API token with the scopes read, write or admin."));
    let cookie = ApiKeyValue::with_description("rapport_session", "The session that signing in gave.");
    components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    document
}

/// Writes down for each operation of a group who may call it, what can go wrong, and the headers that all
/// operations of a kind share.
pub(crate) fn describe_group(document: &mut Document, name: &str, about: &str, access: Access) {
    document.tags.get_or_insert_default().push(TagBuilder::new().name(name).description(Some(about)).build());
    for item in document.paths.paths.values_mut() {
        for (method, operation) in operations(item) {
            operation.tags = Some(vec![name.to_owned()]);
            operation.security = Some(requirements(access));
            add_problems(operation, access);
            if method == HttpMethod::Post && access != Access::Public {
                operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
            }
        }
    }
}

fn idempotency_key() -> Parameter {
    let form = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(200))
        // White space around a header's value does not belong to it.
        .pattern(Some("^[!-~]([ -~]*[!-~])?$"));
    let about = "Makes the call safe to repeat: 1 to 200 printable ASCII characters. The same key with \
        another body is refused with 422.";
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .description(Some(about))
        .schema(Some(form.build()))
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (HttpMethod, &mut Operation)> {
    [
        (HttpMethod::Get, item.get.as_mut()),
        (HttpMethod::Post, item.post.as_mut()),
        (HttpMethod::Put, item.put.as_mut()),
        (HttpMethod::Patch, item.patch.as_mut()),
        (HttpMethod::Delete, item.delete.as_mut()),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.map(|operation| (method, operation)))
}

fn requirements(access: Access) -> Vec<SecurityRequirement> {
    let named = |name: &str| SecurityRequirement::new(name, Vec::<String>::new());
    match access {
        Access::Public => Vec::new(),
        Access::Visitor | Access::CountedVisitor => vec![named("visitor")],
        Access::Role(_) => vec![named("session"), named("token")],
    }
}

/// What can go wrong: the name of the response, its status, what it means.
const PROBLEMS: [(&str, &str, &str); 12] = [
    ("Malformed", "400", "The request is malformed"),
    ("NotSignedIn", "401", "Nobody is signed in, or the token is not valid any more"),
    ("NotAllowed", "403", "Not allowed"),
    ("NotFound", "404", "There is no such thing"),
    ("Conflict", "409", "It stands differently by now"),
    ("Gone", "410", "It is not there any more: erased, used up or run out"),
    ("TooLarge", "413", "The body is too large"),
    ("UnsupportedType", "415", "The content type is not supported"),
    ("Invalid", "422", "A value is not valid"),
    ("TooMany", "429", "Too many requests; see `Retry-After`"),
    ("Broken", "500", "Something is broken on our side"),
    ("Unavailable", "503", "Not available at the moment"),
];

fn add_problems(operation: &mut Operation, access: Access) {
    let reads_body = operation.request_body.is_some();
    for (name, status, _) in PROBLEMS {
        let possible = match status {
            "401" => access != Access::Public || reads_body,
            "413" | "415" => reads_body,
            _ => true,
        };
        if possible {
            let response = RefOr::Ref(Ref::from_response_name(name));
            operation.responses.responses.entry(status.to_owned()).or_insert(response);
        }
    }
}

fn problem_responses(components: &mut Components) {
    for (name, _, what) in PROBLEMS {
        let schema = RefOr::Ref(Ref::from_schema_name("Problem"));
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let response =
            ResponseBuilder::new().description(what).content("application/problem+json", content).build();
        components.responses.insert(name.to_owned(), response.into());
    }
}

/// Says what the derive cannot say.
pub(crate) fn tidy(document: &mut Document) {
    for item in document.paths.paths.values_mut() {
        for (_, operation) in operations(item) {
            list_file_types(operation);
        }
    }
    refer_to_items(document);
}

/// A file comes as what it is: one of the types that are accepted.
fn list_file_types(operation: &mut Operation) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        if response.content.shift_remove("application/octet-stream").is_some() {
            let bytes = ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
                .build();
            let content = RefOr::T(ContentBuilder::new().schema(Some(bytes)).build());
            response
                .content
                .extend(ACCEPTED_MEDIA_TYPES.map(|media_type| (media_type.to_owned(), content.clone())));
        }
    }
}

/// Lets the pages of a list refer to the schema of their items; the derive writes it out each time.
fn refer_to_items(document: &mut Document) {
    let Some(components) = document.components.as_mut() else { return };
    for (name, schema) in &mut components.schemas {
        let (Some(of), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema) else {
            continue;
        };
        let items = Ref::from_schema_name(of);
        let items =
            ArrayBuilder::new().items(items).description(Some("The items, in the list's order.")).build();
        page.properties.insert("items".to_owned(), RefOr::T(Schema::Array(items)));
    }
}

#[cfg(test)]
mod tests {
    use crate::router::document;

    const SNAPSHOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");

    #[test]
    fn openapi_snapshot_is_current() {
        let mut now = serde_json::to_string_pretty(&document()).unwrap();
        now.push('\n');
        if std::env::var_os("REGENERATE").is_some() {
            std::fs::write(SNAPSHOT, &now).unwrap();
        }
        let kept = std::fs::read_to_string(SNAPSHOT).unwrap_or_default();
        assert!(
            kept == now,
            "web/openapi.json is not current: run `REGENERATE=1 cargo nextest run -p rapport-http openapi`"
        );
    }

    #[test]
    fn every_operation_is_documented_and_named_once() {
        let document = serde_json::to_value(document()).unwrap();
        let mut names = std::collections::BTreeSet::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let name = operation["operationId"].as_str().unwrap();
                assert!(names.insert(name.to_owned()), "{name} is there twice");
                assert!(operation["summary"].as_str().is_some_and(|s| s.len() > 5), "{method} {path}");
                assert!(operation["tags"].as_array().is_some_and(|t| t.len() == 1), "{method} {path}");
            }
        }
        assert!(names.len() > 60, "{}", names.len());
    }
}
