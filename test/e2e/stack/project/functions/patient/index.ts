import { version } from "../../shared/version.ts";

// Answers when another request tells it to.
let release = (): void => undefined;
const released = new Promise<void>((resolve) => (release = resolve));

Deno.serve(async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === "/patient/release") release();
  if (pathname === "/patient/wait") await released;
  return new Response(version);
});
