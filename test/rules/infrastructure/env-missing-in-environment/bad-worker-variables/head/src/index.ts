export default {
  async fetch(request: Request, env: Env) {
    return proxy(request, env.ORIGIN_HOST, env.LOG ?? 'info');
  },
};
