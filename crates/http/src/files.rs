//! Files, in and out: read with a limit, served so that no browser runs what is in them.

use axum::{
    extract::{Multipart, multipart::MultipartRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rapport_desk::Upload;
use rapport_domain::message::Attachment;

use crate::{
    AppState,
    problem::{Problem, kinds},
};

/// Reads the part `file` of a form.
pub(crate) async fn read(
    multipart: Result<Multipart, MultipartRejection>,
    state: &AppState,
) -> Result<Upload, Problem> {
    let mut multipart = multipart.map_err(|_| {
        let detail = "Send the file as `multipart/form-data`, in a part with the name `file`.";
        Problem::new(kinds::UNSUPPORTED_TYPE, detail)
    })?;
    let limit = state.options().attachment_bytes;
    while let Some(mut part) = multipart.next_field().await.map_err(broken_form)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = part.file_name().unwrap_or("file").to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(broken_form)? {
            if bytes.len() as u64 + chunk.len() as u64 > limit {
                let detail = format!("A file may have at most {} MB.", limit / (1024 * 1024));
                return Err(Problem::new(kinds::TOO_LARGE, detail));
            }
            bytes.extend_from_slice(&chunk);
        }
        return Ok(Upload { name, bytes });
    }
    Err(Problem::field("file", "is missing"))
}

/// A file to be shown or saved. Whatever it holds, it runs nothing: no sniffing, no scripts, no plug-ins.
pub(crate) fn serve(attachment: &Attachment, bytes: Vec<u8>) -> Response {
    let content_type = HeaderValue::from_str(&attachment.media_type)
        .unwrap_or_else(|_| HeaderValue::from_static("application/octet-stream"));
    let disposition = HeaderValue::from_str(&disposition(&attachment.name, &attachment.media_type))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=86400, immutable")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    (headers, bytes).into_response()
}

/// Pictures may be shown in place; everything else is saved. The name stands twice: in plain letters for old
/// clients, and whole (RFC 6266).
fn disposition(name: &str, media_type: &str) -> String {
    let how = if media_type.starts_with("image/") { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ' | '(' | ')') { c } else { '_' }
        })
        .collect();
    let whole: String = name.bytes().map(percent).collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn broken_form(error: axum::extract::multipart::MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(kinds::TOO_LARGE, "The file is larger than may be sent.");
    }
    Problem::new(kinds::MALFORMED, "The form is not valid `multipart/form-data`.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_header() {
        assert_eq!(
            disposition("été \"1\";x.pdf", "application/pdf"),
            "attachment; filename=\"_t_ _1__x.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22%3Bx.pdf"
        );
        assert!(disposition("tent.png", "image/png").starts_with("inline; filename=\"tent.png\""));
    }
}
