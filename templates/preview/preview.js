"use strict";
// Ask the server for news, one question at a time; draw pages as they come into view. When the
// book is built anew a page keeps its figure, by its label, and its picture until the next one
// has loaded: nothing jumps.

const byId = (id) => document.getElementById(id);
const pages = byId("pages");
let version = "";

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    entry.target.dataset.seen = entry.isIntersecting ? "yes" : "";
    if (entry.isIntersecting) load(entry.target);
  }
}, { rootMargin: "100% 0px" });

function load(figure) {
  const image = figure.querySelector("img");
  const exact = (image.clientWidth / figure.dataset.width) * window.devicePixelRatio;
  const scale = Math.ceil(exact * 4) / 4;
  const wanted = `page/${figure.dataset.number}.png?scale=${scale}&version=${version}`;
  if (figure.dataset.wanted === wanted) return;
  figure.dataset.wanted = wanted;
  const next = new Image();
  next.onload = () => {
    if (figure.dataset.wanted !== wanted) return;
    image.src = next.src;
    figure.dataset.version = version;
  };
  next.onerror = () => { if (figure.dataset.wanted === wanted) delete figure.dataset.wanted; };
  next.src = wanted;
}

const loadSeen = () => [...pages.children].filter((figure) => figure.dataset.seen).forEach(load);

// The page in the middle of the window.
function current() {
  const middle = window.innerHeight / 2;
  const away = (figure) => {
    const box = figure.getBoundingClientRect();
    return Math.max(box.top - middle, middle - box.bottom, 0);
  };
  const marked = pages.querySelector(".current");
  return [...pages.children].reduce(
    (best, figure) => (!best || away(figure) < away(best) ? figure : best),
    marked && away(marked) === 0 ? marked : null);
}

const ROMAN = { i: 1, v: 5, x: 10, l: 50, c: 100 };
const roman = (digits) => [...digits].reduce((sum, digit, place) => {
  const value = ROMAN[digit];
  return sum + (value < (ROMAN[digits[place + 1]] ?? 0) ? -value : value);
}, 0);

// Even pages lie on the left, as in the printed book.
function side(label) {
  const [, number, letters] = /(\d+)$|(?:^|-)([ivxlc]+)$/.exec(label) ?? [];
  return (number ? Number(number) : letters ? roman(letters) : 1) % 2 ? "recto" : "verso";
}

function makeFigure(label) {
  const figure = document.createElement("figure");
  const caption = document.createElement("figcaption");
  caption.textContent = label;
  figure.append(new Image(), caption);
  figure.dataset.label = label;
  watcher.observe(figure);
  return figure;
}

function showPages(news) {
  const anchor = current();
  const before = anchor && { label: anchor.dataset.label, number: Number(anchor.dataset.number),
    top: anchor.getBoundingClientRect().top };
  const spare = [...pages.children];
  const figures = news.labels.map((label, number) => {
    const place = spare.findIndex((figure) => figure.dataset.label === label);
    const figure = place < 0 ? makeFigure(label) : spare.splice(place, 1)[0];
    const [width, height] = news.sizes[number];
    const image = figure.querySelector("img");
    Object.assign(figure.dataset, { number, width });
    figure.classList.remove("recto", "verso");
    figure.classList.add(side(label));
    image.alt = `Page ${label}`;
    image.style.aspectRatio = `${width} / ${height}`;
    return figure;
  });
  spare.forEach((figure) => watcher.unobserve(figure));
  if (figures.some((figure, number) => pages.children[number] !== figure) || spare.length) {
    pages.replaceChildren(...figures);
  }
  byId("jump").replaceChildren(...news.labels.map((label, number) => new Option(label, number)));
  byId("count").textContent = `of ${news.labels.length}`;
  byId("reader").hidden = false;
  if (before) {
    const same = figures.find((figure) => figure.dataset.label === before.label)
      ?? figures[Math.min(before.number, figures.length - 1)];
    window.scrollBy(0, same.getBoundingClientRect().top - before.top);
  } else {
    const label = decodeURIComponent(location.hash.slice(1));
    const wanted = figures.find((figure) => figure.dataset.label === label);
    wanted?.scrollIntoView();
    mark(wanted);
  }
  loadSeen();
  mark(current());
}

function mark(figure) {
  if (!figure) return;
  pages.querySelector(".current")?.classList.remove("current");
  figure.classList.add("current");
  byId("jump").value = figure.dataset.number;
  byId("reader").href = `book.pdf?version=${version}#page=${Number(figure.dataset.number) + 1}`;
  const hash = `#${encodeURIComponent(figure.dataset.label)}`;
  if (location.hash !== hash) history.replaceState(null, "", hash);
}

function showFindings(findings) {
  const panel = byId("findings");
  panel.hidden = findings.length === 0;
  panel.replaceChildren(...findings.map((finding) => {
    const item = document.createElement("p");
    item.className = finding.severity;
    const place = finding.line ? `${finding.path}:${finding.line}` : finding.path;
    const add = (name, text) => {
      const part = document.createElement(name);
      part.textContent = text;
      item.append(part);
    };
    add("code", `${place}: ${finding.severity}[${finding.code}]`);
    add("span", finding.message);
    if (finding.hint) add("small", finding.hint);
    return item;
  }));
}

const STATES = {
  building: () => "Building …",
  fine: (news) => `Built in ${news.seconds.toFixed(2)} s`,
  broken: (news) => news.version ? "Not built: these are the last good pages" : "Not built",
};

function show(news) {
  document.title = news.title || "Handbook";
  document.body.className = news.state;
  byId("title").textContent = document.title;
  byId("state").textContent = STATES[news.state](news);
  if (news.state !== "building") showFindings(news.findings);
  if (news.version && news.version !== version) {
    version = news.version;
    showPages(news);
  }
}

byId("jump").addEventListener("change", (event) => {
  const figure = pages.children[event.target.value];
  figure.scrollIntoView();
  mark(figure);
});
pages.addEventListener("click", (event) => mark(event.target.closest("figure")));
window.addEventListener("scroll", () => mark(current()), { passive: true });
window.addEventListener("resize", () => {
  pages.querySelector(".current")?.scrollIntoView();
  loadSeen();
});

async function listen() {
  let after = -1;
  for (;;) {
    try {
      const news = await (await fetch(`news?after=${after}`)).json();
      if (news.revision !== after) show(news);
      after = news.revision;
    } catch {
      after = -1; // another one may take its place, and count from the beginning
      document.body.className = "stopped";
      byId("state").textContent = "The program has stopped";
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
listen();
