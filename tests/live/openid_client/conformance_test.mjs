// An unmodified certified client library against `firedrill mock auth`: discovery, every grant,
// introspection, revocation, userinfo, pushed requests and logout, with their error cases.
//
// usage: node --experimental-global-webcrypto conformance_test.mjs FIREDRILL NODE_MODULES
//
// The option is for node 18; exit 77 without the library.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Provider, client, failure, logIn, oauth, submit } from "./support.mjs";

const { allowInsecureRequests, generateKeyPair, validateJwtAccessToken } = oauth;

const callback = "https://shop.example/callback";
const secret = "+ / = & : ";
const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
const keys = new Map();
for (const alg of algorithms) {
  keys.set(alg, await generateKeyPair(alg));
}

const config = {
  clients: [
    {
      id: "chaos-client",
      secret,
      redirect_uris: [callback],
      post_logout_redirect_uris: ["https://shop.example/bye"],
    },
    { id: "post-client", secret, auth: "client_secret_post", redirect_uris: [callback] },
    { id: "public-client", auth: "none", redirect_uris: [callback] },
    ...(await Promise.all(algorithms.map(async (alg) => ({
      id: `key-${alg}`,
      auth: "private_key_jwt",
      jwks: { keys: [await publicKey(alg)] },
    })))),
    ...algorithms.map((alg) => ({
      id: `signed-${alg}`,
      secret,
      redirect_uris: [callback],
      signing_alg: alg,
    })),
  ],
  users: [
    { login: "anna", claims: { name: "Anna", email: "anna@example.com", email_verified: true } },
  ],
};

let provider;
let confidential;
before(async () => {
  provider = await Provider.start(config);
  confidential = await provider.discover(
    "chaos-client", undefined, client.ClientSecretBasic(secret));
});
after(async () => assert.equal(await provider.stop(), 0));

/// An authorization request with PKCE, and what the callback has to be checked against.
async function begin(configuration, scope = "openid email offline_access") {
  const verifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
  };
  const parameters = {
    redirect_uri: callback,
    scope,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  };
  return { parameters, checks, url: client.buildAuthorizationUrl(configuration, parameters) };
}

/// A client's published key of this algorithm.
async function publicKey(alg) {
  const { kty, crv, x, y, n, e } = await crypto.subtle.exportKey("jwk", keys.get(alg).publicKey);
  return { kty, crv, x, y, n, e, kid: alg };
}

/// What an access token says, to a resource server that takes this algorithm only.
function validated(configuration, token, alg) {
  const request = new Request("https://api.shop.example/orders", {
    headers: { authorization: `Bearer ${token}` },
  });
  return validateJwtAccessToken(
    configuration.serverMetadata(), request, "https://api.shop.example",
    { signingAlgorithms: [alg], [allowInsecureRequests]: true });
}

/// The tokens of a person who has logged in.
async function tokensFor(configuration, scope) {
  const { url, checks } = await begin(configuration, scope);
  return client.authorizationCodeGrant(configuration, await logIn(url), checks);
}

test("both discovery documents are found, and are the same", async () => {
  const found = await provider.discover("x", undefined, undefined, { algorithm: "oauth2" });

  assert.equal(found.serverMetadata().issuer, provider.url);
  assert.deepEqual(found.serverMetadata(), confidential.serverMetadata());
});

test("client credentials by each method of authentication", async () => {
  const methods = [
    ["chaos-client", client.ClientSecretBasic(secret)],
    ["post-client", client.ClientSecretPost(secret)],
    ...algorithms.map((alg) => [
      `key-${alg}`, client.PrivateKeyJwt({ key: keys.get(alg).privateKey, kid: alg })]),
  ];
  for (const [id, method] of methods) {
    const configuration = await provider.discover(id, undefined, method);
    const tokens = await client.clientCredentialsGrant(configuration);

    assert.equal(tokens.token_type, "bearer", id);
    assert.equal(tokens.expires_in, 600, id);
    assert.equal(tokens.refresh_token, undefined, id);
  }
});

