//! What holds for a key when nobody else is around.

use fastrand::Rng;
use pullkey_domain::api_key::Permission;
use pullkey_tests::{Call, Client, Node, Reply, make_company, make_key};
use serde_json::json;

use crate::{
    drill::{Broken, Verdict, hold},
    keyed::{Case, creation},
};

pub(super) struct Rules<'a> {
    client: Client,
    api_key: String,
    other_company: String,
    cases: &'a [Case],
}

impl<'a> Rules<'a> {
    pub(super) fn new(node: &Node, client: Client, cases: &'a [Case]) -> Self {
        let company = make_company(node.folder(), "other");
        let all = Permission::ALL.map(Permission::as_str);
        Self {
            client,
            api_key: node.first_key(),
            other_company: make_key(node.folder(), &company, &all).token,
            cases,
        }
    }

    /// Each key once more, in another spelling.
    pub(super) fn replays(&self) -> Verdict {
        let mut rng = Rng::with_seed(0);
        self.cases
            .iter()
            .try_for_each(|case| self.replay(case, &mut rng))
    }

    fn replay(&self, case: &Case, rng: &mut Rng) -> Verdict {
        case.take(self.send(case.call(rng))?, true)
    }

    pub(super) fn all(&self, rng: &mut Rng) -> Verdict {
        self.another_payload_is_refused(rng)?;
        self.a_refusal_leaves_the_key_free(rng)?;
        self.another_company_has_keys_of_its_own(rng)?;
        self.what_was_changed_since_is_replayed_as_it_was(rng)
    }

    fn another_payload_is_refused(&self, rng: &mut Rng) -> Verdict {
        for case in self.cases {
            let reply = self.send(creation(&case.key, case.payload.other(rng)))?;
            hold(reply.status == 422, || {
                format!(
                    "another payload under {} was answered {}",
                    case.name, reply.status
                )
            })?;
            self.replay(case, rng)?;
        }
        Ok(())
    }

    fn a_refusal_leaves_the_key_free(&self, rng: &mut Rng) -> Verdict {
        for number in 0..10 {
            let case = Case::random(self.cases.len() + number, rng);
            let refused = self.send(creation(&case.key, case.payload.refused(rng)))?;
            hold(refused.status == 422, || {
                format!("a bad payload was answered {}", refused.status)
            })?;
            let taken = case.take(self.send(case.call(rng))?, false);
            let named = |Broken(what)| Broken(format!("after a refusal, {what}"));
            taken.map_err(named)?;
            hold(!case.lost_its_answer(), || {
                format!("{} was marked as replayed after a refusal", case.name)
            })?;
            self.replay(&case, rng)?;
        }
        Ok(())
    }

    fn another_company_has_keys_of_its_own(&self, rng: &mut Rng) -> Verdict {
        for case in &self.cases[..10] {
            let call = creation(&case.key, case.payload.other(rng)).key(&self.other_company);
            let reply = self.answered(&call)?;
            let own = reply.header("location").map(str::to_owned) != case.location();
            hold(reply.status == 201 && own, || {
                format!(
                    "{} of another company was answered {}",
                    case.name, reply.status
                )
            })?;
        }
        Ok(())
    }

    fn what_was_changed_since_is_replayed_as_it_was(&self, rng: &mut Rng) -> Verdict {
        for (number, case) in self.cases[..10].iter().enumerate() {
            let path = case.location().unwrap_or_default();
            let call = if number % 2 == 0 {
                Call::new("PATCH", &path).json(&json!({ "name": "changed" }))
            } else {
                Call::new("DELETE", &path)
            };
            let reply = self.send(call)?;
            hold(reply.status == 200, || {
                format!("a change of {path} was answered {}", reply.status)
            })?;
            self.replay(case, rng)?;
        }
        Ok(())
    }

    fn send(&self, call: Call) -> Result<Reply, Broken> {
        self.answered(&call.key(&self.api_key))
    }

    fn answered(&self, call: &Call) -> Result<Reply, Broken> {
        let lost = |lost| Broken(format!("a request was not answered: {lost:?}"));
        self.client.send(call).map_err(lost)
    }
}
