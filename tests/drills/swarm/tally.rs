use std::{
    collections::BTreeMap,
    io,
    time::{Duration, Instant},
};

use pullkey_tests::{Reply, Unavailability};

use super::Kind;

/// What clients were answered.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Requests that were done.
    pub(crate) done: usize,
    /// Requests that were refused, by the code of the refusal.
    pub(crate) refused: BTreeMap<&'static str, usize>,
    /// Answers of another kind, such as that somebody else came between.
    pub(crate) other: usize,
    /// The longest that anybody waited for an answer.
    pub(crate) longest: Duration,
    /// What took so long.
    pub(crate) longest_of: Option<(Kind, u16)>,
    /// The first answer that nobody may get.
    pub(crate) wrong: Option<String>,
    /// How many of all these answers came when it was over, and how many of those that were done.
    late: usize,
    done_late: usize,
    lasted: Duration,
    ended: Option<Instant>,
}

impl Tally {
    /// Takes an answer, in time or late, and tells whether it was a refusal.
    pub(super) fn take(
        &mut self,
        kind: Kind,
        answer: io::Result<Reply>,
        took: Duration,
        is_late: bool,
    ) -> bool {
        self.late += usize::from(is_late);
        let status = answer.as_ref().map_or(0, |it| it.status);
        if took > self.longest {
            self.longest = took;
            self.longest_of = Some((kind, status));
        }
        match judge(kind, answer) {
            Ok(Answer::Done) => {
                self.done += 1;
                self.done_late += usize::from(is_late);
            }
            Ok(Answer::Other) => self.other += 1,
            Ok(Answer::Refused(why)) => *self.refused.entry(why.code()).or_default() += 1,
            Err(wrong) => {
                self.wrong.get_or_insert(format!("{kind:?}: {wrong}"));
            }
        }
        !(200..500).contains(&status)
    }

    pub(super) fn add(&mut self, other: Self) {
        self.done += other.done;
        self.other += other.other;
        self.late += other.late;
        self.done_late += other.done_late;
        for (why, times) in other.refused {
            *self.refused.entry(why).or_default() += times;
        }
        if other.longest > self.longest {
            (self.longest, self.longest_of) = (other.longest, other.longest_of);
        }
        self.wrong = self.wrong.take().or(other.wrong);
    }

    pub(super) fn lasted(&mut self, begun: Instant, lasted: Duration) {
        self.lasted = lasted;
        self.ended = Some(begun + lasted);
    }

    /// For how long it has been over.
    pub(crate) fn over_for(&self) -> Duration {
        self.ended.map_or(Duration::ZERO, |ended| ended.elapsed())
    }

    /// How many requests were done in a second, of those that were answered before it was over.
    pub(crate) fn goodput(&self) -> f64 {
        self.per_second(self.done - self.done_late)
    }

    /// The same, as a number of requests.
    pub(crate) fn in_a_second(&self) -> usize {
        let millis = usize::try_from(self.lasted.as_millis()).unwrap_or(usize::MAX);
        (self.done - self.done_late) * 1000 / millis.max(1)
    }

    /// How many were answered in a second, before it was over.
    pub(crate) fn offered(&self) -> f64 {
        self.per_second(self.done + self.other + self.all_refused() - self.late)
    }

    /// How many were refused.
    pub(crate) fn all_refused(&self) -> usize {
        self.refused.values().sum()
    }

    /// In a line.
    pub(crate) fn line(&self) -> String {
        let (goodput, offered) = (self.goodput(), self.offered());
        let refused: Vec<_> = self
            .refused
            .iter()
            .map(|(why, n)| format!("{n} {why}"))
            .collect();
        let refused = if refused.is_empty() {
            "none".to_owned()
        } else {
            refused.join(", ")
        };
        let longest = self.longest.as_millis();
        format!(
            "{goodput:.0} of {offered:.0} a second done, refused {refused}, longest answer {longest} ms"
        )
    }

    fn per_second(&self, requests: usize) -> f64 {
        let requests = u32::try_from(requests).unwrap_or(u32::MAX);
        f64::from(requests) / self.lasted.as_secs_f64().max(0.001)
    }
}

enum Answer {
    Done,
    Other,
    Refused(Unavailability),
}

fn judge(kind: Kind, answer: io::Result<Reply>) -> Result<Answer, String> {
    let reply = answer.map_err(|error| format!("it was not answered: {}", error.kind()))?;
    match reply.status {
        200..300 => return Ok(Answer::Done),
        // Others changed it again and again.
        409 => return Ok(Answer::Other),
        _ => {}
    }
    let why = Unavailability::of(&reply);
    let why = why.map_err(|wrong| format!("a refusal is not as it must be: {wrong}"))?;
    match why {
        Unavailability::Store | Unavailability::Load => Ok(Answer::Refused(why)),
        Unavailability::Outcome if kind.writes() => Ok(Answer::Refused(why)),
        Unavailability::Outcome => Err("a read has an unknown outcome".to_owned()),
        Unavailability::Key => Err("a key is said to be missing".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16) -> Reply {
        Reply {
            status,
            headers: Vec::new(),
            body: b"{}".to_vec(),
        }
    }

    #[test]
    fn what_is_neither_done_nor_refused_as_it_must_be_is_wrong() {
        let mut tally = Tally::default();
        for (status, refused) in [
            (200, false),
            (201, false),
            (409, false),
            (503, true),
            (500, true),
        ] {
            let took = Duration::from_millis(status.into());
            assert_eq!(
                tally.take(Kind::Get, Ok(reply(status)), took, false),
                refused
            );
        }
        assert_eq!((tally.done, tally.other), (2, 1));
        assert!(tally.wrong.is_some());
        assert_eq!(tally.longest, Duration::from_millis(503));
        assert!(tally.take(
            Kind::Get,
            Err(io::ErrorKind::UnexpectedEof.into()),
            Duration::ZERO,
            false
        ));
    }

    #[test]
    fn what_several_were_answered_is_added_up() {
        let mut all = Tally::default();
        for is_late in [false, false, false, true] {
            let mut one = Tally::default();
            one.take(Kind::Get, Ok(reply(200)), Duration::from_millis(1), is_late);
            all.add(one);
        }
        all.lasted(Instant::now(), Duration::from_secs(2));
        assert_eq!(all.done, 4);
        for counted in [all.goodput(), all.offered()] {
            assert!((counted - 1.5).abs() < f64::EPSILON);
        }
        assert!(all.wrong.is_none());
    }
}
