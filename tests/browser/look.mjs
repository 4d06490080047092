// Opens pages in a headless Chromium: what axe-core finds in each, where the keyboard goes, what was drawn and fetched.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
chromium.setGraphicsMode = false;
const browser = await puppeteer.launch({
  args: [...chromium.args, "--no-sandbox"],
  executablePath: await chromium.executablePath(),
  headless: "shell",
});
try {
  for (const url of process.argv.slice(2)) console.log(JSON.stringify(await look(url)));
} finally {
  await browser.close();
}

async function look(url) {
  const page = await browser.newPage();
  const fetched = [];
  page.on("request", (request) => fetched.push(request.url()));
  await page.goto(url, { waitUntil: "load" });
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    window.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }),
  );
  const seen = {
    url,
    violations: found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.length, first: nodes[0].html.slice(0, 200) })),
    fetched: fetched.filter((each) => each !== url && !each.startsWith("data:")),
    focused: await focused(page),
    overflowing: await page.evaluate(overflowing),
  };
  await page.close();
  return seen;
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

// Texts that this browser, with its own fonts, draws beyond the picture.
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
