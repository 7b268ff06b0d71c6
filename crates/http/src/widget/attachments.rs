//! Files that the customer sends and sees.

use axum::{
    extract::{Multipart, State},
    http::StatusCode,
    response::Response,
};
use rapport_domain::AttachmentId;

use crate::{
    AppState,
    access::VisitorCall,
    extract::Id,
    files,
    problem::Problem,
    shapes::{Attachment, FileUpload, ids},
};

/// Uploads a file to send along with the next message.
#[utoipa::path(
    post,
    path = "/widget/attachments",
    request_body(content = FileUpload, content_type = "multipart/form-data"),
    responses((status = 201, description = "The file is kept", body = Attachment))
)]
pub(crate) async fn upload_as_customer(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, axum::Json<Attachment>), Problem> {
    let upload = files::read(multipart, &state).await?;
    let kept = state.desk().add_attachment(visitor.customer, upload).await?;
    Ok((StatusCode::CREATED, axum::Json((&kept).into())))
}

/// Downloads a file of the conversation.
#[utoipa::path(
    get,
    path = "/widget/attachments/{id}",
    params(("id" = ids::AttachmentId, Path, description = "Attachment id")),
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"))
)]
pub(crate) async fn download_as_customer(
    State(state): State<AppState>,
    VisitorCall(visitor): VisitorCall,
    Id(id): Id<AttachmentId>,
) -> Result<Response, Problem> {
    let (stored, bytes) = state.desk().attachment(id).await?;
    if stored.customer != visitor.customer {
        return Err(Problem::not_found("attachment"));
    }
    Ok(files::serve(&stored.attachment, bytes))
}
