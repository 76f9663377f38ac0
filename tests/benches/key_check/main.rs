//! Whether the time that the check of an API key takes tells anything about its secret:
//!
//! `cargo bench -p pullkey-tests --bench key_check`
//!
//! As dudect does it: two classes of tokens take turns in random order, and Welch's t-test tells whether their times
//! differ, with and without the slowest samples. Each sample has a key of its own, so that the classes differ in nothing
//! but how what is sent stands to the secret: what else a token is made of is the sender's to know. All of them are wrong:
//! what is right is let in, and so known without a clock. A difference counts if it shows twice in a row.
//!
//! Two controls go along: with the same class twice, nothing may show, and a comparison that stops at the first difference
//! must be found. Without them the rest would prove nothing. Whether there is a key of some handle is no secret; that a
//! refusal takes about as long either way is looked at all the same, in medians.
//!
//! `cargo test` runs it briefly, without a verdict: so it does not break unnoticed.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod statistics;
mod subject;
mod tokens;

use std::{env, hint::black_box, process::ExitCode, time::Instant};

use fastrand::Rng;
use pullkey_domain::api_key::ApiKeyToken;
use tokio::runtime;

use self::{
    statistics::{THRESHOLD, Times, collect, largest_t, median},
    subject::Subject,
    tokens::{Sent, Tokens},
};

/// Of both classes.
const SAMPLES: usize = 400_000;
const SAMPLES_IN_BRIEF: usize = 1_000;
/// How many times as long one of two refusals may take. The look into a real store comes
/// on top of either.
const SAME_ORDER: f64 = 4.0;

/// Does what is measured with a token, after what is not.
type Check = fn(&Subject, &ApiKeyToken) -> f64;

fn main() -> ExitCode {
    const ENDS: [Sent; 2] = [Sent::WrongFirst, Sent::WrongLast];
    // Deadlines have timers, though none is waited for here.
    let runtime = runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.unwrap();
    let _entered = runtime.enter();
    // Cargo says so to whatever it benches.
    let in_full = env::args().any(|argument| argument == "--bench");
    let samples = if in_full { SAMPLES } else { SAMPLES_IN_BRIEF };
    let mut bench = Bench::new(samples);
    println!("{samples} samples of two classes; a difference counts from |t| = {THRESHOLD} on");
    let product = [
        bench.tell(
            "known key, wrong at the first or the last character",
            known,
            ENDS,
        ),
        bench.tell(
            "unknown key, wrong at the first or the last character",
            looked_up,
            ENDS,
        ),
        bench.tell(
            "verifier, wrong at the first or the last character",
            verifier,
            ENDS,
        ),
        bench.tell(
            "verifier, wrong in one character or in all",
            verifier,
            [Sent::WrongLast, Sent::Wrong],
        ),
    ];
    let same = bench.tell("control: the same twice", verifier, [Sent::Wrong; 2]);
    let careless = bench.tell("control: stops at the first difference", careless, ENDS);
    let handles = bench.compare(looked_up, [Sent::Wrong, Sent::Unknown]);
    let [known, unknown] = handles.map(|times| median(&times));
    println!("  a handle that some key has: {known:.0} ns, one that none has: {unknown:.0} ns");

    let largest = product.into_iter().fold(0.0, f64::max);
    let apart = (known / unknown).max(unknown / known);
    if !in_full {
        println!("key check: too few samples to tell anything");
        return ExitCode::SUCCESS;
    }
    if same >= THRESHOLD || careless < THRESHOLD {
        println!("key check: the controls do not hold, so this proves nothing");
    } else if largest >= THRESHOLD || apart > SAME_ORDER {
        println!("key check: LEAKS (|t| = {largest:.1}, handles {apart:.1} times apart)");
    } else {
        println!("key check: time tells nothing (|t| = {largest:.1})");
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

struct Bench {
    samples: usize,
    rng: Rng,
    subject: Subject,
}

impl Bench {
    fn new(samples: usize) -> Self {
        let mut rng = Rng::new();
        let subject = Subject::new(&mut rng);
        Self {
            samples,
            rng,
            subject,
        }
    }

    /// Prints what a comparison came to. One that shows a difference is made again, as chance does not repeat itself.
    fn tell(&mut self, name: &str, check: Check, classes: [Sent; 2]) -> f64 {
        let mut times = self.compare(check, classes);
        let mut t = largest_t(&times);
        if t >= THRESHOLD {
            println!("  {name}: |t| = {t:.1}, and again:");
            let again = self.compare(check, classes);
            let second = largest_t(&again);
            if second < t {
                (times, t) = (again, second);
            }
        }
        let [one, other] = times.each_ref().map(|times| median(times));
        println!("  {name}: |t| = {t:.1}, medians {one:.0} and {other:.0} ns");
        t
    }

    fn compare(&mut self, check: Check, classes: [Sent; 2]) -> Times {
        let mut order = self.rng.fork();
        collect(self.samples, &mut order, |class| {
            let tokens = Tokens::of(self.subject.renew(&mut self.rng), &mut self.rng);
            check(&self.subject, tokens.of_kind(classes[class]))
        })
    }
}

/// The whole check of a token whose key was used a moment ago.
fn known(subject: &Subject, token: &ApiKeyToken) -> f64 {
    subject.remember();
    looked_up(subject, token)
}

/// The whole check of a token whose handle is looked up.
fn looked_up(subject: &Subject, token: &ApiKeyToken) -> f64 {
    // Wherever a token of its class stands, it is read from here.
    let mut sent = String::with_capacity(64);
    sent.push_str(token.expose());
    timed(|| subject.authenticate(&sent))
}

/// Only the part that knows the secret.
fn verifier(subject: &Subject, token: &ApiKeyToken) -> f64 {
    let token = parsed(token);
    timed(|| subject.matches(&token))
}

/// A bug, to be found.
fn careless(subject: &Subject, token: &ApiKeyToken) -> f64 {
    let token = parsed(token);
    timed(|| subject.matches_carelessly(&token))
}

fn parsed(token: &ApiKeyToken) -> ApiKeyToken {
    ApiKeyToken::parse(token.expose()).expect("it is a token")
}

#[expect(clippy::cast_precision_loss, reason = "no check takes so long")]
fn timed(check: impl FnOnce() -> bool) -> f64 {
    let began = Instant::now();
    black_box(check());
    began.elapsed().as_nanos() as f64
}
