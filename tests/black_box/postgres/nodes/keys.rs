use std::time::{Duration, Instant};

use pullkey_tests::{Call, make_key, revoke_key};

use super::{CREDENTIALS, Caller, Pair};
use crate::postgres::until;

#[test]
fn a_key_of_the_command_line_counts_on_all_nodes_at_once_until_a_second_after_it_is_revoked() {
    let pair = Pair::start();
    let folder = pair.installation.folder();
    for round in 0..3 {
        // Made beside no node, or beside one of them: it is the same.
        let beside = [folder, pair.nodes[0].folder(), pair.nodes[1].folder()];
        let capability = ["DOCKER_REGISTRY:READ"];
        let key = make_key(beside[round], &pair.tenant.company, &capability);
        let callers = [0, 1].map(|nth: usize| Caller::of(pair.nodes[nth].place(), &key));
        for caller in &callers {
            // Known to the node from now on, so that it need not look.
            assert_eq!(caller.get(CREDENTIALS).status, 200);
            assert_eq!(caller.get(CREDENTIALS).status, 200);
        }
        // And so is where it is revoked.
        revoke_key(beside[(round + 1) % 3], &pair.tenant.company, &key);
        let revoked = Instant::now();
        for caller in &callers {
            let mut asked = revoked;
            until("the key is refused", || {
                let now = Instant::now();
                let status = caller.get(CREDENTIALS).status;
                if status == 200 {
                    asked = now;
                }
                status == 401
            });
            // When the last request was sent that was let in.
            let late = asked - revoked;
            assert!(late < Duration::from_secs(1), "{late:?}");
        }
    }
    // Others are let in as before.
    let open = pair.callers[0].send(Call::new("HEAD", CREDENTIALS));
    assert_eq!(open.status, 200);
}
