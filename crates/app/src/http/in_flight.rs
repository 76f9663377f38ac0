//! How many requests are worked on at once.

use std::{
    cell::Cell,
    collections::HashMap,
    future::poll_fn,
    pin::{Pin, pin},
    rc::Rc,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::Poll,
    time::Duration,
};

use actix_web::{HttpMessage, HttpRequest, dev::ServiceRequest, web::Data};
use pullkey_domain::id::CompanyId;

use super::{problem::Problem, routes};
use crate::{
    server::waited,
    telemetry::{Refusal, count_refusal, track_in_flight},
};

/// How many requests are worked on at once. Whatever they wait for, each holds memory, and more of them than can be answered
/// in time are answered too late, all of them. So what is beyond that is refused before anything is done for it.
///
/// A company has at most half of it, so that none takes all of the service.
pub struct RequestsInFlight {
    of_company: usize,
    of_all: usize,
    worked_on: Mutex<Counts>,
    /// They hold their answers, and nobody waits for them: so many more may be.
    unread: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    of_companies: HashMap<CompanyId, usize>,
    of_all: usize,
}

/// Whoever has waited for longer until his worker could begin with him is refused, so that those behind him need not.
const PATIENCE: Duration = Duration::from_millis(400);

/// A request that is worked on, until it is dropped.
pub(super) struct InFlight {
    among: Arc<RequestsInFlight>,
    company: Cell<Option<CompanyId>>,
    stage: Cell<Stage>,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The service.
    WorkedOn,
    /// Its client, who sends it.
    Aside,
    /// Its client, who reads a large answer.
    Unread,
}

/// There is no room for another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    /// As many are worked on as may be.
    Node,
    /// As many of the company are.
    Company,
}

impl Full {
    /// Counts the refusal, and tells of it.
    pub(super) fn refuse(self) -> Problem {
        let (refusal, detail) = match self {
            Self::Node => (
                Refusal::Node,
                "this node works on as many requests as it can",
            ),
            Self::Company => (
                Refusal::Company,
                "this node works on as many requests of this company as it may",
            ),
        };
        count_refusal(refusal);
        Problem::overloaded(detail)
    }
}

/// Begins to work on a request, if it is one of those that are counted: who asks how the service is gets an answer however
/// much it has to do, and pulls have [bounds of their own](super::PullsUnderWay).
///
/// # Errors
/// If as many are worked on as may be.
pub(super) fn begin(request: &ServiceRequest) -> Result<Option<Rc<InFlight>>, Problem> {
    // The decoded path, by which the route is found, too.
    if !routes::takes_work(request.match_info().as_str()) {
        return Ok(None);
    }
    if waited(request.request()) > PATIENCE {
        return Err(Full::Node.refuse());
    }
    let among: Option<&Data<RequestsInFlight>> = request.app_data();
    let among = among.ok_or_else(|| Problem::internal("the app counts no requests"))?;
    let begun = among.clone().into_inner().begin().map_err(Full::refuse)?;
    let begun = Rc::new(begun);
    request.extensions_mut().insert(begun.clone());
    Ok(Some(begun))
}

/// Lets a request count as one of its company, which is known only now.
///
/// # Errors
/// If as many of the company are worked on as may be.
pub(super) fn charge(request: &HttpRequest, company: CompanyId) -> Result<(), Problem> {
    let extensions = request.extensions();
    let begun = extensions.get::<Rc<InFlight>>();
    let begun = begun.ok_or_else(|| Problem::internal("the request is not counted"))?;
    begun.charge(company).map_err(Full::refuse)
}

/// Waits for what the client of a request takes his time with: as long as he does, it is not worked on, and does not count.
///
/// # Errors
/// If as many are worked on as may be when it comes.
pub(super) async fn wait_for_client<T>(
    request: &HttpRequest,
    waiting: impl Future<Output = T>,
) -> Result<T, Problem> {
    let mut waiting = pin!(waiting);
    // Most of it is there with the head.
    if let Some(done) = poll_once(waiting.as_mut()).await {
        return Ok(done);
    }
    let Some(begun) = request.extensions().get::<Rc<InFlight>>().cloned() else {
        return Ok(waiting.await);
    };
    begun.go_on_to(Stage::Aside).map_err(Full::refuse)?;
    let done = waiting.await;
    begun.go_on_to(Stage::WorkedOn).map_err(Full::refuse)?;
    Ok(done)
}

