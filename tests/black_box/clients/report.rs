use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use serde_json::{Value, json};

use super::{quietly::quietly, stage::Stage};

/// What a generated client read.
pub(super) struct Report(Value);

impl Report {
    /// Of the script that drives the client.
    pub(super) fn of(stage: &Stage, mut script: Command) -> Self {
        stage.introduce(&mut script);
        Self(serde_json::from_str(&quietly(&mut script)).unwrap())
    }

    /// Everything is there that the scripts do.
    pub(super) fn is_as_documented(&self, stage: &Stage) {
        self.has_every_operation_of(stage);
        self.tells_what_the_service_answered(stage);
        self.tells_of_changes_and_lists();
        self.tells_of_logins();
        self.tells_of_keys(stage);
        self.tells_of_events();
        self.has_problems_that_both_kinds_of_client_can_read();
    }

    /// Everything is there that the operator's scripts do.
    pub(super) fn is_as_documented_for_the_operator(&self, stage: &Stage) {
        let told = &self.0;
        let id = "0198f2c1-7d3a-7c55-9b1e-2f6d3a4b5c6d";
        let path = format!("/operator/v1/companies/{id}");
        assert_eq!(told["made"], json!([id, "Träger", path]));
        assert_eq!(told["listed"], json!([["Träger"], 2, 1, 1]));
        assert_eq!(told["key"], json!([id, "first", "plk_"]));
        assert_eq!(told["keys"], json!([[true], 1]));
        assert_eq!(told["deleted"], "Company deleted");
        let refusals = [
            "company_id_taken",
            "token_already_issued",
            "company_not_found",
            "unauthorized",
        ];
        assert_eq!(told["refusals"], json!(refusals));
        let mut documented = stage.operations_of_operator();
        // By which the script knows the ids of operations.
        documented.insert("getOpenApi", BTreeSet::from([200]));
        self.drove(&documented);
    }

    /// Each of the document's operations was driven, and answered with nothing but what the document says.
    fn has_every_operation_of(&self, stage: &Stage) {
        self.drove(&stage.operations());
    }

    fn drove(&self, documented: &BTreeMap<&str, BTreeSet<u16>>) {
        let driven = self.0["driven"].as_object().unwrap();
        let ids: BTreeSet<_> = driven.keys().map(String::as_str).collect();
        assert_eq!(ids, documented.keys().copied().collect());
        for (id, statuses) in driven {
            let answered: BTreeSet<u16> = serde_json::from_value(statuses.clone()).unwrap();
            let documented = &documented[id.as_str()];
            assert!(answered.is_subset(documented), "{id}: {answered:?}");
        }
    }

    fn tells_what_the_service_answered(&self, stage: &Stage) {
        let service = &self.0["service"];
        assert_eq!(service["alive"], "alive");
        assert_eq!(
            service["ready"],
            json!({ "status": "ready", "store": true })
        );
        let text = |name: &str| service[name].as_str().unwrap();
        assert!(text("metrics").contains("pullkey_http_requests_total{"));
        assert!(text("page").contains("<h1>Validation failed</h1>"));
        assert!(text("docs").contains("<title>Pullkey API</title>"));

        let registries = &self.0["registries"];
        let created = &registries["created"];
        assert_eq!(created["company_id"], stage.company());
        assert_eq!(created["name"], "Träger 🚢");
        assert_eq!(created["registry"], "github");
        assert_eq!(created["username"], "my-docker-user");
        assert_eq!(created["created_at"], created["updated_at"]);
        assert_eq!(created["created_at"].as_str().unwrap().len(), 24);
        assert_eq!(&registries["found"], created);
        let path = format!("/v3/docker-registries/{}", created["id"].as_str().unwrap());
        assert_eq!(registries["location"], path);
        assert_eq!(
            registries["page_of_one"],
            json!({ "names": ["own"], "total": 2, "offset": 1, "limit": 1 })
        );
        assert_eq!(registries["narrowed"], 1);
    }