test("a wrong secret, a foreign key and an unknown client are challenged or refused", async () => {
  const strangers = await Promise.all(algorithms.map(async (alg) => [
    `key-${alg}`, client.PrivateKeyJwt({ key: (await generateKeyPair(alg)).privateKey, kid: alg })]));
  for (const [id, method] of [
    ["chaos-client", client.ClientSecretBasic(secret.trim())],
    ["nobody", client.ClientSecretBasic(secret)],
    ["post-client", client.ClientSecretBasic(secret)],
    ["post-client", client.ClientSecretPost("wrong")],
    ...strangers,
    ["key-ES256", client.None()],
  ]) {
    const configuration = await provider.discover(id, undefined, method);
    const error = await failure(client.clientCredentialsGrant(configuration));

    assert.equal(error.status, 401, id);
    if (error instanceof client.WWWAuthenticateChallengeError) {
      assert.equal(error.cause[0].scheme, "basic");
      assert.equal(error.cause[0].parameters.error, "invalid_client");
    } else {
      assert.equal(error.error, "invalid_client", id);
    }
  }
});

test("a public client gets no token of its own", async () => {
  const configuration = await provider.discover("public-client", undefined, client.None());
  const error = await failure(client.clientCredentialsGrant(configuration));

  assert.equal(error.error, "unauthorized_client");
});

test("an authorization code gives tokens that the library accepts", async () => {
  const tokens = await tokensFor(confidential);

  assert.equal(tokens.claims().sub, "anna");
  assert.equal(tokens.scope, "openid email offline_access");
  assert.ok(tokens.refresh_token);
  assert.equal(tokens.expires_in, 3600);
});

test("a public client with PKCE does too, and its refresh token rotates", async () => {
  const configuration = await provider.discover("public-client", undefined, client.None());
  const first = await tokensFor(configuration);
  const second = await client.refreshTokenGrant(configuration, first.refresh_token);

  assert.notEqual(second.refresh_token, first.refresh_token);
  const reuse = await failure(client.refreshTokenGrant(configuration, first.refresh_token));
  assert.equal(reuse.error, "invalid_grant");
  const family = await failure(client.refreshTokenGrant(configuration, second.refresh_token));
  assert.equal(family.error, "invalid_grant");
});

test("ID tokens verify by the published keys in each algorithm", async () => {
  for (const alg of algorithms) {
    const configuration = await provider.discover(
      `signed-${alg}`,
      { id_token_signed_response_alg: alg },
      client.ClientSecretBasic(secret),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] });
    const tokens = await tokensFor(configuration);

    assert.equal(tokens.claims().aud, `signed-${alg}`);
  }
});

test("JWT access tokens are valid at a resource server in each algorithm", async () => {
  for (const alg of algorithms) {
    const signing = await Provider.start({
      ...config,
      access_token: "jwt",
      signing_algs: [alg],
      audience: "https://api.shop.example",
      clients: [{ id: "shop", secret, redirect_uris: [callback] }],
    });
    try {
      const configuration = await signing.discover(
        "shop", { id_token_signed_response_alg: alg }, client.ClientSecretBasic(secret));
      const user = await tokensFor(configuration, "openid email");
      const machine = await client.clientCredentialsGrant(configuration);

      const claims = await validated(configuration, user.access_token, alg);
      assert.equal(claims.sub, "anna");
      assert.equal(claims.scope, "openid email");
      assert.equal((await validated(configuration, machine.access_token, alg)).sub, "shop");
      const [header, payload, signature] = user.access_token.split(".");
      const other = machine.access_token.split(".")[2];
      assert.notEqual(signature, other);
      await failure(validated(configuration, `${header}.${payload}.${other}`, alg));
    } finally {
      await signing.stop();
    }
  }
});

test("a code is worth nothing a second time, and what came of it neither", async () => {
  const { url, checks } = await begin(confidential);
  const place = await logIn(url);
  const tokens = await client.authorizationCodeGrant(confidential, place, checks);

  const replay = await failure(client.authorizationCodeGrant(confidential, place, checks));

  assert.equal(replay.error, "invalid_grant");
  const refreshed = await failure(client.refreshTokenGrant(confidential, tokens.refresh_token));
  assert.equal(refreshed.error, "invalid_grant");
  const introspected = await client.tokenIntrospection(confidential, tokens.access_token);
  assert.equal(introspected.active, false);
});

