// Answers with its process's id, and breaks on demand outside of any request.
Deno.serve((request) => {
  if (new URL(request.url).pathname !== "/fragile/break") return new Response(String(Deno.pid));
  setTimeout(() => {
    throw new Error("broken");
  });
  return new Promise(() => undefined);
});
