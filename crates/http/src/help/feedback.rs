//! "Was this helpful?" below an article: a form, a word of thanks, and room for a few words. Nobody is asked who
//! they are.

use axum::{
    Form,
    extract::{Path, Query, State, rejection::FormRejection},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use rapport_desk::DeskError;
use rapport_domain::{AnswerFeedbackId, TopicId};
use serde::Deserialize;

use super::{frame, not_found, page, pages};
use crate::{AppState, access::ClientAddress, limits::Who, origins, problem::Problem};

/// What one address may say in a minute.
const PER_MINUTE: u32 = 10;
/// The longest words, in characters; the desk says so too.
const MAX_WORDS_CHARS: u32 = 1_000;

#[derive(Deserialize)]
pub(super) struct Said {
    helpful: String,
}

#[derive(Deserialize)]
pub(super) struct Words {
    said: String,
    article: String,
    #[serde(default)]
    words: String,
}

#[derive(Deserialize)]
pub(super) struct Thanks {
    #[serde(default)]
    article: String,
    #[serde(default)]
    said: String,
    #[serde(default)]
    helpful: String,
}

/// The question, below an article.
pub(super) fn asked(words: &super::words::Words, topic: &str) -> Markup {
    html! {
        section.helpful id="helpful" aria-labelledby="was-helpful" lang=[words.lang] {
            form method="post" action={ "/help/articles/" (topic) "/helpful" } data-helpful=(topic) data-failed=(words.failed) {
                h2 id="was-helpful" { (words.was_helpful) }
                p.acts {
                    button type="submit" name="helpful" value="yes" { (words.yes) }
                    button type="submit" name="helpful" value="no" { (words.no) }
                }
            }
        }
    }
}

/// Keeps a yes or a no.
pub(super) async fn say(
    State(state): State<AppState>,
    Path(topic): Path<String>,
    caller: ClientAddress,
    headers: HeaderMap,
    said: Result<Form<Said>, FormRejection>,
) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    if let Some(refused) = refused(&state, &caller, &headers, &pages) {
        return Ok(refused);
    }
    let helpful = match said.map(|Form(said)| said.helpful).as_deref() {
        Ok("yes") => true,
        Ok("no") => false,
        _ => return Ok(page(StatusCode::BAD_REQUEST, frame::not_found(&pages))),
    };
    let Ok(id) = topic.parse::<TopicId>() else { return Ok(not_found(&pages)) };
    match state.desk().say_article_helped(&id, helpful).await {
        Ok(said) => {
            let helpful = if helpful { "yes" } else { "no" };
            Ok(Redirect::to(&format!("/help/thanks?article={id}&said={said}&helpful={helpful}"))
                .into_response())
        }
        Err(DeskError::NotFound(_)) => Ok(not_found(&pages)),
        Err(other) => Err(other.into()),
    }
}

/// Keeps words to what was just said.
pub(super) async fn add_words(
    State(state): State<AppState>,
    caller: ClientAddress,
    headers: HeaderMap,
    words: Result<Form<Words>, FormRejection>,
) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    if let Some(refused) = refused(&state, &caller, &headers, &pages) {
        return Ok(refused);
    }
    let Ok(Form(words)) = words else { return Ok(not_found(&pages)) };
    let Ok(id) = words.said.parse::<AnswerFeedbackId>() else { return Ok(not_found(&pages)) };
    let article: Option<TopicId> = words.article.parse().ok();
    if !words.words.trim().is_empty() {
        match state.desk().add_feedback_words(id, &words.words).await {
            // Words that come too late, or twice, say nothing that a customer could mend.
            Ok(()) | Err(DeskError::Expired) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let article = article.map(|topic| format!("?article={topic}")).unwrap_or_default();
    Ok(Redirect::to(&format!("/help/thanks{article}")).into_response())
}

/// Thanks, and asks for words where there may be some.
pub(super) async fn thanks(
    State(state): State<AppState>,
    Query(told): Query<Thanks>,
) -> Result<Response, Problem> {
    let pages = pages(&state).await?;
    let words = pages.words;
    let article = told.article.parse::<TopicId>().ok();
    let article = article.and_then(|topic| pages.centre.site.articles.get(&topic));
    let said = told.said.parse::<AnswerFeedbackId>().ok();
    let main = html! {
        div.narrow lang=[words.lang] {
            section.helpful id="thanks" lang=[words.lang] {
                h1 tabindex="-1" { (words.thanks_title) }
                @if let Some(said) = said {
                    form method="post" action="/help/thanks" data-helpful data-failed=(words.failed) {
                        input type="hidden" name="said" value=(said.to_string());
                        input type="hidden" name="article" value=(told.article);
                        label for="words" {
                            @if told.helpful == "no" { (words.was_missing) } @else { (words.more_to_know) }
                        }
                        textarea id="words" name="words" rows="3" maxlength=(MAX_WORDS_CHARS) {}
                        p.soft { (words.privacy) }
                        p.acts { button.main type="submit" { (words.send) } }
                    }
                } @else {
                    p { (words.thanks) }
                }
            }
            @if let Some(article) = article {
                p { a href={ "/help/articles/" (article.topic.as_str()) } { (words.back_to.replace("{title}", &article.title)) } }
            }
        }
    };
    Ok(page(StatusCode::OK, frame::told(&pages, words.thanks_title, main)))
}

/// Whoever says too much too fast, and pages of others, are not heard.
fn refused(
    state: &AppState,
    caller: &ClientAddress,
    headers: &HeaderMap,
    pages: &super::kept::Rendered,
) -> Option<Response> {
    if origins::is_foreign(headers, state) {
        return Some(origins::refused().into_response());
    }
    let allowance = state.limiter().take(Who::feedback(caller.0), PER_MINUTE, state.desk().now());
    (!allowance.is_allowed()).then(|| page(StatusCode::TOO_MANY_REQUESTS, frame::too_many(pages)))
}
