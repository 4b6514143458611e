import { Hono } from "hono/tiny";

// As little as a refusal can be: nothing is read, nothing is compared.
const app = new Hono().post("/bare", (c) => c.text("unverified", 401));

Deno.serve(app.fetch);
