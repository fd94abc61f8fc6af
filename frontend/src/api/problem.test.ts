import { describe, expect, it } from "vitest";
import { ApiError, isNotFound, isPassing, unwrap } from "@/api/problem";

const PROBLEM = {
  type: "/problems/validation_error",
  status: 422,
  code: "validation_error",
  detail: "/params/epochs: Input should be less than or equal to 200",
  instance: "urn:request:dce8fc377843420d",
  errors: [{ pointer: "/params/epochs", code: "less_than_equal", detail: "Input should be less than or equal to 200" }],
};

describe("an answer of the API", () => {
  it("is its body when all went well", async () => {
    const answer = { data: { id: "a" }, response: new Response("", { status: 202 }) };

    expect(await unwrap(Promise.resolve(answer))).toEqual({ id: "a" });
  });

  it("is the API's own words when it refused", async () => {
    const refused = unwrap(Promise.resolve({ error: PROBLEM, response: new Response("", { status: 422 }) }));

    const error = await refused.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      message: PROBLEM.detail,
      code: "validation_error",
      requestId: "dce8fc377843420d",
      fields: PROBLEM.errors,
    });
  });

  it("is worth asking again only when the trouble may pass", () => {
    expect(isPassing(new ApiError(503, {}))).toBe(true);
    expect(isPassing(new TypeError("network"))).toBe(true);
    expect(isPassing(new ApiError(422, {}))).toBe(false);
    expect(isNotFound(new ApiError(404, {}))).toBe(true);
  });
});
