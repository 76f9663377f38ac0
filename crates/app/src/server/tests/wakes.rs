//! Requests that other threads wake.

use super::*;

#[tokio::test]
async fn what_another_thread_has_done_waits_for_few_turns_of_others() {
    let server = TestServer::start(PATIENT);
    let mut waiting = Vec::new();
    for _ in 0..app::AWAITED {
        let mut client = server.connect().await;
        client.get("/awaited").await;
        waiting.push(client);
    }
    let mut client = server.connect().await;
    client.get("/turns").await;

    let answer = client.read_until(" turns.").await;

    let turns = answer.rsplit(['\n', ' ']).nth(1).unwrap();
    let turns: usize = turns.parse().unwrap();
    // By itself, tokio gives each of them every 31st.
    assert!(turns < 10 * app::AWAITED, "{turns}");
}
