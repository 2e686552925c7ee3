//! Both APIs over HTTP: routes from the operation tables, and what every call goes through.

mod gate;
mod read;

use crate::answer::Refusal;
use crate::operation::Operation;
use crate::world::World;
use crate::{sunco, support};
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use std::sync::Arc;

/// Which of the two APIs, for the shape of errors and the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Sunco,
    Support,
}

impl Flavour {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sunco => "sunco",
            Self::Support => "support",
        }
    }
}

/// The routes of both APIs. Sunshine Conversations answers with and without the prefix of Zendesk's own host.
pub(crate) fn router(world: &Arc<World>) -> Router {
    let mut router = Router::new();
    for operation in sunco::OPERATIONS {
        for prefix in ["/sc", ""] {
            router = add(router, world, Flavour::Sunco, operation, &format!("{prefix}{}", operation.path));
        }
    }
    for operation in support::OPERATIONS {
        router = add(router, world, Flavour::Support, operation, operation.path);
        if !operation.path.ends_with('}') {
            // Support takes its paths with `.json` as well; behind a parameter the operation takes it off.
            router = add(router, world, Flavour::Support, operation, &format!("{}.json", operation.path));
        }
    }
    router
}

fn add(router: Router, world: &Arc<World>, flavour: Flavour, operation: &'static Operation, path: &str) -> Router {
    let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
    let world = Arc::clone(world);
    let handler = move |request: Request| gate::run(Arc::clone(&world), flavour, operation, request);
    router.route(path, on(filter, handler))
}

/// What a path outside the table gets.
pub(crate) async fn unknown(request: Request) -> Response {
    let refusal = Refusal::missing("not_found", "Resource not found");
    let body = if request.uri().path().starts_with("/api/") { refusal.support_body() } else { refusal.sunco_body() };
    (refusal.status, axum::Json(body)).into_response()
}
