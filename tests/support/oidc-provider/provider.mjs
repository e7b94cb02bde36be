// Runs an OpenID provider on a free port until its standard input ends. Its issuer is the first line it prints.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

const ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "RS512"];
const SCOPES = "listings.read listings.write orders.read";

const jwk = (type, options, members) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  use: "sig",
  ...members,
});
const keys = [
  jwk("rsa", { modulusLength: 2048 }, { kid: "rsa" }),
  jwk("ec", { namedCurve: "P-256" }, { kid: "ec", alg: "ES256" }),
  jwk("ed25519", {}, { kid: "okp", alg: "EdDSA" }),
];

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    // One client for each algorithm its tokens are signed with.
    clients: ALGORITHMS.map((alg) => ({
      client_id: alg,
      redirect_uris: ["https://client.example/callback"],
      token_endpoint_auth_method: "none",
      grant_types: ["authorization_code"],
      response_types: ["code"],
    })),
    jwks: { keys },
    scopes: ["openid", ...SCOPES.split(" ")],
    cookies: { keys: ["for tests only"] },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    extraTokenClaims: (_ctx, token) => ({
      permissions: ["listings.read", "orders.read"],
      "https://craftlocal.net/roles": token.accountId === "ada" ? ["seller"] : ["visitor"],
      email: "ada@makers.example",
      email_verified: true,
    }),
    features: {
      devInteractions: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => ({
          scope: SCOPES,
          audience: resource,
          accessTokenFormat: "jwt",
          accessTokenTTL: 600,
          jwt: { sign: { alg: client.clientId } },
        }),
      },
    },
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
process.stdin.resume().on("end", () => process.exit());