test("a wrong verifier is refused by the provider, a wrong state by the library", async () => {
  const { url, checks } = await begin(confidential);
  const place = await logIn(url);

  const state = await failure(
    client.authorizationCodeGrant(confidential, place, { ...checks, expectedState: "other" }));
  const verifier = await failure(
    client.authorizationCodeGrant(confidential, place, {
      ...checks,
      pkceCodeVerifier: client.randomPKCECodeVerifier(),
    }));

  assert.equal(state.code, "OAUTH_INVALID_RESPONSE");
  assert.equal(verifier.error, "invalid_grant");
});

test("errors of the authorization endpoint come back as such", async () => {
  const { parameters, checks } = await begin(confidential);
  const { code_challenge, code_challenge_method, ...without } = parameters;
  for (const [changed, error] of [
    [{ ...parameters, prompt: "none" }, "login_required"],
    [{ ...parameters, response_type: "token" }, "unsupported_response_type"],
    [without, "invalid_request"],
  ]) {
    const place = await logIn(client.buildAuthorizationUrl(confidential, changed));
    const refused = await failure(client.authorizationCodeGrant(confidential, place, checks));

    assert.ok(refused instanceof client.AuthorizationResponseError);
    assert.equal(refused.error, error);
  }
  const denied = await logIn(client.buildAuthorizationUrl(confidential, parameters), { deny: 1 });
  const refused = await failure(client.authorizationCodeGrant(confidential, denied, checks));
  assert.equal(refused.error, "access_denied");
});

test("a pushed authorization request works once", async () => {
  const { parameters, checks } = await begin(confidential);
  const url = await client.buildAuthorizationUrlWithPAR(confidential, parameters);

  assert.match(url.searchParams.get("request_uri"), /^urn:ietf:params:oauth:request_uri:/);
  const tokens = await client.authorizationCodeGrant(confidential, await logIn(url), checks);
  assert.ok(tokens.id_token);
  assert.equal((await fetch(url, { redirect: "manual" })).status, 400);
});

test("a refresh gives new tokens for the same person", async () => {
  const first = await tokensFor(confidential);
  const second = await client.refreshTokenGrant(confidential, first.refresh_token);
  const more = await failure(
    client.refreshTokenGrant(confidential, first.refresh_token, { scope: "openid phone" }));

  assert.notEqual(second.access_token, first.access_token);
  assert.equal(second.claims().sub, "anna");
  assert.equal(more.error, "invalid_scope");
});

test("userinfo tells by scope, and refuses what it should", async () => {
  const tokens = await tokensFor(confidential);
  const claims = await client.fetchUserInfo(confidential, tokens.access_token, "anna");

  assert.deepEqual(claims, { sub: "anna", email: "anna@example.com", email_verified: true });
  const bad = await failure(client.fetchUserInfo(confidential, "nonsense", "anna"));
  assert.equal(bad.cause[0].parameters.error, "invalid_token");
  const machine = await client.clientCredentialsGrant(confidential);
  const nobody = await failure(
    client.fetchUserInfo(confidential, machine.access_token, client.skipSubjectCheck));
  assert.equal(nobody.status, 401);
  const { url, checks } = await begin(confidential, "email");
  const poor = await client.authorizationCodeGrant(confidential, await logIn(url), {
    ...checks,
    expectedNonce: undefined,
  });
  const scope = await failure(client.fetchUserInfo(confidential, poor.access_token, "anna"));
  assert.equal(scope.status, 403);
  assert.equal(scope.cause[0].parameters.error, "insufficient_scope");
});

test("introspection and revocation", async () => {
  const tokens = await tokensFor(confidential);
  const active = await client.tokenIntrospection(confidential, tokens.access_token);

  assert.equal(active.active, true);
  assert.equal(active.client_id, "chaos-client");
  assert.equal(active.token_type, "Bearer");
  await client.tokenRevocation(confidential, tokens.access_token);
  assert.deepEqual(
    { ...(await client.tokenIntrospection(confidential, tokens.access_token)) }, { active: false });
  await client.tokenRevocation(confidential, tokens.refresh_token);
  await client.tokenRevocation(confidential, "unknown");
  const refused = await failure(client.refreshTokenGrant(confidential, tokens.refresh_token));
  assert.equal(refused.error, "invalid_grant");
  const stranger = await provider.discover(
    "chaos-client", undefined, client.ClientSecretBasic("wrong"));
  assert.equal((await failure(client.tokenIntrospection(stranger, "x"))).status, 401);
  assert.equal((await failure(client.tokenRevocation(stranger, "x"))).status, 401);
});

