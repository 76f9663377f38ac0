-- All of them are read, once in the life of a pepper: an index would make every change dearer.
SELECT (
    SELECT count(*) FROM api_keys
    WHERE row_pepper = :id OR verifier_pepper = :id OR previous_verifier_pepper = :id
) + (
    SELECT count(*) FROM idempotency_records WHERE fingerprint_pepper = :id
)
