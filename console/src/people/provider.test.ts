import { formOfProvider, inputOfProvider, NO_PROVIDER, type Provider } from "./provider";

const PROVIDER: Provider = {
  issuer: "https://id.acme.example/realms/acme",
  clientId: "sluice",
  hasSecret: true,
  scopes: ["openid", "email"],
  groupsClaim: "groups",
  groupRoles: [{ group: "sales", roles: ["rep"] }],
  domains: ["acme.example"],
  joins: true,
  defaultRoles: ["reader"],
  passwords: false,
  breakGlass: ["01"],
  sessionHours: 8,
  redirectUri: "",
  startUrl: "",
};

it("sends a provider that is only looked at as it is, and its secret not at all", () => {
  const { hasSecret, redirectUri, startUrl, ...rest } = PROVIDER;
  expect(inputOfProvider(formOfProvider(PROVIDER))).toEqual(rest);
});

it("tells a new secret, one that stays and none apart", () => {
  const form = formOfProvider(PROVIDER);
  expect(inputOfProvider({ ...form, secretChoice: "set", secret: "s3" }).clientSecret).toBe("s3");
  expect(inputOfProvider({ ...form, secretChoice: "none" }).clientSecret).toBeNull();
  expect(formOfProvider({ ...PROVIDER, hasSecret: false }).secretChoice).toBe("none");
});

it("reads lists as people type them, and leaves out what was left empty", () => {
  const form = {
    ...NO_PROVIDER,
    issuer: " https://id.example ",
    domains: "a.example，b.example",
    groupRoles: [{ id: "1", group: " ", roles: ["rep"] }],
  };
  expect(inputOfProvider(form)).toMatchObject({
    issuer: "https://id.example",
    domains: ["a.example", "b.example"],
    groupRoles: [],
  });
});
