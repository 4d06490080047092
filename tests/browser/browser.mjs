// The headless Chromium of these tests, and the digest of an image.
import { createHash } from "node:crypto";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

export async function withBrowser(use) {
  chromium.setGraphicsMode = false;
  const browser = await puppeteer.launch({
    args: [...chromium.args, "--no-sandbox"],
    executablePath: await chromium.executablePath(),
    headless: "shell",
  });
  try {
    await use(browser);
  } finally {
    await browser.close();
  }
}

export const digest = (image) => createHash("sha256").update(image).digest("hex");
