// Where a statement comes from: a word of it when a marker is pointed at, all of it in its panel.

const WAIT_MS = 120;
const GAP_PX = 8;

export function startSources() {
  const hint = document.querySelector("#hint");
  let waiting = 0;

  const hide = () => {
    clearTimeout(waiting);
    hint.hidden = true;
  };

  const point = (event) => {
    const marker = event.target.closest?.("button.marker, button.source");
    if (!marker) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (marker.isConnected) show(hint, marker);
    }, WAIT_MS);
    // Else the browser shows the title on top of it.
    marker.removeAttribute("title");
  };

  document.addEventListener("mouseover", point);
  document.addEventListener("focusin", point);
  document.addEventListener("mouseout", hide);
  document.addEventListener("focusout", hide);
  document.addEventListener("click", hide);
  const scrolled = (event) => hint.contains(event.target) || hide();
  document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });

  // A panel takes the focus, so that the keyboard can scroll it; the browser gives it back.
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches?.(".panel") || event.newState !== "open") return;
      event.target.focus();
      event.target.querySelector("mark, .quoted")?.scrollIntoView({ block: "nearest" });
    },
    true,
  );
}

function show(hint, marker) {
  const panel = document.getElementById(marker.getAttribute("popovertarget"));
  if (!panel || panel.matches(":popover-open")) return;
  const heading = panel.querySelector("h3").textContent;
  const passage = panel.querySelector(".passage").cloneNode(true);
  passage.removeAttribute("class");
  hint.replaceChildren(Object.assign(document.createElement("b"), { textContent: heading }), passage);
  hint.hidden = false;
  const at = marker.getBoundingClientRect();
  const size = hint.getBoundingClientRect();
  const isRoomAbove = at.top - size.height - GAP_PX > 0;
  hint.style.top = `${isRoomAbove ? at.top - size.height - GAP_PX : at.bottom + GAP_PX}px`;
  const rightmost = document.documentElement.clientWidth - size.width - GAP_PX;
  hint.style.left = `${Math.max(GAP_PX, Math.min(at.left, rightmost))}px`;
  const quoted = hint.querySelector("mark, .quoted");
  const top = (element) => element.getBoundingClientRect().top;
  if (quoted) passage.scrollTop = top(quoted) - top(passage);
}
