// Has seen enough before it has seen all, and says so.
Deno.serve(async (request) => {
  if (new URL(request.url).pathname === "/hasty/cancelling") await request.body?.cancel();
  return new Response("enough", { status: 413 });
});
