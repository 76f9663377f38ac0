use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::credential::{RegistryProvider, SearchText};
use pullkey_use_cases::{CredentialFilter, CredentialSort, ListCredentials, ListStart};
use utoipa::ToSchema;

use crate::http::{
    input::Input,
    problem::Problem,
    query::{Query, one_of, whole_number},
};

/// Which page of which list somebody asks for.
pub(crate) struct ListQuery(ListCredentials);

/// By what a list is sorted.
#[derive(ToSchema)]
#[schema(default = "-created_at")]
#[expect(dead_code, reason = "it only tells the document which words there are")]
pub(crate) enum SortBody {
    #[schema(rename = "created_at")]
    CreatedAt,
    #[schema(rename = "-created_at")]
    CreatedAtDescending,
    #[schema(rename = "name")]
    Name,
    #[schema(rename = "-name")]
    NameDescending,
}

const SORTS: &[(&str, CredentialSort)] = &[
    ("created_at", CredentialSort::CreatedAt),
    ("-created_at", CredentialSort::CreatedAtDescending),
    ("name", CredentialSort::Name),
    ("-name", CredentialSort::NameDescending),
];
const SWITCH: &[(&str, bool)] = &[("true", true), ("false", false)];

impl ListQuery {
    /// How many to leave out before; `None` behind a cursor.
    pub(super) fn offset(&self) -> Option<u32> {
        match self.0.start {
            ListStart::Offset(offset) => Some(offset),
            ListStart::Cursor(_) => None,
        }
    }

    /// How many to show at most.
    pub(super) fn limit(&self) -> u32 {
        self.0.limit
    }

    pub(super) fn into_command(self) -> ListCredentials {
        self.0
    }
}

impl Input for ListQuery {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        let mut query = Query::of(request);
        let limit = query.take("limit", whole_number(1..=100));
        let offset = query.take("offset", whole_number(0..=10_000));
        let provider = query.take("registry", |word| {
            RegistryProvider::parse(word).map_err(|rule| rule.to_string().into())
        });
        let search = query.take("search", |text| {
            SearchText::parse(text).map_err(|rule| rule.to_string().into())
        });
        let sort = query.take("sort", one_of(SORTS)).unwrap_or_default();
        let cursor = query.take("cursor", |text| Ok(text.to_owned()));
        let with_total = query.take("total", one_of(SWITCH)).unwrap_or(true);
        query.finish()?;
        let start = match (cursor, offset) {
            (Some(_), Some(_)) => {
                return Err(Problem::invalid_cursor("must be sent without an offset"));
            }
            (Some(cursor), None) => ListStart::Cursor(cursor),
            (None, offset) => ListStart::Offset(offset.unwrap_or(0)),
        };
        Ok(Self(ListCredentials {
            filter: CredentialFilter { provider, search },
            sort,
            limit: limit.unwrap_or(25),
            with_total: with_total && matches!(start, ListStart::Offset(_)),
            start,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_the_words_by_which_a_list_is_sorted() {
        let schema = <SortBody as utoipa::PartialSchema>::schema();
        let schema = serde_json::to_value(schema).unwrap();
        let words: Vec<_> = SORTS.iter().map(|(word, _)| *word).collect();
        assert_eq!(schema["enum"], serde_json::json!(words));
        let default = schema["default"].as_str().unwrap();
        assert!(SORTS.contains(&(default, CredentialSort::default())));
    }
}
