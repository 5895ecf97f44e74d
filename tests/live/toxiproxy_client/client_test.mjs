// An unmodified client library of Toxiproxy against `firedrill proxy`, in front of an echo server.
//
// usage: node client_test.mjs FIREDRILL NODE_MODULES
//
// Exit 77 without the library.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, afterEach, before, test } from "node:test";

const [program, modules] = process.argv.slice(2);

if (!existsSync(join(modules, "toxiproxy-node-client"))) {
  console.log(`no toxiproxy-node-client in ${modules}: ./dev test puts it there`);
  process.exit(77); // left out, visibly
}

const { Toxiproxy } = createRequire(join(modules, "x.js"))("toxiproxy-node-client");

let server;
let child;
let toxiproxy;
let upstream;

before(async () => {
  server = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  upstream = `127.0.0.1:${server.address().port}`;
  child = spawn(program, ["proxy", "--port", "0"], { stdio: ["ignore", "pipe", "ignore"] });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  toxiproxy = new Toxiproxy(JSON.parse(line).url);
});

after(async () => {
  child.kill("SIGTERM");
  const [code] = await once(child, "exit");
  server.close();
  assert.equal(code, 0);
});

afterEach(async () => {
  for (const proxy of Object.values(await toxiproxy.getAll())) {
    await proxy.remove();
  }
});

const create = (name) => toxiproxy.createProxy({ name, listen: "127.0.0.1:0", upstream });

/// What comes back for `text`: the text, "" if the connection closes, or the error's code; and how
/// many milliseconds later.
async function exchange(proxy, text) {
  const [host, port] = proxy.listen.split(":");
  const socket = connect(Number(port), host);
  const began = performance.now();
  let back = "";
  try {
    socket.write(text);
    back = await new Promise((resolve, reject) => {
      let seen = "";
      socket.on("data", (bytes) => {
        seen += bytes;
        if (seen.length === text.length) {
          resolve(seen);
        }
      });
      socket.on("close", () => resolve(seen));
      socket.on("error", reject);
    });
  } catch (error) {
    back = error.code;
  }
  socket.destroy();
  return { back, took: performance.now() - began };
}

test("a proxy is created, found, changed and removed", async () => {
  const made = await create("one");
  assert.match(made.listen, /^127\.0\.0\.1:[1-9]\d*$/);
  assert.equal((await exchange(made, "hello")).back, "hello");

  assert.deepEqual((await toxiproxy.get("one")).toJson(), made.toJson());
  assert.deepEqual(Object.keys(await toxiproxy.getAll()), ["one"]);
  const disabled = await made.update({ ...made.toJson(), enabled: false });
  assert.equal(disabled.enabled, false);
  assert.equal((await exchange(made, "hello")).back, "ECONNREFUSED");
  await toxiproxy.reset();
  assert.equal((await exchange(made, "hello")).back, "hello");
  await made.remove();

  assert.deepEqual(await toxiproxy.getAll(), {});
});

test("populate makes proxies and leaves those that are right", async () => {
  const list = ["a", "b"].map((name) => ({ name, listen: "127.0.0.1:0", upstream }));
  const made = await toxiproxy.populate(list);
  await made.a.addToxic({
    name: "slow", type: "latency", stream: "upstream", toxicity: 1, attributes: { latency: 1 } });

  const again = await toxiproxy.populate(Object.values(made).map((proxy) => proxy.toJson()));

  assert.deepEqual(again.a.toJson(), made.a.toJson());
  assert.equal((await again.a.getToxic("slow")).attributes.latency, 1);
});

test("toxics act, change and go", async () => {
  const proxy = await create("one");
  const toxic = await proxy.addToxic({
    name: "slow",
    type: "latency",
    stream: "downstream",
    toxicity: 1,
    attributes: { latency: 200, jitter: 0 },
  });
  assert.deepEqual(toxic.toJson(), {
    attributes: { latency: 200, jitter: 0 },
    name: "slow",
    stream: "downstream",
    toxicity: 1,
    type: "latency",
  });
  const slow = await exchange(proxy, "hello");
  assert.equal(slow.back, "hello");
  assert.ok(slow.took >= 199, `${slow.took} ms`);

  const changed = await toxic.update({ ...toxic.toJson(), attributes: { latency: 50 } });
  assert.deepEqual(changed.attributes, { latency: 50, jitter: 0 });
  assert.deepEqual((await proxy.getToxic("slow")).toJson(), changed.toJson());
  await toxic.remove();

  await assert.rejects(proxy.getToxic("slow"));
});

test("every type of toxic is taken", async () => {
  const proxy = await create("one");
  const types = {
    latency: { latency: 1, jitter: 1 },
    bandwidth: { rate: 1000 },
    slow_close: { delay: 1 },
    slicer: { average_size: 2, size_variation: 1, delay: 1 },
    limit_data: { bytes: 100 },
  };
  for (const [type, attributes] of Object.entries(types)) {
    for (const stream of ["upstream", "downstream"]) {
      const name = `${type}_${stream}`;
      const toxic = await proxy.addToxic({ name, type, stream, toxicity: 1, attributes });
      assert.deepEqual(toxic.attributes, attributes);
    }
  }

  assert.equal((await exchange(proxy, "hello")).back, "hello");
});

test("connections are cut as the client asks for it", async () => {
  const proxy = await create("one");
  const cut = async (type, attributes) => {
    const toxic = await proxy.addToxic({
      name: type, type, stream: "upstream", toxicity: 1, attributes });
    const { back } = await exchange(proxy, "hello");
    await toxic.remove();
    return back;
  };

  assert.equal(await cut("timeout", { timeout: 20 }), "");
  assert.equal(await cut("limit_data", { bytes: 0 }), "");
  assert.equal(await cut("reset_peer", { timeout: 20 }), "ECONNRESET");
  assert.equal((await exchange(proxy, "hello")).back, "hello");
});

test("mistakes come back with their status", async () => {
  const proxy = await create("one");

  await assert.rejects(create("one"), /409/);
  await assert.rejects(toxiproxy.get("two"), /404/);
  await assert.rejects(
    proxy.addToxic({ name: "x", type: "fire", stream: "upstream", toxicity: 1, attributes: {} }),
    /400/,
  );
});
