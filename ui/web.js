// Runs once in each part of the conversation; Gradio hands it `element`, `trigger` and `watch`.

async function copy(text) {
  if (window.isSecureContext) return navigator.clipboard.writeText(text);
  // Served over plain HTTP to another machine, a page has no clipboard.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

element.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  if (button?.classList.contains("ask")) {
    trigger("submit", { question: button.textContent });
  } else if (button?.classList.contains("copy")) {
    await copy(button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
    button.focus();
  }
});

// A panel takes the focus, so that the keyboard can scroll it; the browser gives it back.
element.addEventListener(
  "toggle",
  (event) => {
    if (event.newState === "open") event.target.focus();
  },
  true,
);

// A new question goes to the top once; from there on the reader scrolls.
let shown = element.querySelector(".turn")?.id;
watch("value", () => {
  const turn = element.querySelector(".turn");
  if (!turn || turn.id === shown || element.closest("#past")) return;
  shown = turn.id;
  turn.scrollIntoView({ block: "start" });
  // The button that asked is gone, and with it the place of whoever uses the keyboard.
  if (document.activeElement === document.body) {
    turn.querySelector(".question").focus({ preventScroll: true });
  }
});
