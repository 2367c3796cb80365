// The conversations: the list by day, its search, and open, rename, delete with undo, and save.

const UNDO_MS = 10_000;
const TYPING_MS = 200;
const DAY_MS = 86_400_000;
const PARAMETER = "c";

export function startHistory({ act, talk }) {
  const history = new History(act, talk);
  history.refresh();
  return history;
}

class History {
  #asked = 0;

  constructor(act, talk) {
    this.act = act;
    this.talk = talk;
    this.aside = document.querySelector("#history");
    this.list = this.aside.querySelector(".list");
    this.none = this.aside.querySelector(".none");
    this.words = this.aside.querySelector(".words");
    this.title = document.querySelector(".masthead .title");
    this.save = document.querySelector(".masthead .save");
    this.opener = document.querySelector(".masthead .show");
    this.toast = document.querySelector("#toast");

    this.aside.querySelector(".new").addEventListener("click", () => this.begin());
    this.aside.querySelector(".hide").addEventListener("click", () => this.hide());
    this.opener.addEventListener("click", () => this.#setShown(true));
    this.list.addEventListener("click", (event) => this.#click(event));
    this.save.addEventListener("click", (event) => this.#save(event.target.dataset.format));
    let typing = 0;
    this.words.addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => this.refresh(), TYPING_MS);
    });
    window.addEventListener("popstate", () => this.openAddress());
    talk.listen((what) => {
      if (what === "asked") this.#setAddress(talk.conversation);
      else this.refresh();
    });
  }

  // Open the conversation that the page's address names.
  async openAddress() {
    const named = new URL(location).searchParams.get(PARAMETER);
    if (named) await this.open(named);
    else this.#show(null, "", "");
  }

  async open(conversation) {
    const reply = await this.act({ act: "open", conversation });
    if (!reply) {
      const alert = document.querySelector(".foot .alert").textContent;
      this.#show(null, "", "");
      this.talk.showAlert(alert);
      this.#setAddress(null, { isNew: false });
      return;
    }
    this.#show(conversation, reply.title, reply.html);
  }

  begin() {
    this.#setAddress(null);
    this.#show(null, "", "");
    this.hide();
    this.talk.box.focus();
  }

  async refresh() {
    const asked = ++this.#asked;
    const reply = await this.act({ act: "list", words: this.words.value.trim() });
    if (!reply || asked !== this.#asked) return;
    this.#fill(reply.conversations);
    const current = reply.conversations.find(({ id }) => id === this.talk.conversation);
    if (current) this.#name(current.title);
  }

  // Close the list where it lies over the page, and tell whether it did.
  hide() {
    const isShown = document.body.classList.contains("listing");
    if (isShown) {
      this.#setShown(false);
      this.opener.focus();
    }
    return isShown;
  }

  #setShown(isShown) {
    document.body.classList.toggle("listing", isShown);
    this.opener.setAttribute("aria-expanded", String(isShown));
    if (isShown) this.aside.querySelector(".new").focus();
  }

