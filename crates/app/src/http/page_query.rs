use actix_web::{HttpRequest, web::Payload};
use pullkey_use_cases::PageRequest;

use super::{
    input::Input,
    problem::Problem,
    query::{Query, whole_number},
};

/// Which page of a list somebody asks for, where that is all there is to ask.
pub(crate) struct PageQuery(pub(super) PageRequest);

impl Input for PageQuery {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let limit = query.take("limit", whole_number(1..=100)).unwrap_or(25);
        let offset = query.take("offset", whole_number(0..=10_000)).unwrap_or(0);
        query.finish()?;
        Ok(Self(PageRequest { limit, offset }))
    }
}
