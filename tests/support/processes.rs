use std::fs;

/// Processes that are looked at together.
#[derive(Debug, Clone, Default)]
pub struct Processes {
    alone: Vec<u32>,
    families: Vec<u32>,
}

impl Processes {
    /// With this one.
    #[must_use]
    pub fn alone(mut self, pid: u32) -> Self {
        self.alone.push(pid);
        self
    }

    /// With this one and all that it started. Those that have ended count once it has heard of it.
    #[must_use]
    pub fn family(mut self, pid: u32) -> Self {
        self.families.push(pid);
        self
    }

    /// What they have had of all processors so far. The kernel tells hundredths of a second.
    pub fn processor_seconds(&self) -> f64 {
        let folders = fs::read_dir("/proc").expect("there is /proc").flatten();
        let stats = folders.filter_map(|it| fs::read_to_string(it.path().join("stat")).ok());
        let stats = stats.filter_map(|stat| Stat::parse(&stat));
        let ticks = stats.map(|stat| {
            if self.families.contains(&stat.id) {
                stat.ticks + stat.ticks_of_ended_children
            } else if self.alone.contains(&stat.id) || self.families.contains(&stat.parent) {
                stat.ticks
            } else {
                0.0
            }
        });
        ticks.sum::<f64>() / 100.0
    }
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
}