  #show(conversation, title, html) {
    this.talk.enter(conversation, html);
    this.#name(title);
    this.#mark();
  }

  #name(title) {
    this.title.textContent = title;
    this.save.hidden = !title;
    document.title = title ? `${title} · Headway` : "Headway";
  }

  #setAddress(conversation, { isNew = true } = {}) {
    const address = new URL(location);
    if (address.searchParams.get(PARAMETER) === conversation) return;
    if (conversation) address.searchParams.set(PARAMETER, conversation);
    else address.searchParams.delete(PARAMETER);
    window.history[isNew ? "pushState" : "replaceState"](null, "", address);
  }

  #fill(conversations) {
    const days = Map.groupBy(conversations, ({ changed }) => nameDay(new Date(changed)));
    const sections = [...days].map(([day, entries]) => {
      const section = document.createElement("section");
      const heading = Object.assign(document.createElement("h2"), { textContent: day });
      const list = document.createElement("ul");
      list.append(...entries.map((entry) => makeEntry(entry)));
      section.append(heading, list);
      return section;
    });
    this.list.replaceChildren(...sections);
    this.none.hidden = conversations.length > 0;
    this.none.textContent = this.words.value.trim()
      ? "No conversation has these words."
      : "What you ask is kept here.";
    this.#mark();
  }

  #mark() {
    for (const link of this.list.querySelectorAll(".open")) {
      const isCurrent = link.dataset.conversation === this.talk.conversation;
      if (isCurrent) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  #click(event) {
    const item = event.target.closest("li");
    const link = item?.querySelector(".open");
    if (!link) return;
    if (event.target.closest(".rename")) this.#rename(item, link);
    else if (event.target.closest(".delete")) this.#delete(item, link);
    else if (event.target.closest(".open") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.#setAddress(link.dataset.conversation);
      this.open(link.dataset.conversation);
      this.hide();
    }
  }

  #rename(item, link) {
    const form = document.createElement("form");
    const input = Object.assign(document.createElement("input"), {
      value: link.textContent,
      maxLength: 1000,
      ariaLabel: "Title",
    });
    let isOpen = true;
    const finish = () => {
      // To remove the form takes the focus from it.
      if (!isOpen) return;
      isOpen = false;
      form.remove();
      for (const child of item.children) child.hidden = false;
      item.querySelector(".rename").focus();
    };
    form.append(input);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const { conversation } = link.dataset;
      const done = await this.act({ act: "rename", conversation, title: input.value });
      finish();
      if (done) this.refresh();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      finish();
    });
    input.addEventListener("blur", finish);
    for (const child of item.children) child.hidden = true;
    item.append(form);
    input.select();
  }

  async #delete(item, link) {
    const { conversation } = link.dataset;
    if (!(await this.act({ act: "delete", conversation }))) return;
    if (conversation === this.talk.conversation) this.begin();
    item.remove();
    this.refresh();
    this.#offerUndo(conversation, link.textContent);
  }

  #offerUndo(conversation, title) {
    const undo = this.toast.querySelector("button");
    this.toast.querySelector("span").textContent = `Deleted “${title}”.`;
    this.toast.hidden = false;
    clearTimeout(this.toast.timer);
    this.toast.timer = setTimeout(() => (this.toast.hidden = true), UNDO_MS);
    undo.onclick = async () => {
      this.toast.hidden = true;
      if (await this.act({ act: "restore", conversation })) this.refresh();
    };
  }

  async #save(format) {
    const { conversation } = this.talk;
    const reply = format && (await this.act({ act: "save", conversation, format }));
    if (!reply) return;
    const isJson = format === "json";
    const type = isJson ? "application/json" : "text/markdown";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([reply.text], { type: `${type};charset=utf-8` }));
    link.download = `${reply.title.replace(/[^\p{L}\p{N}]+/gu, "-")}.${isJson ? "json" : "md"}`;
    link.click();
    URL.revokeObjectURL(link.href);
  }
}

function makeEntry({ id, title }) {
  const item = document.querySelector("#entry").content.firstElementChild.cloneNode(true);
  const link = item.querySelector(".open");
  link.textContent = title;
  link.href = `?${new URLSearchParams({ [PARAMETER]: id })}`;
  link.dataset.conversation = id;
  item.querySelector(".rename").setAttribute("aria-label", `Rename ${title}`);
  item.querySelector(".delete").setAttribute("aria-label", `Delete ${title}`);
  return item;
}

// The day as one would say it; days begin at midnight where the reader is.
function nameDay(date) {
  const start = (moment) => new Date(moment).setHours(0, 0, 0, 0);
  const days = Math.round((start(Date.now()) - start(date)) / DAY_MS);
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return date.toLocaleDateString("en", { weekday: "long" });
  return date.toLocaleDateString("en", { day: "numeric", month: "long", year: "numeric" });
}
