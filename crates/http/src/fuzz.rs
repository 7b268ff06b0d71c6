//! What the fuzz targets call: the readers of what strangers send, without a server around them.

use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::{extract, live, shapes, widget};

/// A refusal, as its sender gets it.
#[derive(Debug)]
pub struct Refusal {
    /// Its status.
    pub http_status: u16,
    /// What is wrong.
    pub detail: String,
}

/// Reads a frame of the live connection.
///
/// # Errors
/// What is wrong with it.
pub fn live_frame(text: &str) -> Result<(), String> {
    live::read_frame(text).map(drop)
}

/// Reads the body of one of the widget's operations; gives the texts in it that people will see.
///
/// # Errors
/// The refusal.
pub fn widget_body(operation: u8, body: &[u8]) -> Result<Vec<String>, Refusal> {
    match operation % 5 {
        0 => {
            let sent: shapes::SendAsCustomer = parse(body)?;
            let id = widget::messages::client_id(&sent.client_id).map_err(|problem| refusal(&problem))?;
            let text = rapport_channels::widget::incoming(&sent.text, sent.choice.as_deref());
            Ok(vec![id, text.unwrap_or_default()])
        }
        1 => {
            let open: shapes::OpenSession = parse(body)?;
            Ok(open.identity.and_then(|identity| identity.name).into_iter().chain(open.locale).collect())
        }
        2 => Ok(parse::<shapes::Rating>(body)?.comment.into_iter().collect()),
        3 => {
            let contact: shapes::Contact = parse(body)?;
            Ok(contact.name.into_iter().chain([contact.email]).collect())
        }
        _ => parse::<shapes::Seen>(body).map(|_| vec![]),
    }
}

fn parse<T: DeserializeOwned + ToSchema>(body: &[u8]) -> Result<T, Refusal> {
    extract::parse(body).map_err(|problem| refusal(&problem))
}

fn refusal(problem: &crate::problem::Problem) -> Refusal {
    let shape = problem.clone().shape();
    Refusal { http_status: shape.status, detail: shape.detail }
}
