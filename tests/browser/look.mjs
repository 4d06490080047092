// Opens pages in a headless Chromium: what axe-core finds in each, where the keyboard goes, what was drawn and fetched.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { digest, withBrowser } from "./browser.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
await withBrowser(async (browser) => {
  for (const url of process.argv.slice(2)) console.log(JSON.stringify(await look(browser, url)));
});

async function look(browser, url) {
  const page = await browser.newPage();
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.goto(url, { waitUntil: "load" });
  const drawn = await screenshot(page);
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }),
  );
  const seen = {
    url,
    drawn,
    texts: await page.evaluate(texts),
    fonts: await page.evaluate(() => [...document.fonts].map((font) => font.status)),
    violations: found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.length, first: nodes[0].html.slice(0, 200) })),
    fetched: fetched.filter((each) => each !== url && !each.startsWith("data:")),
    focused: await focused(page),
    overflowing: await page.evaluate(overflowing),
  };
  await page.close();
  return seen;
}

// The digest of what the picture in a page looks like, before the keyboard has been in it.
async function screenshot(page) {
  const picture = await page.$("svg, img");
  return picture && digest(await picture.screenshot());
}

async function focused(page) {
  const names = [];
  const stops = await page.evaluate(() => document.querySelectorAll("svg a, svg [tabindex]").length);
  for (let at = 0; at < stops; at += 1) {
    await page.keyboard.press("Tab");
    names.push(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")));
  }
  return names;
}

// Each text whose width is not held: its words, font size, weight and the width that it is drawn with.
function texts() {
  return [...document.querySelectorAll("svg text:not([textLength])")].map((text) => [
    text.textContent,
    Number(text.getAttribute("font-size")),
    text.getAttribute("font-weight") === "bold",
    text.getComputedTextLength(),
  ]);
}

// Texts that this browser draws beyond the picture.
function overflowing() {
  return [...document.querySelectorAll("svg text")]
    .filter((text) => {
      const svg = text.ownerSVGElement;
      const page = (svg.ownerSVGElement ?? svg).getBoundingClientRect();
      const box = text.getBoundingClientRect();
      return box.right > page.right + 1 || box.left < page.left - 1 || box.bottom > page.bottom + 1;
    })
    .map((text) => text.textContent);
}
