// What the tests share: a provider as a process of its own, and a person with a browser.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [program, modules] = process.argv.slice(2);

if (!existsSync(join(modules, "openid-client"))) {
  console.log(`no openid-client in ${modules}: ./dev test puts it there`);
  process.exit(77); // left out, visibly
}

const load = (file) => import(pathToFileURL(join(modules, file)).href);
export const client = await load("openid-client/build/index.js");
export const oauth = await load("oauth4webapi/build/index.js"); // what the client stands on

export class Provider {
  static async start(config) {
    const folder = mkdtempSync(join(tmpdir(), "firedrill-"));
    const file = join(folder, "provider.json");
    writeFileSync(file, JSON.stringify(config));
    const child = spawn(program, ["mock", "auth", "--config", file], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let log = "";
    child.stderr.on("data", (bytes) => (log += bytes));
    const line = await new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).once("line", resolve);
      child.once("exit", (code) => reject(new Error(`exit ${code}: ${log}`)));
    });
    return new Provider(child, folder, JSON.parse(line).url);
  }

  constructor(child, folder, url) {
    this.child = child;
    this.folder = folder;
    this.url = url;
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    const code = await ended;
    rmSync(this.folder, { recursive: true });
    return code;
  }

  async admin(method, path, body) {
    const reply = await fetch(`${this.url}/__firedrill/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!reply.ok) {
      throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    }
    return reply.status === 204 ? undefined : reply.json();
  }

  /// The library's configuration for a client of this provider, found by discovery.
  discover(id, metadata, authentication, options = {}) {
    return client.discovery(new URL(this.url), id, metadata, authentication, {
      execute: [client.allowInsecureRequests],
      ...options,
    });
  }
}

const manual = { redirect: "manual" };

/// Follows an authorization URL as a person who logs in; where the browser is sent in the end.
export async function logIn(url, fields = { login: "anna", password: "any" }) {
  const first = await fetch(url, manual);
  const place = first.headers.get("location");
  if (place === null) {
    throw new Error(`${first.status} ${await first.text()}`);
  }
  if (!place.includes("/interaction/")) {
    return new URL(place);
  }
  const page = await (await fetch(place, manual)).text();
  if (!page.includes('name="login"') || !page.includes('name="password"')) {
    throw new Error(`no log-in form: ${page}`);
  }
  const done = await fetch(place, {
    ...manual,
    method: "POST",
    body: new URLSearchParams(fields),
  });
  return new URL(done.headers.get("location"));
}

/// Posts a page's form with these fields and returns the reply.
export function submit(url, fields) {
  return fetch(url, { ...manual, method: "POST", body: new URLSearchParams(fields) });
}

/// Runs what has to fail, and returns how.
export async function failure(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}