test("a device gets its tokens once its person has agreed", async () => {
  const configuration = await provider.discover("public-client", undefined, client.None());
  const started = await client.initiateDeviceAuthorization(configuration, { scope: "openid" });
  const ask = () =>
    client.genericGrantRequest(
      configuration, "urn:ietf:params:oauth:grant-type:device_code",
      { device_code: started.device_code });

  assert.match(started.user_code, /^[A-Z]{4}-[A-Z]{4}$/);
  assert.equal((await failure(ask())).error, "authorization_pending");
  const done = await submit(started.verification_uri, {
    user_code: started.user_code.toLowerCase(),
    login: "anna",
  });
  assert.equal(done.status, 200);
  const tokens = await client.pollDeviceAuthorizationGrant(configuration, {
    ...started,
    interval: 0.1,
  });
  assert.equal(tokens.claims().sub, "anna");
});

test("a device is denied, or comes too late", async () => {
  const poll = async (after) => {
    const started = await client.initiateDeviceAuthorization(confidential, { scope: "openid" });
    await after(started);
    return failure(
      client.pollDeviceAuthorizationGrant(confidential, { ...started, interval: 0.1 }));
  };

  const denied = await poll((started) =>
    submit(started.verification_uri, { user_code: started.user_code, deny: 1 }));
  const late = await poll(() => provider.admin("POST", "clock", { advance: "10m" }));
  await provider.admin("POST", "clock", { advance: "-10m" });

  assert.equal(denied.error, "access_denied");
  assert.equal(late.error, "expired_token");
});

test("logging out leads back to the application", async () => {
  const tokens = await tokensFor(confidential);
  const url = client.buildEndSessionUrl(confidential, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: "https://shop.example/bye",
    state: "s",
  });
  const page = await (await fetch(url)).text();
  const id = page.match(/name="id" value="([^"]+)"/)[1];

  const done = await submit(`${provider.url}/session/end/confirm`, { id, logout: "yes" });

  assert.equal(done.headers.get("location"), "https://shop.example/bye?state=s");
  url.searchParams.set("post_logout_redirect_uri", "https://evil.example/");
  assert.equal((await fetch(url)).status, 400);
});

test("keys rotate: old tokens verify while the old key is published", async () => {
  const configuration = await provider.discover(
    "signed-ES256",
    { id_token_signed_response_alg: "ES256" },
    client.ClientSecretBasic(secret),
    { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] });
  const before = await (await fetch(`${provider.url}/jwks`)).json();

  await provider.admin("POST", "rotate_keys", { alg: "ES256" });

  const now = await (await fetch(`${provider.url}/jwks`)).json();
  assert.equal(now.keys.length, before.keys.length + 1);
  assert.equal((await tokensFor(configuration)).claims().sub, "anna");
});

test("faults strike, are counted, and go away again", async () => {
  await provider.admin("DELETE", "hits");
  await provider.admin("POST", "faults", [
    { id: "busy", at: "token", when: { for_requests: 1 },
      do: [{ status: 429, headers: { "Retry-After": "17" }, json_set: { "/error": "busy" } }] },
    { id: "cut", at: "userinfo", do: [{ fault: "CONNECTION_RESET_BY_PEER" }] },
    { id: "liar", at: "token", when: { grant_type: "authorization_code" },
      do: [{ jwt: { claims: { iss: "+/" } } }] },
  ]);

  const busy = await failure(client.clientCredentialsGrant(confidential));
  const cut = await failure(client.fetchUserInfo(confidential, "x", "anna"));
  const liar = await failure(tokensFor(confidential));
  await provider.admin("DELETE", "faults");
  await tokensFor(confidential);

  assert.equal(busy.status, 429);
  assert.equal(busy.error, "busy");
  assert.ok(cut instanceof TypeError);
  assert.equal(liar.code, "OAUTH_JWT_CLAIM_COMPARISON_FAILED");
  const hits = await provider.admin("GET", "hits");
  assert.deepEqual(hits.token, { requests: 3, faulted: 2, by_status: { 200: 2, 429: 1 } });
  assert.deepEqual(hits.userinfo, { requests: 1, faulted: 1, by_status: { none: 1 } });
});
