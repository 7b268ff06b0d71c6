//! Intercom's articles API: lists of articles and of collections in JSON files.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    article::{Article, Body},
    decode::{self, Decoded},
    gathered::Gathered,
    names::shortened,
};

#[derive(Deserialize)]
struct IntercomArticle {
    #[serde(default)]
    id: Value,
    #[serde(flatten)]
    text: ArticleText,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    parent_id: Value,
    #[serde(default)]
    default_locale: Option<String>,
    #[serde(default)]
    translated_content: Option<Map<String, Value>>,
}

#[derive(Deserialize, Clone, Default)]
struct ArticleText {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    state: Option<String>,
}

/// Reads lists of articles as topics.
pub(crate) fn read(files: &[Decoded], locale: Option<&str>, gathered: &mut Gathered) {
    let (mut articles, mut collections, mut promised) = (Vec::new(), BTreeMap::new(), 0);
    for file in files {
        let Some(value) = decode::json::<Value>(file, gathered) else { continue };
        promised = promised.max(promised_articles(&value));
        let items = items(value);
        if items.is_empty() {
            gathered.todo(
                (&file.path, None, ""),
                "There are no articles or collections in this file.",
                "Import what GET /articles and GET /help_center/collections answer.",
            );
        }
        for (at, item) in items.into_iter().enumerate() {
            let kind = item.get("type").and_then(Value::as_str).unwrap_or("article").to_owned();
            if matches!(kind.as_str(), "collection" | "section") {
                collections.insert(id(item.get("id").unwrap_or(&Value::Null)), item);
                continue;
            }
            match serde_json::from_value::<IntercomArticle>(item) {
                Ok(article) if kind == "article" => articles.push((file.path.clone(), article)),
                Ok(_) => gathered.told(
                    (&file.path, None, &format!("item {}", at + 1)),
                    &format!("It is no article ({kind}) and was left out."),
                ),
                Err(error) => gathered.todo(
                    (&file.path, None, &format!("article {}", at + 1)),
                    &format!("It cannot be read and was left out: {error}."),
                    "Compare it with the others in the file.",
                ),
            }
        }
    }
    if promised > articles.len() {
        let what = format!("Intercom names {promised} articles; {} are in these files.", articles.len());
        gathered.todo(
            ("", None, "pages"),
            &what,
            "Fetch the other pages too (pages.next) and import all files together.",
        );
    }
    let mut seen = BTreeSet::new();
    for (file, article) in &articles {
        // The same article may stand on two pages when something was published between the calls.
        if article.id.is_null() || seen.insert(id(&article.id)) {
            gather(file, article, &collections, (locale, gathered));
        }
    }
}

/// How many articles the list says there are.
fn promised_articles(value: &Value) -> usize {
    let lists_articles = value.pointer("/data/0/type").and_then(Value::as_str) == Some("article");
    let total = value.get("total_count").and_then(Value::as_u64).filter(|_| lists_articles);
    total.and_then(|total| usize::try_from(total).ok()).unwrap_or(0)
}

/// A list's items: `data`, an array, or one article alone.
fn items(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(mut object) => match object.remove("data") {
            Some(Value::Array(items)) => items,
            Some(Value::Object(mut inner)) => match inner.remove("articles") {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            },
            _ if object.contains_key("body") || object.contains_key("title") => vec![Value::Object(object)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Ids are texts in some versions of the API and numbers in others.
fn id(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn gather(
    file: &str,
    article: &IntercomArticle,
    collections: &BTreeMap<String, Value>,
    (locale, gathered): (Option<&str>, &mut Gathered),
) {
    let number = if article.id.is_null() { String::new() } else { id(&article.id) };
    let item = format!("article {number} “{}”", shortened(article.text.title.as_deref().unwrap_or(""), 60));
    let place = (file, None, item.as_str());
    let translated: BTreeMap<String, ArticleText> = article
        .translated_content
        .iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.to_lowercase(), serde_json::from_value(value.clone()).ok()?)))
        .filter(|(key, _)| key != "type")
        .collect();
    let own = article.default_locale.as_deref().map(str::to_lowercase);
    let wanted = locale.map(str::to_lowercase).or_else(|| own.clone());
    let text = match &wanted {
        Some(wanted) if own.as_ref() != Some(wanted) && own.is_some() => match translated.get(wanted) {
            Some(text) => text,
            None => return gathered.told(place, &format!("It is not there in {wanted} and was left out.")),
        },
        _ => &article.text,
    };
    let others: Vec<&str> =
        translated.keys().map(String::as_str).filter(|key| Some(*key) != wanted.as_deref()).collect();
    if !others.is_empty() {
        gathered.told(
            place,
            &format!(
                "Its translations were left out, since content is in one language: {}.",
                others.join(", ")
            ),
        );
    }
    if text.state.as_deref().is_some_and(|state| state != "published") {
        return gathered.told(place, "It is a draft and was left out.");
    }
    if let Some(description) = text.description.as_deref().filter(|text| !text.trim().is_empty()) {
        gathered.told(
            place,
            &format!("Its description is no part of the answer: {}", shortened(description, 200)),
        );
    }
    Article {
        file,
        line: None,
        title: text.title.clone().unwrap_or_default(),
        body: Body::Html(text.body.as_deref().unwrap_or("")),
        section: section(&id(&article.parent_id), collections),
        address: article.url.clone(),
        examples: Vec::new(),
        owner: String::new(),
        number,
    }
    .gather(gathered);
}

/// The names of the collections above an article. Collections that contain each other end after ten.
fn section(parent: &str, collections: &BTreeMap<String, Value>) -> Option<String> {
    let mut names = Vec::new();
    let mut parent = parent.to_owned();
    while let Some(collection) = collections.get(&parent).filter(|_| names.len() < 10) {
        names.extend(collection.get("name").and_then(Value::as_str).map(str::to_owned));
        parent = id(collection.get("parent_id").unwrap_or(&Value::Null));
    }
    names.reverse();
    (!names.is_empty()).then(|| names.join(" › "))
}
