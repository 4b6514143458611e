import { Hono } from "hono/tiny";

// As little as a function can be.
const app = new Hono().post("/hello", (c) => c.text("hello"));

Deno.serve(app.fetch);
