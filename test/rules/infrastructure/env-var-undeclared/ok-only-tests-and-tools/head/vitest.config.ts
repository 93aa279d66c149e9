export default { test: { env: { URL: process.env.TEST_BASE_URL! } } };
