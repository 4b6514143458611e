import { describe, expect, test } from "vitest";
import { readConnection } from "../../../shared/database/connection.ts";

const SUPABASE_URL = "https://project.example.test/";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl";

describe("the connection", () => {
  test("prefers the secret key named default, and sends it as apikey alone", () => {
    const SUPABASE_SECRET_KEYS = '{"other":"sb_secret_other","default":"sb_secret_default"}';
    expect(readConnection({ SUPABASE_URL, SUPABASE_SECRET_KEYS, SUPABASE_SERVICE_ROLE_KEY: jwt })).toEqual({
      url: "https://project.example.test",
      headers: { apikey: "sb_secret_default" },
    });
  });

  test("falls back on the legacy key, a JWT, which is a bearer token too", () => {
    expect(
      readConnection({ SUPABASE_URL, SUPABASE_SECRET_KEYS: "", SUPABASE_SERVICE_ROLE_KEY: jwt }),
    ).toEqual({
      url: "https://project.example.test",
      headers: { apikey: jwt, authorization: `Bearer ${jwt}` },
    });
  });

  test("never sends a key that is no JWT as a bearer token, whatever variable it was in", () => {
    const { headers } = readConnection({ SUPABASE_URL, SUPABASE_SERVICE_ROLE_KEY: "sb_secret_1" });
    expect(headers).toEqual({ apikey: "sb_secret_1" });
  });

  test.each([
    [{ SUPABASE_SERVICE_ROLE_KEY: jwt }, "SUPABASE_URL is missing or blank"],
    [{ SUPABASE_URL: "MARKED", SUPABASE_SERVICE_ROLE_KEY: jwt }, "SUPABASE_URL is not a URL"],
    [{ SUPABASE_URL }, "SUPABASE_SECRET_KEYS is missing or blank, and so is SUPABASE_SERVICE_ROLE_KEY"],
    [{ SUPABASE_URL, SUPABASE_SECRET_KEYS: "MARKED" }, "SUPABASE_SECRET_KEYS is not a JSON object"],
    [{ SUPABASE_URL, SUPABASE_SECRET_KEYS: '{"x":"MARKED"}' }, "SUPABASE_SECRET_KEYS.default is not a key"],
    [{ SUPABASE_URL, SUPABASE_SECRET_KEYS: '{"default":5}' }, "SUPABASE_SECRET_KEYS.default is not a key"],
    [{ SUPABASE_URL, SUPABASE_SECRET_KEYS: '{"default":""}' }, "SUPABASE_SECRET_KEYS.default is not a key"],
  ])("is refused by the variables' names: %j", (environment, message) => {
    expect(() => readConnection(environment)).toThrow(message);
    expect(() => readConnection(environment)).not.toThrow("MARKED");
  });
});
