use std::sync::OnceLock;

use actix_web::web::Bytes;

use super::{
    Surface,
    methods::Methods,
    openapi,
    routes::{self, Routes},
};

/// Which routes an app has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listing {
    pub(super) surface: Surface,
    pub(super) with_metrics: bool,
    pub(super) with_gateway: bool,
    pub(super) with_operator: bool,
}

/// The document as the main listener serves it, where the metrics have no other.
pub fn openapi_document() -> Bytes {
    let listing = Listing {
        surface: Surface::Main,
        with_metrics: true,
        with_gateway: true,
        with_operator: false,
    };
    listing.document()
}

impl Listing {
    /// Gives them to whoever takes routes.
    pub(super) fn give(self, to: &mut impl Routes) {
        match self.surface {
            Surface::Main => {
                routes::all(to, self.with_metrics);
                if self.with_gateway {
                    routes::of_gateway(to);
                }
                if self.with_operator {
                    routes::of_operator(to);
                }
            }
            Surface::Gateway => {
                routes::probes(to);
                routes::of_gateway(to);
            }
            Surface::Metrics => routes::metrics_only(to),
        }
    }

    /// The document of the listener. It tells of the operator's routes whether they are there or not.
    pub(super) fn document(self) -> Bytes {
        let make = || openapi::document(|told| self.whole().give(told));
        self.made().document.get_or_init(make).clone()
    }

    /// The methods of the route that serves this path, as an `Allow` header lists them, if there is one.
    pub(super) fn methods_of(self, path: &str) -> Option<&'static str> {
        let make = || Methods::of(|served| self.whole().give(served));
        let methods = self.made().methods.get_or_init(make);
        let is_hidden = !self.with_operator && path.starts_with(routes::OPERATOR);
        methods.of_path(path).filter(|_| !is_hidden)
    }

    fn whole(self) -> Self {
        Self {
            with_operator: true,
            ..self
        }
    }

    fn made(self) -> &'static Made {
        static MAIN: Made = Made::nothing();
        static WITHOUT_METRICS: Made = Made::nothing();
        static GATEWAY: Made = Made::nothing();
        static METRICS: Made = Made::nothing();

        match (self.surface, self.with_metrics) {
            (Surface::Main, true) => &MAIN,
            (Surface::Main, false) => &WITHOUT_METRICS,
            (Surface::Gateway, _) => &GATEWAY,
            (Surface::Metrics, _) => &METRICS,
        }
    }
}

/// What is made of the routes of a listener when it is first asked for, once for all workers, as that takes time and memory
/// which few need.
struct Made {
    document: OnceLock<Bytes>,
    methods: OnceLock<Methods>,
}

impl Made {
    const fn nothing() -> Self {
        Self {
            document: OnceLock::new(),
            methods: OnceLock::new(),
        }
    }
}
