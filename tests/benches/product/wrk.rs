//! Load by wrk, a client that costs little.

use std::{fmt::Write as _, fs, process::Command, time::Duration};

use pullkey_tests::Place;
use tempfile::{TempDir, tempdir};

use crate::load::{Load, Workers};

/// Requests that wrk sends one after the other, again and again.
pub(crate) struct Wrk {
    place: Place,
    folder: TempDir,
}

/// A request.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) key: Option<String>,
    pub(crate) body: Option<String>,
}

/// What it prints at its end: of the times of answers, in microseconds, and of what was not answered as it should be.
const TOLD: &str = "
done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format('p50 %f\\np99 %f\\nrequests %d\\nmicros %d\\nerrors %d\\n', latency:percentile(50),
        latency:percentile(99), summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
";

impl Wrk {
    /// Of these requests at the service at this place, each as soon as the one before is answered.
    pub(crate) fn of(place: &Place, requests: &[Request]) -> Self {
        Self::paced(place, requests, Duration::ZERO)
    }

    /// The same, where each connection rests so long before each.
    pub(crate) fn paced(place: &Place, requests: &[Request], rest: Duration) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let mut script = "local requests = {}\ninit = function()\n".to_owned();
        for request in requests {
            let mut headers = String::new();
            if let Some(key) = &request.key {
                let _ = write!(headers, "['Authorization'] = 'Bearer {key}',");
            }
            if request.body.is_some() {
                headers.push_str("['Content-Type'] = 'application/json'");
            }
            let body = request.body.as_ref().map(|body| format!("'{body}'"));
            let _ = writeln!(
                script,
                "requests[#requests + 1] = wrk.format('{}', '{}', {{{headers}}}, {})",
                request.method,
                request.path,
                body.unwrap_or_else(|| "nil".to_owned()),
            );
        }
        script.push_str(
            "end\nlocal next = 0\nrequest = function()\n    next = next % #requests + 1\n    return requests[next]\nend\n",
        );
        if !rest.is_zero() {
            let _ = writeln!(script, "delay = function() return {} end", rest.as_millis());
        }
        script.push_str(TOLD);
        fs::write(folder.path().join("script.lua"), script).expect("the folder takes files");
        Self {
            place: place.clone(),
            folder,
        }
    }

    /// As many as so many connections get done.
    pub(crate) fn turn(&self, connections: usize, turn: Duration, workers: &Workers) -> Load {
        let (before, service_before) = workers.processor_seconds();
        let output = Command::new("wrk")
            .args(["--threads=1", "--timeout=30s"])
            .arg(format!("--connections={connections}"))
            .arg(format!("--duration={}s", turn.as_secs()))
            .arg("--script")
            .arg(self.folder.path().join("script.lua"))
            .arg(format!("http://{}", self.place.address()))
            .output()
            .expect("wrk starts: it is Debian's package wrk");
        let (after, service_after) = workers.processor_seconds();
        let told = String::from_utf8_lossy(&output.stdout);
        let number = |name: &str| {
            let line = told.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|it| it.trim().parse::<f64>().ok());
            number.unwrap_or_else(|| panic!("wrk says no {name}: {told}"))
        };
        let (requests, errors) = (number("requests "), number("errors "));
        assert!(errors == 0.0, "{errors} of {requests} failed: {told}");
        Load {
            per_second: requests / number("micros ") * 1e6,
            processor_micros: (after - before) / requests * 1e6,
            service_micros: (service_after - service_before) / requests * 1e6,
            p50_micros: number("p50 "),
            p99_micros: number("p99 "),
        }
    }
}
