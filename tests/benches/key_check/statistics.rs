//! Whether two classes of times differ, as dudect finds it: <https://eprint.iacr.org/2016/1123>.

use fastrand::Rng;

/// What took so long, in nanoseconds.
pub(crate) type Times = [Vec<f64>; 2];

/// Whoever measures nothing but chance gets a larger value once in more than 100,000 times.
pub(crate) const THRESHOLD: f64 = 4.5;

/// Slow samples tell of interruptions, not of secrets. How many of them are left out is not known beforehand, so several
/// shares are tried, closer and closer to all.
const CROPS: i32 = 12;

/// Lets both classes take turns, in an order that no disturbance can follow. Neither is told to have as many as the other:
/// the last samples would be of one class then, and what disturbs at the end its alone.
pub(crate) fn collect(samples: usize, rng: &mut Rng, mut trial: impl FnMut(usize) -> f64) -> Times {
    let mut times = [(); 2].map(|()| Vec::with_capacity(samples));
    for _ in 0..samples {
        let class = usize::from(rng.bool());
        times[class].push(trial(class));
    }
    times
}

/// The largest |t| of Welch's test, over all samples and without the slowest ones.
pub(crate) fn largest_t(times: &Times) -> f64 {
    let mut all: Vec<_> = times.concat();
    all.sort_by(f64::total_cmp);
    let crops = (1..=CROPS).map(|nth| 1.0 - 0.5_f64.powf(10.0 * f64::from(nth) / f64::from(CROPS)));
    let bounds = crops.map(|share| quantile(&all, share));
    let bounds = bounds.chain([f64::INFINITY]);
    bounds
        .map(|bound| {
            let [one, other] = [0, 1].map(|class| Moments::of(&times[class], bound));
            one.welch(other).abs()
        })
        .fold(0.0, f64::max)
}

/// The middle one.
pub(crate) fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    quantile(&sorted, 0.5)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "it is a place among a few million"
)]
fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len() as f64 * share) as usize;
    sorted[place.min(sorted.len() - 1)]
}

#[derive(Debug, Clone, Copy)]
struct Moments {
    count: f64,
    mean: f64,
    variance: f64,
}

impl Moments {
    /// Of those that are not slower.
    fn of(times: &[f64], bound: f64) -> Self {
        let kept = || times.iter().copied().filter(|time| *time <= bound);
        let count = kept().map(|_| 1.0).sum::<f64>();
        let mean = kept().sum::<f64>() / count;
        let squares = kept().map(|time| (time - mean).powi(2)).sum::<f64>();
        Self {
            count,
            mean,
            variance: squares / (count - 1.0),
        }
    }

    fn welch(self, other: Self) -> f64 {
        let spread = self.variance / self.count + other.variance / other.count;
        let apart = self.mean - other.mean;
        // Times that never differ at all have no spread.
        if apart == 0.0 {
            0.0
        } else {
            apart / spread.sqrt()
        }
    }
}
