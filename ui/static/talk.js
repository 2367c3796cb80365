// A conversation's turns: what is asked, the frames of its answer, stop, again and edit.

const PAUSE_MS = 50;
const LONGEST_REST_MS = 3000;
const LOOK_MS = 3000;
const LONGEST_SILENCE_MS = 120_000;
const LOST = "The connection was lost before the answer was whole. Please ask again.";

function random(prefix) {
  // crypto.randomUUID is missing where the page comes by plain HTTP from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return prefix + Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

export class Talk {
  // The turn that is being answered: its article, what it takes the place of, and where it was
  // asked.
  #open = null;
  // Gradio loses what is sent while it ends the event before.
  #rested = Promise.resolve();
  #rest = () => {};
  #listeners = [];

  constructor({ trigger, showAlert, speech }) {
    this.box = document.querySelector("#question");
    this.turns = document.querySelector("#turns");
    this.conversation = null;
    this.trigger = trigger;
    this.showAlert = showAlert;
    this.speech = speech;

    const composer = document.querySelector("#composer");
    this.send = composer.querySelector(".send");
    this.stopButton = composer.querySelector(".stop");
    composer.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.ask(this.box.value, { isTyped: true })) this.box.value = "";
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      composer.requestSubmit();
    });
    this.stopButton.addEventListener("click", () => this.stop());
  }

  // Called with "asked" when a question is sent, and with "answered" when its answer is stored.
  listen(listener) {
    this.#listeners.push(listener);
  }

  get isBusy() {
    return this.#open !== null;
  }

  // Show a conversation's turns; none begins a new one.
  enter(conversation, html = "") {
    this.stop();
    this.conversation = conversation;
    this.turns.innerHTML = html;
    this.showAlert();
    document.body.classList.toggle("talking", Boolean(html));
    if (html) this.turns.lastElementChild.scrollIntoView({ block: "start", behavior: "instant" });
    else window.scrollTo({ top: 0, behavior: "instant" });
  }

  // Ask, in place of a turn and all that came after it when one is given.
  ask(text, { replaced = null, isTyped = false } = {}) {
    const question = text.trim();
    if (!question || this.isBusy) return false;
    const leaving = [];
    for (let turn = replaced; turn; turn = turn.nextElementSibling) {
      leaving.push(turn);
      // One that was never stored takes nothing with it.
      if (!replaced.dataset.turn) break;
    }
    this.showAlert();
    this.conversation ??= random("page:");
    const key = random("");
    const article = make("article", "turn");
    article.id = `turn-${key}`;
    article.setAttribute("aria-busy", "true");
    article.dataset.state = "open";
    const head = make("div", "head");
    const heading = make("h2", "question", question);
    heading.tabIndex = -1;
    head.append(heading);
    article.append(head, make("p", "waiting", "Looking through the documents…"));
    if (leaving.length) leaving[0].before(article);
    else this.turns.append(article);
    for (const turn of leaving) turn.hidden = true;
    this.#open = { article, leaving, typed: isTyped ? text : "", heard: Date.now() };
    this.#setBusy(true);
    document.body.classList.add("talking");
    article.scrollIntoView({ block: "start" });
    // What asked may be gone, and with it the place of whoever uses the keyboard.
    if (!isTyped) heading.focus({ preventScroll: true });
    this.speech.begin();
    this.#tell("asked");
    this.#send({
      key,
      question,
      conversation: this.conversation,
      replacing: replaced?.dataset.turn ?? null,
    });
    return true;
  }

  // Show a frame: the whole turn so far.
  show(html) {
    const parsed = document.createElement("template");
    parsed.innerHTML = html;
    const fresh = parsed.content.firstElementChild;
    if (!this.#open || fresh?.id !== this.#open.article.id) return;
    this.#open.heard = Date.now();
    const { article } = this.#open;
    const hadFocus = document.activeElement === article.querySelector(".question");
    article.replaceChildren(...fresh.childNodes);
    Object.assign(article.dataset, fresh.dataset);
    article.setAttribute("aria-busy", fresh.getAttribute("aria-busy"));
    if (hadFocus) article.querySelector(".question").focus({ preventScroll: true });
    this.speech.hear(article.querySelector(".text"), article.dataset.state !== "open");
    if (article.dataset.state !== "open") this.#settle();
  }

  stop() {
    if (!this.isBusy) return;
    const { article } = this.#open;
    this.trigger("stop");
    this.#fail(article, "You stopped this answer.");
  }

  // Gradio is done with a question, whatever became of it.
  rest() {
    setTimeout(this.#rest, PAUSE_MS);
    const open = this.#open;
    if (open?.isSent) {
      // The last frame may still be on its way to the page.
      setTimeout(() => {
        if (this.#open === open) this.#fail(open.article, LOST);
      }, PAUSE_MS);
    }
  }

  async #send(sent) {
    const open = this.#open;
    await this.#rested;
    if (this.#open !== open) return;
    open.isSent = true;
    this.#keepLooking(open);
    this.#rested = new Promise((resolve) => (this.#rest = resolve));
    this.trigger("submit", sent);
  }

  // Gradio waits for a server that is gone, and knows no question after one that is back.
  #keepLooking(open) {
    setTimeout(async () => {
      if (this.#open !== open) return;
      const isThere = await fetch(location.pathname, { method: "HEAD" }).then(() => true, () => false);
      if (this.#open !== open) return;
      if (isThere && Date.now() - open.heard < LONGEST_SILENCE_MS) this.#keepLooking(open);
      else this.#fail(open.article, LOST);
    }, LOOK_MS);
  }

  #settle() {
    const { article, leaving, typed } = this.#open;
    const { state } = article.dataset;
    if (state === "done") {
      for (const turn of leaving) turn.remove();
    } else if (state === "refused" || leaving.length) {
      this.showAlert(article.querySelector(".note").textContent);
      article.remove();
      for (const turn of leaving) turn.hidden = false;
      if (!this.box.value) this.box.value = typed;
      document.body.classList.toggle("talking", this.turns.childElementCount > 0);
    }
    this.#close();
    if (state === "done") this.#tell("answered");
  }

  #fail(article, note) {
    article.dataset.state = "failed";
    article.setAttribute("aria-busy", "false");
    article.querySelector(".waiting")?.remove();
    const again = make("button", "again", "Ask again");
    again.type = "button";
    const actions = make("div", "actions");
    actions.append(again);
    const line = make("p", "note", note);
    line.setAttribute("role", "alert");
    article.append(line, actions);
    this.#settle();
  }

  #close() {
    this.#open = null;
    this.#setBusy(false);
    setTimeout(this.#rest, LONGEST_REST_MS);
  }

  #setBusy(isBusy) {
    this.send.hidden = isBusy;
    this.stopButton.hidden = !isBusy;
  }

  #tell(what) {
    for (const listener of this.#listeners) listener(what);
  }
}
