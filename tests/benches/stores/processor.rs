use std::fs;

/// What PostgreSQL's processes have had of the processors so far and, if asked for, this one, in seconds. Those that
/// have ended count, too, once the first process has heard of it.
pub(crate) fn processor_seconds(postmaster: u32, with_own: bool) -> f64 {
    let folders = fs::read_dir("/proc").expect("there is /proc").flatten();
    let stats = folders.filter_map(|it| fs::read_to_string(it.path().join("stat")).ok());
    let stats = stats.filter_map(|stat| Stat::parse(&stat));
    let own = std::process::id();
    let counted = |stat: &Stat| {
        stat.id == postmaster || stat.parent == postmaster || (with_own && stat.id == own)
    };
    stats
        .filter(counted)
        .map(|stat| stat.seconds(postmaster))
        .sum()
}

struct Stat {
    id: u32,
    parent: u32,
    ticks: f64,
    ticks_of_ended_children: f64,
}

impl Stat {
    fn parse(stat: &str) -> Option<Self> {
        let (id, _) = stat.split_once(' ')?;
        let (_, behind_name) = stat.rsplit_once(')')?;
        let fields: Vec<_> = behind_name.split_whitespace().collect();
        let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
        Some(Self {
            id: id.parse().ok()?,
            parent: fields.get(1)?.parse().ok()?,
            ticks: ticks(11)? + ticks(12)?,
            ticks_of_ended_children: ticks(13)? + ticks(14)?,
        })
    }

    /// The kernel tells hundredths of a second, whatever its own clock.
    fn seconds(&self, postmaster: u32) -> f64 {
        let ended = if self.id == postmaster {
            self.ticks_of_ended_children
        } else {
            0.0
        };
        (self.ticks + ended) / 100.0
    }
}
