//! Whether the time of an answer tells who has an account: the same question about names that somebody has and names that
//! nobody has, in turns, each from an address of its own, so that no budget is used up.

use crate::{argon::median, ask::Question, program::Program, report::milliseconds};
use anyhow::ensure;
use std::{path::Path, time::Duration};

/// Questions of each sort.
pub(crate) const TIMES: usize = 100;
/// How far apart the medians of one form may be.
pub(crate) const APART: Duration = Duration::from_millis(5);

/// Medians of the answers about one form.
#[derive(Debug)]
pub(crate) struct Answers {
    /// Which form.
    pub(crate) name: &'static str,
    /// About names that somebody has.
    pub(crate) known: Duration,
    /// About names that nobody has.
    pub(crate) unknown: Duration,
}

/// Asks the forms that everyone can post.
pub(crate) async fn measure(binary: &Path, database: &str, folder: &Path) -> anyhow::Result<Vec<Answers>> {
    let program = Program::start_behind_proxy(binary, database, folder).await?;
    let forms = [
        ("Forgot password", "/forgot-password", "", 303),
        ("Sign-in with a wrong password", "/sign-in", "&password=wrong+and+long+enough", 422),
    ];
    let mut found = Vec::new();
    for (number, (name, path, rest, status)) in forms.into_iter().enumerate() {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for time in 0..2 * TIMES {
            // In the order A B B A, so that neither sort always follows the other one's work.
            let is_known = matches!(time % 4, 0 | 3);
            let who = if is_known { format!("user{}", 1 + 3 * time) } else { format!("none{}", 1 + 3 * time) };
            let took = ask(&program, path, &format!("user_name={who}{rest}"), status, (number, time)).await?;
            if is_known { known.push(took) } else { unknown.push(took) }
        }
        found.push(Answers { name, known: median(known), unknown: median(unknown) });
    }
    program.stop().await?;
    Ok(found)
}

/// Fails when the time of an answer tells who has an account.
pub(crate) fn ensure_alike(measured: &[(&str, Vec<Answers>)]) -> anyhow::Result<()> {
    for (engine, answers) in measured {
        for Answers { name, known, unknown } in answers {
            ensure!(
                known.abs_diff(*unknown) <= APART,
                "{name} on {engine} tells who has an account: {:.1} ms about known names, {:.1} ms about unknown ones",
                milliseconds(*known),
                milliseconds(*unknown)
            );
        }
    }
    Ok(())
}

/// Posts a form as a browser does; how long the whole answer took.
async fn ask(program: &Program, path: &str, body: &str, status: u16, from: (usize, usize)) -> anyhow::Result<Duration> {
    let (form, time) = from;
    let head = format!("X-Forwarded-For: 10.{form}.{}.{}\r\n", time / 250, 1 + time % 250);
    let question = Question { origin: &program.address(""), path, head: &head, form: Some(body) };
    let (answered, took) = question.ask().await?;
    ensure!(answered == status, "{path} answered {answered} to {body}");
    Ok(took)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(known: u64, unknown: u64) -> [(&'static str, Vec<Answers>); 1] {
        let [known, unknown] = [known, unknown].map(Duration::from_millis);
        [("SQLite", vec![Answers { name: "Sign-in", known, unknown }])]
    }

    #[test]
    fn answers_that_take_differently_long_fail_the_measurement() {
        assert!(ensure_alike(&measured(40, 45)).is_ok() && ensure_alike(&measured(45, 40)).is_ok());
        for (known, unknown) in [(40, 46), (46, 40)] {
            let told = ensure_alike(&measured(known, unknown)).unwrap_err().to_string();
            assert!(told.starts_with("Sign-in on SQLite tells who has an account"), "{told}");
        }
    }
}
