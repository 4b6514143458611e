// Sends back what comes, as it comes.
Deno.serve((request) => new Response(request.body));
