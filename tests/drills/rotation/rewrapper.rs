use std::{
    process::{Child, Stdio},
    thread::sleep,
    time::Duration,
};

use fastrand::Rng;
use pullkey_tests::{Installation, pullkey};
use serde_json::Value;

use crate::drill::{Broken, Verdict, figure, hold};

/// `pullkey rewrap`, under way.
pub(super) struct Rewrapper(Child);

impl Rewrapper {
    pub(super) fn start(installation: &Installation) -> Self {
        let child = pullkey(installation.folder())
            .args(["rewrap", "--json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        Self(child.expect("pullkey starts"))
    }

    /// Waits for its end, which must find nothing left.
    pub(super) fn ends_well(self) -> Verdict {
        let output = self.0.wait_with_output().expect("it can be waited for");
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        figure("a rewrapper moved", &told["moved"]);
        hold(output.status.success() && told["left"] == 0, || {
            let complaint = String::from_utf8_lossy(&output.stderr);
            format!("a rewrapper ended with {}: {complaint}", output.status)
        })
    }

    /// Ends it as a power cut would. It must not have ended before.
    fn kill(mut self) -> Verdict {
        let ended = self.0.try_wait().expect("it can be waited for");
        drop(self.0.kill());
        drop(self.0.wait());
        match ended {
            None => Ok(()),
            Some(status) => Err(Broken(format!("a rewrapper ended by itself: {status}"))),
        }
    }
}

/// Kills so many, one after the other, at random moments of what is to take so long in all.
pub(super) fn killed(
    installation: &Installation,
    kills: u32,
    all: Duration,
    rng: &mut Rng,
) -> Verdict {
    for _ in 0..kills {
        let rewrapper = Rewrapper::start(installation);
        let longest = all / (kills + 1);
        sleep(longest.mul_f64(rng.f64()).max(Duration::from_millis(20)));
        rewrapper.kill()?;
    }
    figure("rewrappers killed", kills);
    Ok(())
}
