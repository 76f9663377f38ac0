-- What became of one credential is found however much else happened in its company. Actor and action have no index: each
-- more would make every change dearer.
CREATE INDEX audit_events_of_target ON audit_events (company_id, target_id, at, id);
