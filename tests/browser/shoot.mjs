// Opens pages in a headless Chromium and prints the digest of each screenshot: for documents that may run no script.
import { digest, withBrowser } from "./browser.mjs";

await withBrowser(async (browser) => {
  for (const url of process.argv.slice(2)) {
    const page = await browser.newPage();
    await page.goto(url, { waitUntil: "load" });
    console.log(JSON.stringify({ url, drawn: digest(await page.screenshot()) }));
    await page.close();
  }
});
