Deno.serve(async (request) => {
  const body = await request.text();
  return Response.json(
    {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body,
      environment: Deno.env.toObject(),
    },
    { status: Number(request.headers.get("x-status") ?? 200), headers: { "x-answered-by": "echo" } },
  );
});
