if (!Deno.env.get("WANTED_SECRET")) throw new Error("WANTED_SECRET is missing or blank");

Deno.serve(() => new Response("booted"));
