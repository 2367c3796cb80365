// What can be done with a turn: ask what it suggests, copy, again, edit, and say what one thinks.

const THANKS_MS = 4000;

export function startActions({ act, talk }) {
  const reactions = {
    ask: (button) => talk.ask(button.textContent),
    again: (button, turn) => talk.ask(questionOf(turn), { replaced: turn }),
    edit: (button, turn) => edit(turn, talk),
    copy: (button) => copy(button),
    thumb: (button, turn) => rate(button, turn, act),
    cancel: (button) => close(button.form),
    keep: (button) => keepHeard(button, act),
    forget: (button) => button.closest(".heard").remove(),
    "leave-out": (button) => leaveOut(button, act),
  };
  document.querySelector("#column").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const reaction = button && [...button.classList].find((name) => name in reactions);
    if (reaction) reactions[reaction](button, button.closest(".turn"));
  });
}

function questionOf(turn) {
  return turn.querySelector(".question").textContent;
}

function form(name) {
  return document.querySelector(`#${name}`).content.firstElementChild.cloneNode(true);
}

// A form shows until it's done with; what it stood for, if anything, comes back.
function close(shown) {
  shown.previousElementSibling?.removeAttribute("hidden");
  const opener = shown.closest(".turn").querySelector(shown.matches(".editing") ? ".edit" : ".thumb");
  shown.remove();
  opener?.focus();
}

function edit(turn, talk) {
  const head = turn.querySelector(".head");
  if (talk.isBusy || turn.querySelector(".editing")) return;
  const editing = form("editing");
  const box = editing.querySelector("textarea");
  box.value = questionOf(turn);
  const send = () => {
    const text = box.value;
    if (!text.trim()) return;
    close(editing);
    talk.ask(text, { replaced: turn });
  };
  editing.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  editing.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      close(editing);
    } else if (event.key === "Enter" && event.target === box && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  head.hidden = true;
  head.after(editing);
  box.focus();
}

async function keepHeard(button, act) {
  const heard = button.closest(".heard");
  const ticked = [...heard.querySelectorAll("input:checked")];
  const facts = ticked.map((box) => JSON.parse(box.value));
  if (facts.length && !(await act({ act: "keep", facts }))) return;
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.textContent = facts.length ? "Kept. " : "Nothing is kept. ";
  const link = document.createElement("a");
  link.href = "/you";
  link.textContent = "What I know of you";
  said.append(link);
  heard.replaceChildren(said);
}

async function leaveOut(button, act) {
  if (!(await act({ act: "leave out", fact: button.dataset.fact }))) return;
  button.closest("li").textContent = "Answers will not speak of that any more.";
}

async function copy(button) {
  const text = button.dataset.copy;
  if (window.isSecureContext) await navigator.clipboard.writeText(text);
  else copyByHand(text);
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
  button.focus();
}

// Served over plain HTTP to another machine, a page has no clipboard.
function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

async function rate(thumb, turn, act) {
  const wasPressed = thumb.getAttribute("aria-pressed") === "true";
  const rating = wasPressed ? null : thumb.dataset.rating;
  turn.querySelector(".opinion")?.remove();
  if (!(await act({ act: "rate", turn: turn.dataset.turn, rating }))) return;
  for (const other of turn.querySelectorAll(".thumb")) {
    other.setAttribute("aria-pressed", String(other.dataset.rating === rating));
  }
  if (rating === "down") askWhy(turn, act);
}

function askWhy(turn, act) {
  const opinion = form("opinion");
  opinion.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { reason, comment } = Object.fromEntries(new FormData(opinion));
    const sent = { act: "rate", turn: turn.dataset.turn, rating: "down" };
    if (!(await act({ ...sent, reason: reason || null, comment: comment || null }))) return;
    const thanks = document.createElement("p");
    thanks.className = "thanks";
    thanks.setAttribute("role", "status");
    opinion.replaceWith(thanks);
    // A screen reader tells of what comes into a region, not of a region that comes.
    thanks.textContent = "Thank you. This tells us what to write next.";
    setTimeout(() => thanks.remove(), THANKS_MS);
  });
  turn.querySelector(".actions").after(opinion);
  opinion.querySelector("select").focus();
}
