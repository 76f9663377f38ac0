//! Work that is not given up with whoever asked for it.

use actix_web::rt;
use pullkey_storage::Deadline;
use tracing::Instrument;

use super::problem::Problem;
use crate::server::woken_at_home;

/// Does this to its end, also when whoever asked has gone: what was begun elsewhere is to be told by an event.
///
/// # Errors
/// If it panicked.
pub(crate) async fn to_the_end<T: 'static>(
    work: impl Future<Output = T> + 'static,
) -> Result<T, Problem> {
    let work = Deadline::current().bounding(work).in_current_span();
    rt::spawn(woken_at_home(work))
        .await
        .map_err(Problem::internal)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{
        sync::oneshot,
        time::{sleep, timeout},
    };

    use super::*;

    #[actix_web::test]
    async fn what_was_begun_goes_on_when_whoever_asked_has_gone() {
        let (tell, told) = oneshot::channel();
        let asked = to_the_end(async move {
            sleep(Duration::from_millis(20)).await;
            tell.send(Deadline::current()).unwrap();
        });
        let deadline = Deadline::after(Duration::from_secs(7));
        let patience = Duration::from_millis(1);
        let answered = deadline.bounding(timeout(patience, asked)).await;
        assert!(answered.is_err());
        assert_eq!(told.await.unwrap(), deadline);
    }
}
