export default { fetch: () => new Response("default") };
