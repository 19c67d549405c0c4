"use strict";
// Ask the server for news, one question at a time; show pages as they come into view. When the
// book is built anew, each picture is exchanged once its successor has loaded: nothing jumps.

const byId = (id) => document.getElementById(id);
let version = "";

const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    entry.target.dataset.seen = entry.isIntersecting ? "yes" : "";
    if (entry.isIntersecting) load(entry.target);
  }
}, { rootMargin: "100% 0px" });

function load(figure) {
  if (figure.dataset.version === version) return;
  figure.dataset.version = version;
  const image = figure.querySelector("img");
  const scale = (image.clientWidth / figure.dataset.width) * window.devicePixelRatio;
  const next = new Image();
  next.onload = () => { image.src = next.src; };
  next.src = `page/${figure.dataset.number}.png?scale=${scale.toFixed(2)}&version=${version}`;
}

function current() {
  const middle = window.innerHeight / 2;
  const near = (figure) => {
    const box = figure.getBoundingClientRect();
    return Math.abs((box.top + box.bottom) / 2 - middle);
  };
  return [...byId("pages").children].reduce(
    (best, figure) => (!best || near(figure) < near(best) ? figure : best), null);
}

function showPages(news) {
  const pages = byId("pages");
  news.sizes.forEach(([width, height], number) => {
    let figure = pages.children[number];
    if (!figure) {
      figure = document.createElement("figure");
      figure.append(new Image(), document.createElement("figcaption"));
      figure.dataset.number = number;
      pages.append(figure);
      watcher.observe(figure);
    }
    figure.dataset.width = width;
    figure.className = number % 2 ? "verso" : "recto";
    const image = figure.querySelector("img");
    image.alt = `Page ${news.labels[number]}`;
    image.style.aspectRatio = `${width} / ${height}`;
    figure.querySelector("figcaption").textContent = news.labels[number];
  });
  while (pages.children.length > news.sizes.length) {
    watcher.unobserve(pages.lastChild);
    pages.lastChild.remove();
  }
  byId("jump").replaceChildren(...news.labels.map((label, number) => new Option(label, number)));
  [...pages.children].filter((figure) => figure.dataset.seen).forEach(load);
}

function showFindings(findings) {
  const panel = byId("findings");
  panel.hidden = findings.length === 0;
  panel.replaceChildren(...findings.map((finding) => {
    const line = document.createElement("p");
    line.className = finding.severity;
    line.textContent =
      `${finding.path}:${finding.line}: ${finding.severity}[${finding.code}]: ${finding.message}`;
    if (finding.hint) {
      const hint = document.createElement("small");
      hint.textContent = finding.hint;
      line.append(hint);
    }
    return line;
  }));
}

const STATES = {
  building: () => "Building …",
  fine: (news) => `Built in ${news.seconds.toFixed(2)} s`,
  broken: () => "Not built: the last good pages are shown",
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
  byId("pages").children[event.target.value].scrollIntoView();
});
window.addEventListener("scroll", () => {
  const figure = current();
  if (!figure) return;
  byId("jump").value = figure.dataset.number;
  byId("reader").href = `book.pdf?version=${version}#page=${Number(figure.dataset.number) + 1}`;
}, { passive: true });

async function listen() {
  let after = -1;
  for (;;) {
    try {
      const news = await (await fetch(`news?after=${after}`)).json();
      if (news.revision !== after) show(news);
      after = news.revision;
    } catch {
      byId("state").textContent = "The program has stopped.";
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}
listen();
