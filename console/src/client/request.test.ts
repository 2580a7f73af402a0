import { ConnectionError, RefusedError, SignedOutError } from "./faults";
import { WhoIsItDocument } from "./generated/graphql";
import { answerIn, request, sendAhead } from "./request";
import { chooseTenant } from "./tenant";

const answers = (...bodies: unknown[]) => {
  const fetched = vi.fn();
  for (const body of bodies) fetched.mockResolvedValueOnce(new Response(JSON.stringify(body)));
  vi.stubGlobal("fetch", fetched);
  return fetched;
};
const refusal = (code: string) => ({ errors: [{ message: "no", extensions: { code, hint: "try" } }] });

it("asks with the cookie's header and for the tenant of the window", async () => {
  const fetched = answers({ data: { it: 1 } });
  chooseTenant("acme");
  expect(await request("{ it }")).toEqual({ it: 1 });
  expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({
    "X-Sluice-Session": "cookie",
    "X-Sluice-Tenant": "acme",
  });
});

it("tells a refusal with its code and hint", async () => {
  answers(refusal("FORBIDDEN"));
  const error: unknown = await request("{ it }").catch((each: unknown) => each);
  expect(error).toBeInstanceOf(RefusedError);
  expect((error as RefusedError).faults[0]).toMatchObject({ code: "FORBIDDEN", hint: "try" });
});

it.each([
  ["a session that has ended", [refusal("UNAUTHENTICATED")]],
  [
    "no session, for which most of the API does not exist",
    [refusal("GRAPHQL_VALIDATION_FAILED"), { data: { me: null } }],
  ],
])("knows %s", async (_, bodies) => {
  answers(...bodies);
  await expect(request("{ deals { nodes { id } } }")).rejects.toBeInstanceOf(SignedOutError);
});

it("tells a document that is wrong from a session that is missing", async () => {
  answers(refusal("GRAPHQL_VALIDATION_FAILED"), { data: { me: { member: { id: "1" } } } });
  await expect(request("{ wrong }")).rejects.toBeInstanceOf(RefusedError);
});

it("tells a lost connection from a refusal", async () => {
  vi.stubGlobal("fetch", vi.fn().mockRejectedValue(new TypeError("failed to fetch")));
  await expect(request("{ it }")).rejects.toBeInstanceOf(ConnectionError);
});

it("answers with what was sent ahead, once, and only in the language that it was sent in", async () => {
  const [me, other, again] = ["one", "two", "three"].map((id) => ({ me: { member: { id } } }));
  const fetched = answers({ data: me }, { data: other }, { data: again });
  sendAhead(WhoIsItDocument);
  expect(fetched).toHaveBeenCalledTimes(1);
  answerIn("zh-CN");
  expect(await request(WhoIsItDocument, {})).toEqual(other);
  answerIn("en");
  expect(await request(WhoIsItDocument, {})).toEqual(me);
  expect(fetched).toHaveBeenCalledTimes(2);
  expect(await request(WhoIsItDocument, {})).toEqual(again);
});

it("fails as what was sent ahead did, and asks anew after it", async () => {
  const fetched = vi.fn().mockRejectedValueOnce(new TypeError("failed to fetch"));
  fetched.mockResolvedValueOnce(new Response(JSON.stringify({ data: { me: null } })));
  vi.stubGlobal("fetch", fetched);
  sendAhead(WhoIsItDocument);
  await expect(request(WhoIsItDocument, {})).rejects.toBeInstanceOf(ConnectionError);
  expect(await request(WhoIsItDocument, {})).toEqual({ me: null });
});
