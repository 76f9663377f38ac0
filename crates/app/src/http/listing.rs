use std::sync::LazyLock;

use actix_web::web::Bytes;

use super::{
    Surface,
    openapi::Document,
    routes::{self, Routes},
};

/// Which routes an app has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing {
    pub(super) surface: Surface,
    pub(super) with_metrics: bool,
    pub(super) with_operator: bool,
}

/// The document as the main listener serves it, where the metrics have no other.
pub fn openapi_document() -> Bytes {
    let listing = Listing {
        surface: Surface::Main,
        with_metrics: true,
        with_operator: false,
    };
    listing.document().json()
}

impl Listing {
    /// Gives them to whoever takes routes.
    pub(super) fn give(self, to: &mut impl Routes) {
        match self.surface {
            Surface::Main => {
                routes::all(to, self.with_metrics);
                if self.with_operator {
                    routes::of_operator(to);
                }
            }
            Surface::Metrics => routes::metrics_only(to),
        }
    }

    /// The document of the listener. It tells of the operator's routes whether they are there or not.
    ///
    /// Made when it is first asked for, once for all workers, as that takes time and memory which few need.
    pub(super) fn document(self) -> &'static Document {
        static MAIN: LazyLock<Document> = LazyLock::new(|| document(Surface::Main, true));
        static WITHOUT_METRICS: LazyLock<Document> =
            LazyLock::new(|| document(Surface::Main, false));
        static METRICS: LazyLock<Document> = LazyLock::new(|| document(Surface::Metrics, true));

        match (self.surface, self.with_metrics) {
            (Surface::Main, true) => &MAIN,
            (Surface::Main, false) => &WITHOUT_METRICS,
            (Surface::Metrics, _) => &METRICS,
        }
    }

    /// The methods of the route that serves this path, as an `Allow` header lists them, if there is one.
    pub(super) fn methods_of(self, path: &str) -> Option<&'static str> {
        let is_hidden = !self.with_operator && path.starts_with(routes::OPERATOR);
        self.document().methods_of(path).filter(|_| !is_hidden)
    }
}

fn document(surface: Surface, with_metrics: bool) -> Document {
    let listing = Listing {
        surface,
        with_metrics,
        with_operator: true,
    };
    Document::of(|told| listing.give(told))
}
