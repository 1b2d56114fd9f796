// A temporary password on its page: counts down, hides, copies, and wipes it when its time is over or the page is left.
"use strict";
{
  const box = document.querySelector("[data-reveal]");
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  const [secret, scripted, said] = ["secret", "scripted", "said"].map(part);
  const end = Date.now() + Number(box.dataset.reveal) * 1000;

  const wipe = () => {
    clearInterval(timer);
    secret.replaceChildren();
    scripted.remove();
    said.textContent = box.dataset.over;
  };
  const count = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left <= 0) {
      wipe();
      return;
    }
    part("left").textContent = left;
    scripted.querySelector("progress").value = left;
  };
  const timer = setInterval(count, 1000);

  part("copy").addEventListener("click", async () => {
    const copied = navigator.clipboard.writeText(secret.querySelector("output").textContent);
    said.textContent = await copied.then(() => box.dataset.copied, () => box.dataset.failed);
  });
  const hide = part("hide");
  const [hideWord, showWord] = [hide.textContent, hide.dataset.show];
  hide.addEventListener("click", () => {
    secret.hidden = !secret.hidden;
    hide.textContent = secret.hidden ? showWord : hideWord;
  });

  // A page that the browser keeps for Back must not keep the password; one that is reloaded asks anew instead of posting again.
  addEventListener("pagehide", wipe);
  history.replaceState(null, "", location.href);
  scripted.hidden = false;
}
