use pullkey_throwaway_postgres::Cluster;

/// PostgreSQL answers nobody, until this is dropped.
pub(super) struct Hung<'a>(&'a Cluster);

impl<'a> Hung<'a> {
    pub(super) fn start(cluster: &'a Cluster) -> Self {
        cluster.hang();
        Self(cluster)
    }
}

impl Drop for Hung<'_> {
    fn drop(&mut self) {
        self.0.resume();
    }
}
