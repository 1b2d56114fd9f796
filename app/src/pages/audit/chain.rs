//! How far the trail is sealed.

use crate::api::{house::audit_chain, resource};
use crate::model::{AuditChain, Moment, Outcome};
use crate::words::{Audit, use_words};
use leptos::prelude::*;

/// The state of the chain, in a few sentences.
#[component]
pub(super) fn Chain() -> impl IntoView {
    let words = use_words().audit;
    let chain = resource(|| (), |()| audit_chain());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // The list is what matters: it reports whatever is wrong.
                chain.await.ok().map(|chain| view! { <p class="small muted">{told(&chain, words)}</p> })
            })}
        </Suspense>
    }
}

fn told(chain: &AuditChain, words: Audit) -> String {
    let sealed = match &chain.last {
        Some((position, at)) => words.sealed_to(*position, &at.full),
        None => words.nothing_sealed().to_owned(),
    };
    let checked = |(outcome, at): &(Outcome, Moment)| match outcome {
        Outcome::Done => words.chain_whole(&at.full),
        Outcome::Refused | Outcome::Failed => words.chain_flawed(&at.full),
    };
    let others = [
        chain.unsealed_since.as_ref().map(|at| words.unsealed_since(&at.full)),
        chain.head.as_ref().map(|(position, at)| words.last_head(*position, &at.full)),
        chain.cut.map(|position| words.chain_cut(position)),
        chain.checked.as_ref().map(checked),
    ];
    let sentences: Vec<String> = [sealed].into_iter().chain(others.into_iter().flatten()).collect();
    format!("{} {}", sentences.join(" "), words.chain_verified())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Locale, Timestamp},
        words::Words,
    };

    #[test]
    fn the_state_of_the_chain_reads_as_sentences() {
        let at = |full: &str| Moment { at: Timestamp(0), machine: String::new(), short: String::new(), full: full.to_owned() };
        let words = Words::of(Locale::En).audit;
        let new = AuditChain { last: None, unsealed_since: None, head: None, cut: None, checked: None };
        assert!(told(&new, words).starts_with("No line is sealed yet. "), "{}", told(&new, words));
        let old = AuditChain {
            last: Some((1234, at("noon"))),
            unsealed_since: Some(at("one")),
            head: Some((1200, at("ten"))),
            cut: Some(7),
            checked: Some((Outcome::Done, at("eleven"))),
        };
        let expected = "Sealed up to position 1,234 (noon). Not yet sealed: lines since one. Last signed head: position 1,200, ten. \
            Begins behind position 7: older lines were deleted. Last checked: eleven, no flaws. “latchkey audit verify” checks it all.";
        assert_eq!(told(&old, words), expected);
        let broken = AuditChain { checked: Some((Outcome::Failed, at("twelve"))), ..old };
        assert!(told(&broken, words).contains("Last checked: twelve, flaws found."), "{}", told(&broken, words));
    }
}