    /// The headers that go with a change, and what became of it.
    fn tells_of_changes_and_lists(&self) {
        let changes = &self.0["changes"];
        assert_eq!(changes["replayed"], json!([null, "true"]));
        let made = &changes["made"][0];
        assert_eq!(changes["made"], json!([made, made, made]));
        assert_eq!(changes["changed"]["id"], made["id"]);
        assert_eq!(changes["changed"]["name"], "second");
        assert_ne!(changes["changed"]["updated_at"], made["updated_at"]);
        let tags = json!(["\"1\"", "\"1\"", "\"1\"", "\"2\""]);
        assert_eq!(changes["tags"], tags);
        let deleted = "Docker registry credential deleted";
        assert_eq!(changes["deleted"], deleted);

        let lists = &self.0["lists"];
        assert_eq!(lists["walked"], json!(["Träger 🚢", "own"]));
        assert_eq!(lists["totals"], json!([2, null]));
        assert_eq!(lists["filtered"], json!(["Träger 🚢"]));
        assert_eq!(lists["uncounted"], Value::Null);
    }

    /// A typed login, and what came of it.
    fn tells_of_logins(&self) {
        let told = &self.0["logins"];
        let (created, known) = (&told["created"], &told["known"]);
        assert_eq!(created["login_type"], "password");
        assert_eq!(created["username"], "robot$ci");
        assert_eq!(created["host"], "registry");
        assert_eq!(created["token_host"], "auth");
        assert_eq!(created["path_prefix"], "acme");
        assert_eq!(created["last_used_at"], Value::Null);
        assert_eq!(created["last_outcome"], Value::Null);
        assert_eq!(told["outcome"], "not_allowed");
        assert_eq!(told["is_timed"], true);
        let message = "This service does not connect to registry, ";
        assert!(told["message"].as_str().unwrap().starts_with(message));
        assert_eq!(known["last_outcome"], told["outcome"]);
        assert_eq!(known["last_verified_at"], told["checked_at"]);
        let elsewhere = json!([["pointer", "/image", "image_of_another_registry"]]);
        assert_eq!(places(&told["elsewhere"]), elsewhere);
        assert_eq!(told["resolved"], *known);
        assert_eq!(told["chosen_by"], "path_prefix");
        assert_eq!(told["known_to_work"], Value::Null);
        assert_eq!(told["gateway_name"], "registry/acme/app:1");
        assert_eq!(told["none"], json!([null, null, null]));
    }

    /// An API key, and how it changed.
    fn tells_of_keys(&self, stage: &Stage) {
        let told = &self.0["keys"];
        let [made, own, found, changed, off, on, rotated] =
            [0, 1, 2, 3, 4, 5, 6].map(|at| &told["keys"][at]);
        let id = made["id"].as_str().unwrap();
        assert_eq!(told["location"], format!("/v3/api-keys/{id}"));
        assert_eq!(made["company_id"], stage.company());
        assert_eq!(made["name"], "reads");
        assert_eq!(made["is_enabled"], true);
        assert_eq!(made["expired_at"], "2099-01-30T00:00:00.000Z");
        let capabilities = json!([["DOCKER_REGISTRY:READ", null]]);
        assert_eq!(made["capabilities"], capabilities);
        assert_eq!(made["last_used_at"], Value::Null);
        assert_eq!([own, found], [made, made]);
        assert_eq!(changed["name"], "reads on");
        assert_eq!(changed["expired_at"], Value::Null);
        let enabled = [off, on, rotated].map(|key| &key["is_enabled"]);
        assert_eq!(json!(enabled), json!([false, true, true]));
        let [first, second] = [0, 1].map(|at| told["tokens"][at].as_str().unwrap());
        assert_eq!(first[..20], second[..20], "the handle stays");
        assert_ne!(first, second);
        assert_eq!(told["valid"], json!([true, id, stage.company(), "reads"]));
        assert_eq!(told["listed"], json!([["reads"], 3, 0, 1]));
        assert_eq!(told["both"], json!([true, true]));
        assert_eq!(told["deleted"], "API key deleted");
    }