/// Lets a request count as one that is answered, and whose client has to read much. He may take his time with it, and that
/// must keep nobody else from being worked on.
///
/// # Errors
/// If as many answers are unread as may be.
pub(super) fn await_reader(begun: &InFlight) -> Result<(), Full> {
    begun.go_on_to(Stage::Unread)
}

/// What it comes to, if that is now.
async fn poll_once<F: Future>(mut waiting: Pin<&mut F>) -> Option<F::Output> {
    poll_fn(|cx| {
        let polled = waiting.as_mut().poll(cx);
        Poll::Ready(match polled {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        })
    })
    .await
}

impl RequestsInFlight {
    /// So many, and of a company half of them.
    pub fn at_most(requests: usize) -> Self {
        Self {
            of_company: requests.div_ceil(2),
            of_all: requests,
            worked_on: Mutex::default(),
            unread: Mutex::default(),
        }
    }

    pub(super) fn begin(self: Arc<Self>) -> Result<InFlight, Full> {
        self.take(Stage::WorkedOn, None)?;
        Ok(InFlight {
            among: self,
            company: Cell::default(),
            stage: Cell::new(Stage::WorkedOn),
        })
    }

    /// Counts another one that is at this stage, of this company if that is known.
    fn take(&self, stage: Stage, company: Option<CompanyId>) -> Result<(), Full> {
        let Some(mut counts) = self.counts(stage) else {
            return Ok(());
        };
        if counts.of_all >= self.of_all {
            return Err(Full::Node);
        }
        if let Some(company) = company {
            counts.charge(company, self.of_company)?;
        }
        counts.of_all += 1;
        drop(counts);
        if stage == Stage::WorkedOn {
            track_in_flight(1.0);
        }
        Ok(())
    }

    fn give_back(&self, stage: Stage, company: Option<CompanyId>) {
        let Some(mut counts) = self.counts(stage) else {
            return;
        };
        counts.of_all -= 1;
        if let Some(company) = company
            && let Some(own) = counts.of_companies.get_mut(&company)
        {
            *own -= 1;
            if *own == 0 {
                counts.of_companies.remove(&company);
            }
        }
        drop(counts);
        if stage == Stage::WorkedOn {
            track_in_flight(-1.0);
        }
    }

    /// Those at a stage, if they are counted.
    fn counts(&self, stage: Stage) -> Option<MutexGuard<'_, Counts>> {
        let counts = match stage {
            Stage::WorkedOn => &self.worked_on,
            Stage::Aside => return None,
            Stage::Unread => &self.unread,
        };
        // Nothing panics while it holds them.
        Some(counts.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Counts {
    fn charge(&mut self, company: CompanyId, at_most: usize) -> Result<(), Full> {
        let own = self.of_companies.get(&company).copied().unwrap_or(0);
        if own >= at_most {
            return Err(Full::Company);
        }
        self.of_companies.insert(company, own + 1);
        Ok(())
    }
}

impl InFlight {
    fn charge(&self, company: CompanyId) -> Result<(), Full> {
        if let Some(mut counts) = self.among.counts(self.stage.get()) {
            counts.charge(company, self.among.of_company)?;
        }
        self.company.set(Some(company));
        Ok(())
    }

    /// Fails where there is no room at this stage, and stays at the one before.
    fn go_on_to(&self, stage: Stage) -> Result<(), Full> {
        self.among.take(stage, self.company.get())?;
        let before = self.stage.replace(stage);
        self.among.give_back(before, self.company.get());
        Ok(())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.among.give_back(self.stage.get(), self.company.get());
    }
}

#[cfg(test)]
mod tests;
