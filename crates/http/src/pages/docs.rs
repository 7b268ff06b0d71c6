//! The API's documentation, rendered from its description: one page, no script.

use std::fmt::Write as _;

use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use rapport_channels::markdown::{escaped, to_html};
use serde_json::Value;

use crate::{openapi, pages::page_headers, problem::kinds};

const STYLE: &str = include_str!("docs.css");

/// The page.
pub(crate) async fn page() -> Response {
    (page_headers(), Html(render(openapi::value()))).into_response()
}

/// Its style sheet.
pub(crate) async fn style() -> Response {
    let css = HeaderValue::from_static("text/css; charset=utf-8");
    let short = HeaderValue::from_static("public, max-age=300");
    ([(header::CONTENT_TYPE, css), (header::CACHE_CONTROL, short)], STYLE).into_response()
}

/// The whole page for a document.
fn render(document: &Value) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Rapport API</title><link rel=\"stylesheet\" href=\"/docs.css\"></head><body>",
    );
    let tags = list(&document["tags"]);
    html += "<nav aria-label=\"Contents\"><strong>Rapport API</strong><ul>";
    for tag in tags {
        let name = text(&tag["name"]);
        put(&mut html, format_args!("<li><a href=\"#{0}\">{0}</a></li>", escaped(name)));
    }
    html += "<li><a href=\"#problems\">problems</a></li><li><a href=\"#shapes\">shapes</a></li>\
             <li><a href=\"/api/openapi.json\">openapi.json</a></li></ul></nav><main><h1>Rapport API</h1>";
    html += &to_html(text(&document["info"]["description"]));
    for tag in tags {
        operations(&mut html, document, tag);
    }
    problems(&mut html);
    html += "<h2 id=\"shapes\">shapes</h2>";
    for (name, schema) in entries(&document["components"]["schemas"]) {
        put(&mut html, format_args!("<section><h3 id=\"shape-{0}\">{0}</h3>", escaped(name)));
        html += &to_html(text(&schema["description"]));
        html += &shape(schema);
        html += "</section>";
    }
    html + "</main></body></html>"
}

fn operations(html: &mut String, document: &Value, tag: &Value) {
    let name = text(&tag["name"]);
    put(
        html,
        format_args!("<h2 id=\"{0}\">{0}</h2><p>{1}</p>", escaped(name), escaped(text(&tag["description"]))),
    );
    for (path, item) in entries(&document["paths"]) {
        for (method, operation) in entries(item) {
            if list(&operation["tags"]).iter().any(|one| text(one) == name) {
                one_operation(html, method, path, operation);
            }
        }
    }
}

fn one_operation(html: &mut String, method: &str, path: &str, operation: &Value) {
    let method = method.to_uppercase();
    put(
        html,
        format_args!(
            "<details><summary><code class=\"method {0}\">{0}</code> <code>{1}</code> <span>{2}</span></summary>",
            method,
            escaped(path),
            escaped(text(&operation["summary"]))
        ),
    );
    *html += &to_html(text(&operation["description"]));
    let needs: Vec<&str> =
        list(&operation["security"]).iter().flat_map(entries).map(|(name, _)| name).collect();
    if !needs.is_empty() {
        put(html, format_args!("<p class=\"needs\">Needs: {}</p>", escaped(&needs.join(" or "))));
    }
    *html += "<dl>";
    for parameter in list(&operation["parameters"]) {
        put(
            html,
            format_args!(
                "<dt><code>{}</code> <small>{}</small></dt><dd>{}</dd>",
                escaped(text(&parameter["name"])),
                escaped(text(&parameter["in"])),
                escaped(text(&parameter["description"]))
            ),
        );
    }
    for (media_type, content) in entries(&operation["requestBody"]["content"]) {
        put(
            html,
            format_args!(
                "<dt>sends <small>{}</small></dt><dd>{}</dd>",
                escaped(media_type),
                kind(&content["schema"])
            ),
        );
    }
    for (status, response) in
        entries(&operation["responses"]).filter(|(status, _)| status.starts_with(['1', '2']))
    {
        let body = entries(&response["content"]).next().map(|(_, content)| kind(&content["schema"]));
        let what = escaped(text(&response["description"]));
        put(html, format_args!("<dt>{status}</dt><dd>{what} {}</dd>", body.unwrap_or_default()));
    }
    *html += "</dl></details>";
}