    /// What was done to a credential, and by whom.
    fn tells_of_events(&self) {
        let told = &self.0["events"];
        assert_eq!(told["walked"].as_array().unwrap().len(), 2);
        for (nth, action, versions) in [
            (0, "credential.delete", json!([1, null])),
            (1, "credential.create", json!([null, 1])),
        ] {
            let event = &told["walked"][nth];
            assert_eq!(event["actor"], json!(["api_key", told["actor"]]));
            assert_eq!(event["action"], action);
            assert_eq!(event["target"], json!(["credential", told["credential"]]));
            assert_eq!(event["outcome"], "succeeded");
            assert_eq!(event["versions"], versions);
            assert_eq!(event["at"].as_str().unwrap().len(), 24);
            for id in ["id", "request_id"] {
                assert_eq!(event[id].as_str().unwrap().len(), 36, "{event}");
            }
        }
        assert_eq!(told["found"], json!([true]));
    }

    /// Those that know RFC 9457, and those that were made for the published API.
    fn has_problems_that_both_kinds_of_client_can_read(&self) {
        let parts = [
            &self.0,
            &self.0["changes"],
            &self.0["lists"],
            &self.0["keys"],
            &self.0["events"],
        ];
        let problems: Vec<_> = parts
            .iter()
            .flat_map(|part| part["refusals"].as_array().unwrap())
            .collect();
        let codes: Vec<_> = problems
            .iter()
            .map(|problem| json!([problem["answered"], problem["code"]]))
            .collect();
        let expected = json!([
            [401, "unauthorized"],
            [403, "permission_denied"],
            [403, "permission_denied"],
            [404, "credential_not_found"],
            [404, "route_not_found"],
            [400, "query_invalid"],
            [422, "validation_failed"],
            [422, "idempotency_key_reused"],
            [412, "precondition_failed"],
            [412, "precondition_failed"],
            [404, "credential_not_found"],
            [400, "cursor_invalid"],
            [409, "token_already_issued"],
            [403, "permission_denied"],
            [401, "unauthorized"],
            [403, "permission_denied"],
        ]);
        assert_eq!(json!(codes), expected);
        for problem in problems {
            let code = problem["code"].as_str().unwrap();
            assert_eq!(problem["type"], format!("/problems/{code}"));
            assert_eq!(problem["status"], problem["answered"]);
            assert_eq!(problem["request_id"], problem["header"]);
            assert_eq!(problem["message"], problem["title"], "{code}");
            assert_eq!(problem["data"]["code"], problem["request_id"], "{code}");
            assert_eq!(problem["data"]["message"], problem["detail"], "{code}");
            for member in ["title", "detail", "request_id"] {
                assert_ne!(problem[member].as_str().unwrap(), "", "{code}");
            }
            let listed = places(problem);
            let expected = match code {
                "query_invalid" => json!([["parameter", "limit", "invalid_parameter"]]),
                "cursor_invalid" => json!([["parameter", "cursor", "cursor_invalid"]]),
                "validation_failed" => json!([
                    ["pointer", "/name", "name_empty"],
                    ["pointer", "/username", "username_pattern"],
                    ["pointer", "/secret", "secret_too_short"],
                ]),
                _ => json!([]),
            };
            assert_eq!(listed, expected, "{code}");
        }
    }
}

/// Where each rule is broken, and its code.
fn places(problem: &Value) -> Value {
    let errors = problem["errors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| {
            assert_ne!(error["detail"], "");
            let kinds = ["pointer", "parameter"];
            let mut set = kinds.iter().filter(|kind| error[**kind].is_string());
            let kind = set.next().unwrap();
            assert_eq!(set.next(), None, "only one place");
            json!([kind, error[*kind], error["code"]])
        })
        .collect()
}
