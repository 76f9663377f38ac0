//! What is common to drills in which the database goes away and comes back under load: clients that create, list and
//! search all the time, a look at every answer of theirs, and how soon all is well again.

mod creators;
mod crowd;
mod progress;
mod readers;
mod recovery;
mod watch;

pub(crate) use self::{
    creators::Creators,
    crowd::{Crowd, Size},
    progress::Kind,
    readers::Readers,
    recovery::{Recoveries, await_all},
    watch::Watch,
};