fn problems(html: &mut String) {
    *html += "<h2 id=\"problems\">problems</h2><p>Every error is <code>application/problem+json</code>; its \
              <code>type</code> is one of these.</p><dl>";
    for problem in kinds::ALL {
        put(
            html,
            format_args!(
                "<dt id=\"problem-{0}\"><code>{0}</code> <small>{1}</small></dt><dd>{2}</dd>",
                problem.name,
                problem.status.as_u16(),
                problem.title
            ),
        );
    }
    *html += "</dl>";
}

/// A schema's fields or words.
fn shape(schema: &Value) -> String {
    let mut html = String::new();
    for part in list(&schema["allOf"]) {
        html += &if part["$ref"].is_string() {
            format!("<p>All of {}, and:</p>", kind(part))
        } else {
            shape(part)
        };
    }
    let variants: Vec<&Value> = list(&schema["oneOf"]).iter().collect();
    for variant in &variants {
        let about = escaped(text(&variant["description"]));
        put(&mut html, format_args!("<div class=\"variant\"><p>{about}</p>{}</div>", shape(variant)));
    }
    if !list(&schema["enum"]).is_empty() {
        put(&mut html, format_args!("<p>One of {}</p>", words(schema)));
    }
    let required: Vec<&str> = list(&schema["required"]).iter().map(text).collect();
    if entries(&schema["properties"]).next().is_some() {
        html += "<dl>";
        for (name, field) in entries(&schema["properties"]) {
            let optional = if required.contains(&name) { "" } else { " <small>optional</small>" };
            let about = escaped(text(&field["description"]));
            put(
                &mut html,
                format_args!(
                    "<dt><code>{}</code> {}{optional}</dt><dd>{about}</dd>",
                    escaped(name),
                    kind(field)
                ),
            );
        }
        html += "</dl>";
    }
    html
}

/// What a value looks like, in a few words.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = escaped(reference.rsplit('/').next().unwrap_or(""));
        return format!("<a href=\"#shape-{name}\">{name}</a>");
    }
    if !list(&schema["enum"]).is_empty() {
        return words(schema);
    }
    let alternatives: Vec<String> =
        list(&schema["oneOf"]).iter().filter(|one| text(&one["type"]) != "null").map(kind).collect();
    if !alternatives.is_empty() {
        return alternatives.join(" or ");
    }
    if schema["items"].is_object() {
        return format!("list of {}", kind(&schema["items"]));
    }
    let types = match &schema["type"] {
        Value::Array(types) => {
            types.iter().map(text).filter(|one| *one != "null").collect::<Vec<_>>().join(" or ")
        }
        other => text(other).to_owned(),
    };
    format!("<small>{}</small>", escaped(if types.is_empty() { "any JSON" } else { &types }))
}

fn words(schema: &Value) -> String {
    let words = list(&schema["enum"]).iter().map(|word| format!("<code>{}</code>", escaped(text(word))));
    words.collect::<Vec<_>>().join(", ")
}

fn put(html: &mut String, what: std::fmt::Arguments<'_>) {
    html.write_fmt(what).expect("writing into a String cannot fail");
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_shape_stands_on_the_page() {
        let document = openapi::value();
        let html = render(document);
        for (path, _) in entries(&document["paths"]) {
            assert!(html.contains(&format!("<code>{path}</code>")), "{path}");
        }
        for (name, _) in entries(&document["components"]["schemas"]) {
            assert!(html.contains(&format!("id=\"shape-{name}\"")), "{name}");
        }
        assert!(html.contains("id=\"problem-too-many\"") && !html.contains("<script"));
    }
}
