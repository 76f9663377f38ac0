//! Which methods each path has.

use std::{collections::BTreeMap, mem::replace};

use actix_web::{
    Route,
    dev::{HttpServiceFactory, ResourceDef},
};
use utoipa::openapi::PathItem;
use utoipa_actix_web::OpenApiFactory;

use super::routes::Routes;

/// The methods of all paths of a listener.
///
/// It takes less time and memory than the whole document: whoever calls a path that is not there has it made.
pub(super) struct Methods(Vec<(ResourceDef, String)>);

impl Methods {
    /// Those of these routes.
    pub(super) fn of(routes: impl FnOnce(&mut Served)) -> Self {
        let mut served = Served::default();
        routes(&mut served);
        let each = served.of_path.into_iter().map(|(path, methods)| {
            let named = NAMES.into_iter().zip(methods);
            let named: Vec<_> = named.filter_map(|(name, it)| it.then_some(name)).collect();
            (ResourceDef::new(path), named.join(", "))
        });
        Self(each.collect())
    }

    /// Those of the route that serves this path, as an `Allow` header lists them, if there is one.
    pub(super) fn of_path(&self, path: &str) -> Option<&str> {
        let found = self.0.iter().find(|(route, _)| route.is_match(path));
        found.map(|(_, methods)| methods.as_str())
    }
}

/// In the order in which they are listed. Who answers GET answers HEAD.
const NAMES: [&str; 4] = ["GET, HEAD", "POST", "PATCH", "DELETE"];

/// Which of them the routes serve.
#[derive(Default)]
pub(super) struct Served {
    prefix: String,
    of_path: BTreeMap<String, [bool; 4]>,
}

impl Routes for Served {
    fn serve(&mut self, route: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        for (path, item) in route.paths().paths {
            let path = self.prefix.clone() + &path;
            let methods = self.of_path.entry(path).or_default();
            for (known, served) in methods.iter_mut().zip(methods_of(&item)) {
                *known |= served;
            }
        }
        self
    }

    fn below(&mut self, prefix: &str, routes: impl FnOnce(&mut Self)) -> &mut Self {
        let longer = self.prefix.clone() + prefix;
        let shorter = replace(&mut self.prefix, longer);
        routes(self);
        self.prefix = shorter;
        self
    }

    fn answer(&mut self, _path: &str, _route: Route) -> &mut Self {
        self
    }
}

fn methods_of(item: &PathItem) -> [bool; 4] {
    [&item.get, &item.post, &item.patch, &item.delete].map(Option::is_some)
}
