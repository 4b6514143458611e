Deno.serve(() => new Response("let through"));
